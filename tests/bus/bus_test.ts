/** The contract of a bus, over the fake one in its good mode. */
import { assertGreater } from "@std/assert";
import { busContract, type Rig } from "./bus_contract.ts";
import { busOf, FakeNetwork } from "./fake_bus.ts";
import { FakeClock } from "../base/fake_clock.ts";

const MESSAGES: readonly unknown[] = [
  null,
  true,
  -0.5,
  Number.MAX_SAFE_INTEGER,
  "",
  "žluťoučký 🐎 \u0000 \ud800",
  [],
  {},
  { a: [{ b: [[]] }], "": "empty key" },
  "x".repeat(100_000),
];

function fakeRig(ring: number): Rig<unknown> {
  const clock = new FakeClock();
  const network = new FakeNetwork<unknown>(clock, { ring });
  const open = (self: number) => busOf(network.open(), self);
  return { ends: [open(0), open(1), open(2)], pass: () => clock.advance(1) };
}

busContract("fake bus", MESSAGES, () => fakeRig(Infinity));
busContract("fake bus with a ring", MESSAGES, () => fakeRig(256));

Deno.test("[S2] the fake ring loses what the real one would", () => {
  const rig = fakeRig(256);
  let arrived = 0;
  rig.ends[1].listen(() => arrived++);
  for (let seq = 1; seq <= 1_000; seq++) {
    rig.ends[0].post(1, { seq, ack: 0, gap: false, hello: false, messages: [] });
  }
  rig.pass();
  assertGreater(1_000, arrived);
});
