// What of a room is heard.
import { assertEquals } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import { summarize } from "../../src/room/summary.ts";
import type { RoomState } from "../../src/client/mod.ts";
import { chimeBetween } from "../../src/web/pure/chimes.ts";

const VOTING = { ticket_id: "WEB-7", attempt: 1, phase: "voting", opened_at: 0 } as const;
const COMPLETE = { ...VOTING, phase: "complete" } as const;
const NOTHING = summarize(FIBONACCI, []);
const REVEALED = { ...VOTING, phase: "revealed", revealed_at: 1, summary: NOTHING } as const;

Deno.test("a ballot's beginning and its last vote are heard, once each", () => {
  const heard = (before: RoomState["ballot"], after: RoomState["ballot"]) =>
    chimeBetween({ ballot: before }, { ballot: after });
  assertEquals(heard(null, VOTING), "begun");
  assertEquals(heard(REVEALED, { ...VOTING, ticket_id: "WEB-8" }), "begun");
  assertEquals(heard(COMPLETE, { ...VOTING, attempt: 2 }), "begun");
  assertEquals(heard(VOTING, VOTING), null);
  assertEquals(heard(VOTING, COMPLETE), "complete");
  assertEquals(heard(COMPLETE, COMPLETE), null);
  assertEquals(heard(COMPLETE, VOTING), null); // a vote was withdrawn
  assertEquals(heard(COMPLETE, REVEALED), null);
  assertEquals(heard(VOTING, null), null);
  assertEquals(heard(null, REVEALED), null);
});
