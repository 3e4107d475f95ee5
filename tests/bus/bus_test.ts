/** The contract of a bus, over the fake one in its good mode: a bus between machines has to keep it, too. */
import { assertGreater } from "@std/assert";
import type { Bus, Post } from "../../src/bus/bus.ts";
import { busContract, type End } from "./bus_contract.ts";
import { FakeNetwork } from "./fake_bus.ts";
import { FakeClock } from "../base/fake_clock.ts";

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

busContract("fake bus", () => fakeRig(Infinity));
busContract("fake bus with a ring", () => fakeRig(256));

Deno.test("[S2] the fake ring loses what the real one would", async () => {
  const rig = await fakeRig(256);
  const post = { from: 0, epoch: 1, to: 1, toEpoch: 1, ack: 0, gap: false, messages: [] };
  await rig.ends[0].post(Array.from({ length: 1_000 }, (_, at) => ({ ...post, seq: at + 1 })));
  await rig.pass();
  assertGreater(1_000, (await rig.ends[1].received()).length);
});
