// What an older file has not got: read as what it meant then.
import { assertEquals, assertThrows } from "@std/assert";
import { Damaged, readJson } from "../../src/journal/decode_columns.ts";
import { headBallot } from "../../src/journal/decode_room.ts";

const OPEN = {
  phase: "voting",
  ticket: { ticket_id: "T-1" },
  attempt: 1,
  opened_at: 1_700_000_000_000,
};

function read(ballot: unknown) {
  return readJson(headBallot, JSON.stringify(ballot), "ballot");
}

Deno.test("[R9] an open ballot comes back with whose votes may give way; an older file names nobody", () => {
  assertEquals(read(OPEN), { ...OPEN, phase: "voting", v1_leavers: [], queued: false });
  assertEquals(read({ ...OPEN, v1_leavers: ["bob"] }), {
    ...OPEN,
    phase: "voting",
    v1_leavers: ["bob"],
    queued: false,
  });
  assertThrows(() => read({ ...OPEN, v1_leavers: [1] }), Damaged, "ballot.v1_leavers[0]");
  assertThrows(() => read({ ...OPEN, v1_leavers: null }), Damaged, "ballot.v1_leavers");
});
