// [P2.9] A node dies with all who are connected to it: they are back on the others, each in its seat, and whoever is in
// a room there is answered all the while. Clients, nodes and NATS are real. `--members=N` has more of them: each takes
// three descriptors of this process and one of a node, and 4,000 take all of two cores that do nothing else.
import { assertEquals, assertGreater } from "@std/assert";
import { type Environment, listenTo, platform } from "../../../src/client/environment.ts";
import { RoomClient } from "../../../src/client/mod.ts";
import { eventually, pass, PATIENCE_MS } from "../../e2e/patience.ts";
import { numberFor } from "../../flags.ts";
import { print } from "../../print.ts";
import { startServers } from "../nats_servers.ts";
import { IS_WHOLE, natsTest } from "./bench.ts";
import { Nodes } from "./nodes.ts";
import { RoundRobin } from "./round_robin.ts";

const ROOM = 10;
const ROOMS = (numberFor("members") ?? (IS_WHOLE ? 1_000 : 100)) / ROOM;
/** Rooms that are filled at the same time. */
const AT_ONCE = 10;
/** So many members for each core are back within the patience of any story; more of them may take longer. */
const MEMBERS_A_CORE = 1_000;

natsTest("[P2.9, C19] all members of a node that was killed come back to the others", async () => {
  await using servers = await startServers(1);
  const probes = [new Probe(), new Probe()];
  try {
    await using nodes = new Nodes(servers, {
      flags: ["--max-connections-per-ip", "0", "--max-rooms-per-ip", "0"],
    });
    await nodes.start("a", "b", "c");
    await nodes.settled();
    let isDead = false;
    await using balancer = new RoundRobin(() =>
      isDead ? [nodes.node("a"), nodes.node("b")] : [nodes.node("c")]
    );
    const members = await fill(`ws://127.0.0.1:${balancer.port}/ws`);
    await Promise.all(probes.map((probe, n) => probe.start(nodes.node(n === 0 ? "a" : "b").port)));

    const before = await answers(probes, () => pass(2_000));
    const back: number[] = [];
    const diedAt = performance.now();
    const during = await answers(probes, async () => {
      for (const member of members) {
        member.onBack = () => {
          back.push(performance.now() - diedAt);
          member.onBack = () => {}; // on a busy machine it may be lost again, and come back once more
        };
      }
      isDead = true;
      await nodes.kill("c");
      const still = () => members.map(({ client }) => stateOf(client));
      const cores = navigator.hardwareConcurrency;
      const what = () =>
        `everybody is back: ${back.length} were, all are ${counted(still())}; ` +
        `this machine has ${cores} cores and a load of ${Deno.loadavg()[0]}`;
      const withinMs = PATIENCE_MS * Math.max(1, members.length / (MEMBERS_A_CORE * cores));
      const isBack = () => still().every((state) => state === "online");
      await eventually(what, () => back.length === members.length && isBack(), { withinMs });
    });

    for (const { client, memberId, roomId } of members) {
      assertEquals([client.memberId, client.room?.room_id], [memberId, roomId]);
    }
    for (const { least } of [before, during]) assertGreater(least, 0, "a probe had no answer");
    await eventually(
      "everybody sees everybody",
      () =>
        members.every(({ client }) =>
          client.room?.members.every(({ presence }) => presence === "online")
        ),
    );
    const figures = back.map((ms) => ms / 1_000).sort((x, y) => x - y);
    const queued = await Promise.all(["a", "b"].map((name) => queuedAt(nodes.node(name).port)));
    print(
      `${members.length} members of a killed node: half were back after ${
        secondsAt(figures, 0.5)
      }, ` +
        `the last after ${secondsAt(figures, 1)}. On the two others ${
          sum(queued, "waited")
        } waited for their turn, ` +
        `${
          sum(queued, "refused")
        } were given a later one. A vote in a room there took ${before.text} before, ` +
        `${during.text} meanwhile (p50, p99, longest).`,
    );
    for (const { client } of members) client.close();
    await eventually("every socket has closed", () => open.size === 0);
  } finally {
    for (const probe of probes) probe.stop();
  }
});

/** Sockets of all clients, each until it has closed. */
const open = new Set<WebSocket>();

const environment: Environment = {
  ...platform,
  openSocket: (url, protocols, events) => {
    const socket = new WebSocket(url, [...protocols]);
    open.add(socket);
    socket.addEventListener("close", () => open.delete(socket));
    return listenTo(socket, events);
  },
};

interface Member {
  readonly client: RoomClient;
  readonly memberId: string | null;
  readonly roomId: string;
  /** Called when it is in its room again. */
  onBack: () => void;
}

/** Rooms full of people. */
async function fill(url: string): Promise<readonly Member[]> {
  const members: Member[] = [];
  const take = (act: (client: RoomClient) => Promise<{ readonly room_id: string }>) => {
    let member: Member | null = null;
    const client = new RoomClient({
      ...{ url, environment },
      onStatus: ({ state }) => {
        if (state === "online") member?.onBack();
      },
    });
    return act(client).then(({ room_id: roomId }) => {
      member = { client, memberId: client.memberId, roomId, onBack: () => {} };
      members.push(member);
      return roomId;
    });
  };
  for (let from = 0; from < ROOMS; from += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, ROOMS - from) }, async () => {
      const roomId = await take((client) => client.create({ name: "ana", capacity: ROOM }));
      await Promise.all(
        Array.from(
          { length: ROOM - 1 },
          (_, n) => take((client) => client.join({ name: `ben ${n}`, room_id: roomId })),
        ),
      );
    }));
  }
  return members;
}

/** One who votes in a room of another node all the time, on a thread of its own. */
class Probe {
  readonly #worker = new Worker(import.meta.resolve("./storm_probe.ts"), { type: "module" });
  /** Rejects when a vote fails. */
  readonly failure: Promise<never>;

  constructor() {
    this.failure = new Promise((_, reject) => {
      this.#worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(`a probe stopped: ${event.message}`));
      };
    });
    this.failure.catch(() => {}); // whoever asks next learns of it
  }

  start(port: number): Promise<readonly number[]> {
    return this.#ask(port);
  }

  /** How long each vote took since the last question, in milliseconds, the one that is on its way included. */
  took(): Promise<readonly number[]> {
    return this.#ask("took");
  }

  stop(): void {
    this.#worker.terminate();
  }

  #ask(question: number | "took"): Promise<readonly number[]> {
    const answer = new Promise<readonly number[]>((resolve) => {
      this.#worker.onmessage = ({ data }) => resolve(data);
    });
    this.#worker.postMessage(question);
    return Promise.race([answer, this.failure]);
  }
}

/** How long votes take while something happens, in milliseconds. A vote that fails fails it. */
async function answers(
  probes: readonly Probe[],
  happens: () => Promise<void>,
): Promise<{ readonly least: number; readonly text: string }> {
  const all = () => Promise.all(probes.map((probe) => probe.took()));
  await all();
  await Promise.race([happens(), ...probes.map(({ failure }) => failure)]);
  const took = await all();
  return { least: Math.min(...took.map(({ length }) => length)), text: spread(took.flat()) };
}

/** What a client is doing, and why it is over. */
function stateOf({ status }: RoomClient): string {
  if (status.state === "ended") return `ended (${status.reason})`;
  return status.state === "closed" ? `closed (${status.code})` : status.state;
}

/** How often each of them is there. */
function counted(words: readonly string[]): string {
  const groups = Object.entries(Object.groupBy(words, (word) => word));
  return groups.map(([word, all]) => `${word} ${all?.length}`).join(", ");
}

/** The half, almost all and the longest of them, in milliseconds. */
function spread(all: readonly number[]): string {
  const sorted = all.toSorted((x, y) => x - y);
  return `${[0.5, 0.99, 1].map((part) => at(sorted, part).toFixed(0)).join(" / ")} ms`;
}

async function queuedAt(port: number): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const found = text.matchAll(/^estimatex_joins_queued_total\{result="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...found].map(([, result = "", count]) => [result, Number(count)]));
}

function sum(of: readonly Readonly<Record<string, number>>[], result: string): number {
  return of.reduce((all, one) => all + (one[result] ?? 0), 0);
}

function secondsAt(sorted: readonly number[], part: number): string {
  return `${at(sorted, part).toFixed(1)} s`;
}

/** The value that this part of all are not above. */
function at(sorted: readonly number[], part: number): number {
  return sorted[Math.ceil(part * sorted.length) - 1] ?? NaN;
}
