// Workers that die in every way they can, on real threads and sockets [S5]. What must hold each time: the
// process lives, the dead worker is replaced, rooms at home elsewhere go on, and whoever lost its room is
// notified.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { homeOf } from "../../src/base/ids.ts";
import { parseCommandLine } from "../../src/cli/command_line.ts";
import type { Config } from "../../src/cli/flags.ts";
import { createLog } from "../../src/base/log_lines.ts";
import { Supervisor } from "../../src/supervisor/supervisor.ts";
import { eventually } from "../e2e/patience.ts";
import { permittedTest } from "../permitted.ts";
import type { Fault } from "../faults/fault.ts";

const WORKERS = 2;
const DOOMED = 0;

function configure(workers: number): Config {
  const flags = ["--host", "127.0.0.1", "--port", "0", "--workers", `${workers}`];
  // everybody joins at once, from one address [W10]
  const more = ["--max-connections-per-ip", "0", "--log-format", "json"];
  const parsed = parseCommandLine([...flags, ...more], () => undefined, workers);
  if (parsed.kind !== "run") throw new Error("the flags of this test are wrong");
  return parsed.config;
}

/** A supervisor in this process, its log, and a way to wait for a line of it. */
async function supervise(workers: number) {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const log = createLog({ format: "json", level: "info", write, now: Date.now });
  const supervisor = new Supervisor({
    page: null,
    config: configure(workers),
    version: "1.2.3",
    log,
    write,
    workerModule: new URL("../faults/faulty_worker.ts", import.meta.url),
    heartbeatMs: 50,
  });
  const port = await supervisor.start();
  return {
    port,
    lines,
    logged: (event: string) =>
      eventually(`log line ${event}`, () => lines.find((line) => line.includes(`"${event}"`))),
    [Symbol.asyncDispose]: () => supervisor.drain(),
  };
}

/** A v1 client, connected. Until a dying thread is gone it swallows its share of connections: then again. */
function connect(port: number, query: string) {
  return eventually("a connection", async () => {
    const client = attempt(`ws://127.0.0.1:${port}/ws?${query}`);
    return await client.opened && client;
  });
}

function attempt(url: string) {
  const socket = new WebSocket(url);
  const frames: string[] = [];
  let code: number | undefined;
  let answer = (_opened: boolean) => {};
  const opened = new Promise<boolean>((resolve) => answer = resolve);
  socket.onopen = () => answer(true);
  socket.onmessage = ({ data }) => void frames.push(data);
  socket.onclose = (event) => {
    code = event.code;
    answer(false);
  };
  const client = {
    frames,
    opened,
    send: (type: string, data: unknown) => socket.send(JSON.stringify({ type, data })),
    got: (part: string) =>
      eventually(`a frame with ${part}`, () => frames.find((frame) => frame.includes(part))),
    closed: () => eventually("the close", () => code),
    get isOpen() {
      return code === undefined;
    },
    async leave() {
      if (code === undefined) socket.close();
      await client.closed();
    },
  };
  return client;
}
type Client = Awaited<ReturnType<typeof connect>>;

async function create(port: number): Promise<{ admin: Client; room_id: string }> {
  const admin = await connect(port, "action=CREATE_ROOM&name=ana&max_room_capacity=8");
  const { data: { room_id } } = JSON.parse(await admin.got("CREATE_ROOM"));
  admin.send("JOIN_ROOM", { room_id });
  await admin.got("ana");
  return { admin, room_id };
}

async function join(port: number, roomId: string, name: string): Promise<Client> {
  const member = await connect(port, `action=JOIN_ROOM&name=${name}&room_id=${roomId}`);
  member.send("JOIN_ROOM", { room_id: roomId });
  await member.got(`${name} joined`);
  return member;
}

/** Rooms at home on each worker, with an admin and members who are connected to whichever worker took them. */
async function roomOn(port: number, home: number) {
  for (;;) {
    const { admin, room_id } = await create(port);
    if (homeOf(room_id, WORKERS) !== home) {
      await admin.leave();
      continue;
    }
    const members = await Promise.all(
      ["bo", "cem", "dan", "eve", "fay", "gus"].map((name) => join(port, room_id, name)),
    );
    return { admin, room_id, members };
  }
}

const FAULTS: Record<Fault, string> = {
  throw: "worker_crashed",
  reject: "worker_crashed",
  close: "worker_silent",
  exit: "worker_silent",
  hang: "worker_silent",
};

for (const [fault, event] of Object.entries(FAULTS)) {
  permittedTest(
    `[S5] a worker that fails by "${fault}" is replaced, and the others go on`,
    async () => {
      await using server = await supervise(WORKERS);
      const { port } = server;
      const lost = await roomOn(port, DOOMED);
      const kept = await roomOn(port, 1 - DOOMED);

      const faults = new BroadcastChannel("faults");
      faults.postMessage({ worker: DOOMED, fault });
      faults.close();
      await server.logged(event);
      await server.logged("worker_replaced");

      // whoever was in the lost room is closed; a thread that is gone at once can give nobody a reason, and
      // Deno's client calls that 0
      for (const member of [lost.admin, ...lost.members]) {
        const code = await member.closed();
        if (code === 1000) assertMatch(member.frames.at(-1) ?? "", /restart|internal error/);
        else assert(code === 0 || code === 1006, `closed with ${code}`);
      }
      // the other room has lost at most those who were connected to the dead worker
      const staying = kept.members.filter((member) => member.isOpen);
      if (kept.admin.isOpen) {
        const late = await join(port, kept.room_id, "hal");
        await late.got("ana");
        for (const member of staying) {
          if (member.isOpen) await member.got("hal joined");
        }
        await late.leave();
      }
      // and both workers take rooms again
      for (const home of [0, 1]) {
        const { admin, members } = await roomOn(port, home);
        await Promise.all([admin, ...members].map((client) => client.leave()));
      }
      await Promise.all([kept.admin, ...kept.members].map((client) => client.leave()));
    },
  );
}

permittedTest(
  "[S5] at a crash every client of the worker is sent a line, and closed with 1000",
  async () => {
    await using server = await supervise(WORKERS);
    const { admin, members } = await roomOn(server.port, DOOMED);
    const faults = new BroadcastChannel("faults");
    faults.postMessage({ worker: DOOMED, fault: "throw" });
    faults.close();
    for (const member of [admin, ...members]) {
      assertEquals(await member.closed(), 1000);
      assertMatch(member.frames.at(-1) ?? "", /restart|internal error/);
    }
    assertMatch(await server.logged("worker_crashed"), /planted: a bug that throws/);
  },
);

permittedTest("[S5] with one worker the server is rebuilt on the main thread", async () => {
  await using server = await supervise(1);
  const { admin } = await create(server.port);
  const error = new Error("planted: a bug on the main thread");
  dispatchEvent(new ErrorEvent("error", { error, cancelable: true }));
  assertEquals(await admin.closed(), 1000);
  assertMatch(admin.frames.at(-1) ?? "", /internal error/);
  await server.logged("worker_replaced");
  const again = await create(server.port);
  await again.admin.leave();
  assert(server.lines.some((line) => line.includes("planted: a bug on the main thread")));
});
