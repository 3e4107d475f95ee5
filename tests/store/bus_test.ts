/** The contract over the fake bus in its good mode, and over the real one between real threads. */
import { permittedTest } from "../permitted.ts";
import { assertGreater } from "@std/assert";
import { BroadcastBus } from "../../src/store/broadcast_bus.ts";
import type { Bus, Post } from "../../src/store/bus.ts";
import { busContract, type End } from "./bus_contract.ts";
import type { BusRequest } from "./bus_worker.ts";
import { FakeNetwork } from "./fake_bus.ts";
import { FakeClock } from "./fake_clock.ts";
import { jsonCodec } from "./json_codec.ts";

function localEnd(bus: Bus<unknown>): End {
  const received: Post<unknown>[] = [];
  bus.listen((post) => received.push(post));
  return {
    post: (posts) => Promise.resolve(posts.forEach((post) => bus.post(post))),
    received: () => Promise.resolve([...received]),
    close: () => Promise.resolve(bus.close()),
  };
}

function fakeRig(ring: number) {
  const clock = new FakeClock();
  const network = new FakeNetwork<unknown>(clock, { ring });
  const open = () => localEnd(network.open());
  return Promise.resolve({
    ends: [open(), open(), open()] as const,
    pass: () => Promise.resolve(clock.advance(1)),
    close: () => Promise.resolve(),
  });
}

/** An end in a thread of its own, which answers requests one by one. */
async function threadEnd(name: string): Promise<End & { terminate(): void }> {
  const worker = new Worker(new URL("./bus_worker.ts", import.meta.url), { type: "module" });
  let last: Promise<unknown> = Promise.resolve();
  function ask(request: BusRequest): Promise<Post<unknown>[]> {
    const answer = last.then(() =>
      new Promise<Post<unknown>[]>((resolve) => {
        worker.onmessage = (event: MessageEvent<Post<unknown>[]>) => resolve(event.data);
        worker.postMessage(request);
      })
    );
    last = answer;
    return answer;
  }
  await ask({ type: "open", name });
  return {
    post: async (posts) => void await ask({ type: "post", posts }),
    received: () => ask({ type: "received" }),
    close: async () => void await ask({ type: "close" }),
    terminate: () => worker.terminate(),
  };
}

async function threadRig() {
  const name = `bus-test-${crypto.randomUUID()}`;
  const [one, two] = await Promise.all([threadEnd(name), threadEnd(name)]);
  const here = new BroadcastBus<unknown>(name, jsonCodec());
  return {
    ends: [one, localEnd(here), two] as const,
    pass: () => new Promise<void>((resolve) => setTimeout(resolve, 1)),
    close: () => {
      here.close();
      one.terminate();
      two.terminate();
      return Promise.resolve();
    },
  };
}

busContract("fake bus", () => fakeRig(Infinity));
busContract("fake bus with a ring", () => fakeRig(256));
busContract("BroadcastChannel", threadRig, permittedTest);

Deno.test("[S2] the fake ring loses what the real one would", async () => {
  const rig = await fakeRig(256);
  const post = { from: 0, epoch: 1, to: 1, to_epoch: 1, ack: 0, gap: false, messages: [] };
  await rig.ends[0].post(Array.from({ length: 1_000 }, (_, at) => ({ ...post, seq: at + 1 })));
  await rig.pass();
  assertGreater(1_000, (await rig.ends[1].received()).length);
});
