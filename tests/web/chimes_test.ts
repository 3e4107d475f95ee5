// Which changes of a room make a sound.
import { assertEquals } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import { summarize } from "../../src/room/summary.ts";
import type { RoomState } from "../../src/client/mod.ts";
import { chimeBetween } from "../../src/web/pure/chimes.ts";

const VOTING = { ticket_id: "WEB-7", attempt: 1, phase: "voting", opened_at: 0 } as const;
const COMPLETE = { ...VOTING, phase: "complete" } as const;
const NOTHING = summarize(FIBONACCI, []);
const REVEALED = { ...VOTING, phase: "revealed", revealed_at: 1, summary: NOTHING } as const;

Deno.test("a ballot's beginning and its last vote sound, once each", () => {
  const chime = (before: RoomState["ballot"], after: RoomState["ballot"]) =>
    chimeBetween({ ballot: before }, { ballot: after });
  assertEquals(chime(null, VOTING), "begun");
  assertEquals(chime(REVEALED, { ...VOTING, ticket_id: "WEB-8" }), "begun");
  assertEquals(chime(COMPLETE, { ...VOTING, attempt: 2 }), "begun");
  assertEquals(chime(VOTING, VOTING), null);
  assertEquals(chime(VOTING, COMPLETE), "complete");
  assertEquals(chime(COMPLETE, COMPLETE), null);
  assertEquals(chime(COMPLETE, VOTING), null); // a vote was withdrawn
  assertEquals(chime(COMPLETE, REVEALED), null);
  assertEquals(chime(VOTING, null), null);
  assertEquals(chime(null, REVEALED), null);
});
