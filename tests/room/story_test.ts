// The story runner itself: a story that comes out otherwise must fail, and show where.
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { deepFreeze } from "./invariants.ts";
import { outcomesAfter, roomAfter } from "./story.ts";

Deno.test("a story that comes out otherwise is printed, with the line marked", () => {
  const error = assertThrows(() =>
    roomAfter(`
    ana creates 2
    ana announces -> joined ana
    bob joins -> joined bob
    ana begins T-1 -> opened T-1 #1`)
  );
  assert(error instanceof Error);
  assertMatch(error.message, / {4}ana creates 2\n/);
  assertMatch(error.message, / {2}> bob joins -> joined bob\n/);
  assertMatch(error.message, /got: joined bob, filled$/);
});

Deno.test("a line without an arrow expects no event and no refusal", () => {
  assertThrows(() => roomAfter("ana creates 2\nana announces"), Error, "got: joined ana");
  assertThrows(() => roomAfter("ana creates 2\nana votes 5"), Error, "got: refused not_announced");
});

Deno.test("a step that can't be read fails, and so does one after the end", () => {
  assertThrows(() => roomAfter("ana creates 2\nana dances"), Error, "no such verb");
  assertThrows(() => roomAfter("ana creates 2\nafter noon"), Error, "no such time");
  assertThrows(() => roomAfter("ana creates 2\nana drops soon"), Error, "no such time");
  assertThrows(() => roomAfter("ana creates 2\nana sets music on"), Error, "no such setting");
  assertThrows(() => roomAfter("ana creates 2\nweather?"), Error, "no such question");
  assertThrows(() => roomAfter("bob seats"), Error, "no room was created");
  assertThrows(
    () => roomAfter("ana creates 1\nana leaves -> ended admin_left\nbob seats"),
    Error,
    "the room is over",
  );
});

Deno.test("actions tried at the end of a story know nothing of each other", () => {
  const outcomeOf = outcomesAfter("ana creates 2\nana announces -> joined ana");
  assertEquals(outcomeOf("bob joins"), "joined bob, filled");
  assertEquals(outcomeOf("cem joins"), "joined cem, filled");
  assertEquals(outcomeOf("ana leaves"), "ended admin_left");
  assertEquals(outcomeOf("names?"), "ana");
});

Deno.test("what is frozen throws when changed, maps and all inside them included", () => {
  const vote = { card: "5" };
  const frozen = deepFreeze({ votes: new Map([["ana", vote]]), list: [{ n: 1 }] });
  assertThrows(() => frozen.votes.set("bob", vote), TypeError);
  assertThrows(() => frozen.votes.delete("ana"), TypeError);
  assertThrows(() => frozen.votes.clear(), TypeError);
  assertThrows(() => Object.assign(vote, { card: "8" }), TypeError);
  assertThrows(() => frozen.list.push({ n: 2 }), TypeError);
});
