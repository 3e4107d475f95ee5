// What the browser remembers: seats, the name, the last deck; and browsers that remember nothing.
import { assertEquals } from "@std/assert";
import { Memory, SEAT_KEPT_MS, type Store } from "../../src/web/state/memory.ts";

/** A browser's storage. */
class FakeStore extends Map<string, string> implements Store {
  getItem = (key: string) => this.get(key) ?? null;
  setItem = (key: string, value: string) => void this.set(key, value);
  removeItem = (key: string) => void this.delete(key);
  key = (index: number) => [...this.keys()][index] ?? null;
  get length() {
    return this.size;
  }
}

/** One that throws at everything, as browsers do where storage is off. */
const OFF: Store = new Proxy(new FakeStore(), {
  get() {
    throw new Error("SecurityError");
  },
});

const SEAT = { room_id: "7K2M9QXD", resume_token: "5f0c" };

Deno.test("[P2.7] a seat is kept for each room, and found by the next page of the browser", () => {
  const store = new FakeStore();
  new Memory(store).keepSeat(SEAT);
  assertEquals(new Memory(store).seat("7K2M9QXD"), SEAT);
  assertEquals(new Memory(store).seat("00000000"), null);
});

Deno.test("[P2.7] a tab forgets its own seat, not the one that another tab has got since", () => {
  const store = new FakeStore();
  const memory = new Memory(store);
  memory.keepSeat({ ...SEAT, resume_token: "newer" });
  memory.forgetSeat(SEAT);
  assertEquals(memory.seat("7K2M9QXD")?.resume_token, "newer");
  memory.forgetSeat({ ...SEAT, resume_token: "newer" });
  assertEquals(memory.seat("7K2M9QXD"), null);
});

Deno.test("seats that nobody came back to for a day are forgotten", () => {
  const store = new FakeStore();
  let now = 1_000;
  new Memory(store, () => now).keepSeat(SEAT);
  now += SEAT_KEPT_MS;
  assertEquals(new Memory(store, () => now).seat("7K2M9QXD"), SEAT);
  now += 1;
  assertEquals(new Memory(store, () => now).seat("7K2M9QXD"), null);
  assertEquals(store.size, 0);
});

Deno.test("name and deck are remembered; what is not there or broken has defaults", () => {
  const store = new FakeStore();
  const { preferences } = new Memory(store);
  assertEquals([preferences.name, preferences.deck], ["", "fibonacci"]);
  new Memory(store).prefer({ name: "Ana" });
  new Memory(store).prefer({ deck: "S,M,L" });
  assertEquals(new Memory(store).preferences, { ...preferences, name: "Ana", deck: "S,M,L" });
  for (const broken of ["{", "null", "7", '{"name":7,"capacity":"x"}']) {
    store.setItem("estimatex.preferences", broken);
    assertEquals(new Memory(store).preferences, preferences, broken);
  }
});

Deno.test("a browser without storage remembers nothing, and nothing breaks", () => {
  for (const store of [null, OFF]) {
    const memory = new Memory(store);
    memory.keepSeat(SEAT);
    memory.prefer({ name: "Ana" });
    memory.forgetSeat(SEAT);
    assertEquals([memory.seat("7K2M9QXD"), memory.preferences.name], [null, ""]);
  }
});
