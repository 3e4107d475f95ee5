// What the team settled on, as the admin says [P2.5].
import { assert, assertEquals } from "@std/assert";
import { step } from "../../src/room/room.ts";
import { viewOf } from "../../src/room/secrecy.ts";
import { BEGINNING, roomAfter, stories } from "./story.ts";
import { at } from "./moments.ts";

const REVEALED = `
    ana creates 1
    ana announces -> joined ana, filled
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5`;

const TWICE = `${REVEALED}
    ana restarts -> restarted T-1 #2
    ana votes 8 -> voted ana first, completed T-1 #2
    ana reveals T-1 -> revealed T-1 #2 ana:8`;

stories({
  "[P2.5a] a note is kept with the last attempt at a ticket, beside its estimate, and can be taken away":
    `
    ana creates 3
    ana announces -> joined ana
    ana begins T-1 -> opened T-1 #1
    ana notes T-1 too early -> refused not_revealed
    ana votes 5 -> voted ana first, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5
    ana restarts -> restarted T-1 #2
    ana votes 8 -> voted ana first, completed T-1 #2
    ana reveals T-1 -> revealed T-1 #2 ana:8
    ana estimates T-1 8 -> estimated
    ana notes T-1 split it first -> noted
    ana notes T-1 split it first
    ana begins T-2 -> opened T-2 #1
    notes? -> T-1 #1: -, T-1 #2: split it first
    ana notes T-1 split it -> noted
    estimates? -> T-1 #1: -, T-1 #2: 8
    ana notes T-1 -> noted
    notes? -> T-1 #1: -, T-1 #2: -`,

  "[P2.5] a revealed ticket is estimated, and estimated again": `${REVEALED}
    estimates? -> T-1 #1: -
    ana estimates T-1 5 -> estimated
    estimates? -> T-1 #1: 5
    ana estimates T-1 8 -> estimated
    estimates? -> T-1 #1: 8`,

  "[P2.5] an estimate need not be a card": `${REVEALED}
    ana estimates T-1 about 6½ -> estimated
    estimates? -> T-1 #1: about 6½`,

  "[P2.5] an estimate is of the last attempt": `${TWICE}
    ana estimates T-1 8 -> estimated
    estimates? -> T-1 #1: -, T-1 #2: 8`,

  "[P2.5] a new attempt starts without one, the old keeps its own": `${REVEALED}
    ana estimates T-1 5 -> estimated
    ana restarts -> restarted T-1 #2
    estimates? -> T-1 #1: 5
    ana votes 8 -> voted ana first, completed T-1 #2
    ana reveals T-1 -> revealed T-1 #2 ana:8
    estimates? -> T-1 #1: 5, T-1 #2: -`,

  "[P2.5] while a ticket is voted on again, an estimate is of the attempt that was revealed":
    `${REVEALED}
    ana restarts -> restarted T-1 #2
    ana votes 8 -> voted ana first, completed T-1 #2
    ana estimates T-1 5 -> estimated
    phase? -> complete
    estimates? -> T-1 #1: 5`,

  "[P2.5] an earlier ticket can be estimated, whatever is on the table": `${REVEALED}
    ana begins T-2 -> opened T-2 #1
    ana estimates T-1 5 -> estimated
    ana votes 13 -> voted ana first, completed T-2 #1
    ana reveals T-2 -> revealed T-2 #1 ana:13
    ana estimates T-1 3 -> estimated
    estimates? -> T-1 #1: 3, T-2 #1: -`,

  "[P2.5] a ticket that was not revealed can't be estimated": `${REVEALED}
    ana estimates T-2 5 -> refused not_revealed
    ana estimates t-1 5 -> refused not_revealed
    ana begins T-2 -> opened T-2 #1
    ana votes 13 -> voted ana first, completed T-2 #1
    ana estimates T-2 13 -> refused not_revealed
    estimates? -> T-1 #1: -`,

  "[P2.5, R16] estimates are in the results": `${TWICE}
    ana estimates T-1 8 -> estimated
    ana ends the session -> ended ended_by_admin
    estimates? -> T-1 #1: -, T-1 #2: 8`,
});

Deno.test("[P2.4, P2.5] the estimate is shown with the ballot that was just revealed, and no other's", () => {
  const table: [string, string | null][] = [
    [TWICE, null],
    [`${TWICE}\nana estimates T-1 8 -> estimated`, "8"],
    [
      `${REVEALED}
       ana begins T-2 -> opened T-2 #1
       ana votes 5 -> voted ana first, completed T-2 #1
       ana reveals T-2 -> revealed T-2 #1 ana:5
       ana estimates T-1 8 -> estimated`,
      null,
    ],
  ];
  for (const [script, estimate] of table) {
    assertEquals(viewOf(roomAfter(script)).revealed?.estimate, estimate, script);
  }
});

Deno.test("[P2.5, R12] a ballot whose votes were dropped can still be estimated", () => {
  const room = roomAfter(`${REVEALED}\nana begins T-2 -> opened T-2 #1`);
  const history = room.history.map((ballot) => ({ ...ballot, votes: null }));
  const command = { type: "estimate", by: "ana", ticket_id: "T-1", estimate: "5" } as const;
  const result = step({ ...room, history }, command, at(BEGINNING));
  assert(result.kind === "done");
  assertEquals(result.room.history, history.map((ballot) => ({ ...ballot, estimate: "5" })));
});
