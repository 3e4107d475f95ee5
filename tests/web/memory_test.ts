// What the browser remembers: seats, the name, the last deck; and browsers that remember nothing.
import { assertEquals } from "@std/assert";
import type { Ended } from "../../src/client/mod.ts";
import {
  Memory,
  ROOM_KEPT_MS,
  SEAT_KEPT_MS,
  SEAT_OFFERED_MS,
  type Store,
} from "../../src/web/state/memory.ts";
import { revealed } from "../results/ballots.ts";

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

Deno.test("how the page is wanted is remembered; what nobody can have chosen is not believed", () => {
  const store = new FakeStore();
  const wanted = ({ preferences: { theme, sound, keys } }: Memory) => [theme, sound, keys];
  assertEquals(wanted(new Memory(store)), ["system", false, true]);
  new Memory(store).prefer({ theme: "dark", sound: true, keys: false });
  assertEquals(wanted(new Memory(store)), ["dark", true, false]);
  store.set("estimatex.preferences", '{"theme":"pink","sound":1,"keys":"no"}');
  assertEquals(wanted(new Memory(store)), ["system", false, true]);
});

const FORMER = {
  room_id: "7K2M9QXD",
  name: "Checkout",
  deck: ["S", "M", "L"],
  capacity: 7,
  on_admin_leave: "close",
  me: "Bob",
  people: ["Ana"],
} as const;

Deno.test("the room of the seat that was in use last is found, unless that was long ago", () => {
  let now = 0;
  const memory = new Memory(new FakeStore(), () => now);
  const found = () => memory.roomWithSeat?.room_id;
  assertEquals(found(), undefined);
  const seats = ["7K2M9QXD", "0PLDR00M"].map((room_id) => ({ room_id, resume_token: room_id }));
  for (const seat of seats) {
    now += 1_000;
    memory.keepSeat(seat);
    memory.keepRoom({ ...FORMER, room_id: seat.room_id });
  }
  assertEquals(found(), "0PLDR00M");
  now += 1_000;
  memory.keepRoom(FORMER); // looked at once more
  assertEquals(found(), "7K2M9QXD");
  seats.slice(0, 1).forEach((seat) => memory.forgetSeat(seat));
  assertEquals(found(), "0PLDR00M");
  now += SEAT_OFFERED_MS;
  assertEquals(found(), undefined);
  assertEquals(new Memory(OFF).roomWithSeat, null);
});

Deno.test("what a room was like is kept, with all who were there, for a month", () => {
  let now = 0;
  const store = new FakeStore();
  const memory = new Memory(store, () => now);
  assertEquals(memory.room("7K2M9QXD"), null);
  memory.keepRoom({ ...FORMER, people: ["Cleo", "Ana"] });
  memory.keepRoom(FORMER);
  assertEquals(new Memory(store, () => now).room("7K2M9QXD"), {
    ...FORMER,
    people: ["Ana", "Cleo"],
  });
  memory.keepRoom({ ...FORMER, me: "Cleo", people: Array.from({ length: 60 }, (_, n) => `${n}`) });
  assertEquals(memory.room("7K2M9QXD")?.people.length, 30);
  assertEquals(memory.room("7K2M9QXD")?.people.includes("Cleo"), false); // that is me now
  now = ROOM_KEPT_MS;
  assertEquals(new Memory(store, () => now).room("7K2M9QXD")?.name, "Checkout");
  now += 1;
  assertEquals(new Memory(store, () => now).room("7K2M9QXD"), null);
});

Deno.test("what is no room is none, and a browser without storage knows none", () => {
  const store = new FakeStore();
  const broken = ["{", "null", "[]", '{"deck":"x"}', '{"deck":["S",1],"capacity":1,"me":"Ana"}'];
  for (const text of broken) {
    store.set("estimatex.room.7K2M9QXD", text);
    assertEquals(new Memory(store).room("7K2M9QXD"), null, text);
  }
  const memory = new Memory(OFF);
  memory.keepRoom(FORMER);
  assertEquals(memory.room("7K2M9QXD"), null);
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

const ending = (names: string): Ended => ({
  state: "ended",
  reason: "ended_by_admin",
  results: {
    room_id: "7K2M9QXD",
    created_at: 0,
    ended_at: 1,
    participants: [],
    ballots: [{ ...revealed(), title: names }],
  },
});

Deno.test("the results of the last three sessions are there after a reload, older ones go", () => {
  const store = new FakeStore();
  for (const roomId of ["A", "B", "A", "C", "D"]) {
    new Memory(store).keepEnding(roomId, ending(roomId));
  }
  const memory = new Memory(store);
  assertEquals(["A", "B", "C", "D"].map((one) => memory.ending(one) !== null), [
    true,
    false,
    true,
    true,
  ]);
  assertEquals(memory.ending("D"), ending("D"));
});

Deno.test("results that are too large take nobody's place for long", () => {
  const store = new FakeStore();
  const memory = new Memory(store);
  memory.keepEnding("A", ending("small"));
  memory.keepEnding("B", ending("x".repeat(1_100_000)));
  assertEquals(memory.ending("B"), null);
  store.set("estimatex.endings", "{");
  assertEquals(memory.ending("A"), null);
});

Deno.test("[A3] what an admin link has in it is kept until somebody has joined with it, or for a day", () => {
  const store = new FakeStore();
  let now = 0;
  const memory = new Memory(store, () => now);
  memory.keepAdminSecret("7K2M9QXD", "a1");
  memory.keepAdminSecret("0PLDR00M", "b2");
  assertEquals(new Memory(store, () => now).adminSecret("7K2M9QXD"), "a1");
  memory.forgetAdminSecret("7K2M9QXD");
  assertEquals([memory.adminSecret("7K2M9QXD"), memory.adminSecret("0PLDR00M")], [null, "b2"]);
  now = SEAT_KEPT_MS + 1;
  assertEquals(new Memory(store, () => now).adminSecret("0PLDR00M"), null);
});
