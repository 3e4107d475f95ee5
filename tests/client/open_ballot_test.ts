// Which ballot of a room is open: the one whose cards are hidden.
import { assertEquals } from "@std/assert";
import { openBallot, type RoomState } from "../../src/client/mod.ts";
import { revealed } from "../results/ballots.ts";

const VOTING = { ticket_id: "T-1", attempt: 1, phase: "voting", opened_at: 0 } as const;
const COMPLETE = { ...VOTING, phase: "complete" } as const;

const CASES: Readonly<Record<string, [RoomState["ballot"], RoomState["ballot"]]>> = {
  "none yet": [null, null],
  "some have voted": [VOTING, VOTING],
  "all have voted": [COMPLETE, COMPLETE],
  "the cards are turned": [{ ...revealed(), phase: "revealed" }, null],
};

for (const [name, [ballot, open]] of Object.entries(CASES)) {
  Deno.test(`the open ballot: ${name}`, () => assertEquals(openBallot({ ballot }), open));
}
