// Who may do what, and when: every command by every kind of member in every phase [R3, R5, R6, R11, P2.5].
import { assert, assertEquals } from "@std/assert";
import { step } from "../../src/room/room.ts";
import { at } from "./moments.ts";
import { outcomesAfter, roomAfter } from "./story.ts";

/**
 * ana is the admin, bob a voter, cem an observer, dan has a reserved seat, gil is a voter who is away and no
 * longer waited for; eve never came. fay and vic (v1) are two more voters.
 */
const ROOM = `
    ana creates 9
    ana announces -> joined ana
    bob joins -> joined bob
    cem watches -> joined cem
    dan seats
    fay joins -> joined fay
    vic joins by v1 -> joined vic
    gil joins -> joined gil
    gil drops -> away gil
    after 10s
    tick`;

/** How the room gets to each phase: one script each. */
const PHASES = {
  none: "",
  voting: `
    ana begins T-1 -> opened T-1 #1
    bob votes 3 -> voted bob first`,
  complete: `
    ana begins T-1 -> opened T-1 #1
    ana votes 3 -> voted ana first
    fay votes 3 -> voted fay first
    vic votes 3 -> voted vic first
    bob votes 3 -> voted bob first, completed T-1 #1`,
  revealed: `
    ana begins T-1 -> opened T-1 #1
    bob votes 3 -> voted bob first
    ana forces T-1 -> revealed T-1 #1 bob:3`,
};

/**
 * Down: the command and who give it; across: the phase. `ok`: not refused. One word alone holds for every
 * phase.
 */
const TABLE = `
                      none           voting         complete       revealed
  announces
    ana bob cem dan | ok
    gil             | ok
    eve             | not_announced
  begins T-2
    ana             | ok             ballot_open    ballot_open    ok
    bob cem gil vic | not_admin
    dan eve         | not_announced
  begins
    ana             | ok             ballot_open    ballot_open    ok
    bob cem gil vic | not_admin
    dan eve         | not_announced
  cancels
    ana             | no_ballot      ok             ok             no_ballot
    bob cem gil vic | not_admin
    dan eve         | not_announced
  cancels T-2
    ana             | no_ballot      wrong_ticket   wrong_ticket   no_ballot
    bob cem gil vic | not_admin
  cancels T-1 at 1
    ana             | no_ballot      ok             ok             no_ballot
  cancels T-1 at 2
    ana             | no_ballot      wrong_attempt  wrong_attempt  no_ballot
  nudges
    ana             | no_ballot      ok             everybody_voted no_ballot
    bob cem gil vic | not_admin
    dan eve         | not_announced
  restarts
    ana             | no_ballot      ok             ok             ok
    bob cem gil vic | not_admin
    dan eve         | not_announced
  restarts T-2
    ana             | no_ballot      wrong_ticket   wrong_ticket   wrong_ticket
    bob cem gil vic | not_admin
  restarts T-1 at 1
    ana             | no_ballot      ok             ok             ok
  restarts T-1 at 2
    ana             | no_ballot      wrong_attempt  wrong_attempt  wrong_attempt
  votes 5
    ana bob gil vic | no_ballot      ok             ok             already_revealed
    cem             | not_voter
    dan eve         | not_announced
  votes 5 on t-1
    ana bob gil vic | no_ballot      wrong_ticket   wrong_ticket   already_revealed
    cem             | not_voter
    dan eve         | not_announced
  votes 5 on T-1 at 1
    ana bob gil vic | no_ballot      ok             ok             already_revealed
  votes 5 on T-1 at 2
    ana bob gil vic | no_ballot      wrong_attempt  wrong_attempt  already_revealed
    cem             | not_voter
    dan eve         | not_announced
  votes 4
    ana bob gil vic | no_ballot      card_not_in_deck card_not_in_deck already_revealed
  withdraws
    ana bob gil vic | no_ballot      ok             ok             already_revealed
    cem             | not_voter
    dan eve         | not_announced
  withdraws on T-2
    ana bob gil vic | no_ballot      wrong_ticket   wrong_ticket   already_revealed
  reveals T-1
    ana             | no_ballot      not_complete   ok             already_revealed
    bob cem gil vic | not_admin
    dan eve         | not_announced
  reveals T-2
    ana             | no_ballot      wrong_ticket   wrong_ticket   already_revealed
  forces T-1
    ana             | no_ballot      ok             ok             already_revealed
    bob cem gil vic | not_admin
    dan eve         | not_announced
  forces t-1
    ana             | no_ballot      wrong_ticket   wrong_ticket   already_revealed
  forces T-1 at 1
    ana             | no_ballot      ok             ok             already_revealed
  forces T-1 at 2
    ana             | no_ballot      wrong_attempt  wrong_attempt  already_revealed
  estimates T-1 5
    ana             | not_revealed   not_revealed   not_revealed   ok
    bob cem gil vic | not_admin
    dan eve         | not_announced
  estimates T-2 5
    ana             | not_revealed
    bob cem gil vic | not_admin
    dan eve         | not_announced
  notes T-1 split it
    ana             | not_revealed   not_revealed   not_revealed   ok
    bob cem gil vic | not_admin
    dan eve         | not_announced
  edits T-1 title Log_in
    ana             | no_such_ticket ok             ok             no_such_ticket
    bob cem gil vic | not_admin
    dan eve         | not_announced
  moves T-1
    ana             | no_such_ticket
    bob cem gil vic | not_admin
    dan eve         | not_announced
  drops_ticket T-1
    ana             | no_such_ticket
    bob cem gil vic | not_admin
    dan eve         | not_announced
  changes locked on name Team capacity 20
    ana             | ok
    bob cem gil vic | not_admin
    dan eve         | not_announced
  changes capacity 5
    ana             | capacity_too_small
  changes deck 1,2,XL
    ana             | ok             ballot_open    ballot_open    ok
    bob cem gil vic | not_admin
    dan eve         | not_announced
  changes deck 0,XS
    ana             | not_eligible   ballot_open    ballot_open    not_eligible
  renames to Rob
    ana bob cem gil | ok
    dan eve         | not_announced
  makes bob observer
    ana             | ok
    bob cem gil vic | not_admin
    dan eve         | not_announced
  makes vic observer
    ana             | not_eligible
  makes cem voter
    ana             | ok
  makes dan voter
    ana             | no_such_member
  queues T-1 T-2
    ana             | ok
    bob cem gil vic | not_admin
    dan eve         | not_announced
  queues only
    ana             | ok
    bob cem gil vic | not_admin
    dan eve         | not_announced
  sets auto_reveal on
    ana             | ok
    bob cem gil vic | not_admin
    dan eve         | not_announced
  sets who_runs everyone
    ana             | ok
    bob cem gil vic | not_admin
    dan eve         | not_announced
  sets on_admin_leave promote
    ana             | ok
    bob cem gil vic | not_admin
    dan eve         | not_announced
  starts 60s
    ana             | ok
    bob cem gil vic | not_admin
    dan eve         | not_announced
  stops
    ana             | ok
    bob cem gil vic | not_admin
    dan eve         | not_announced
  hands over to fay
    ana             | ok
    bob cem gil vic | not_admin
    dan eve         | not_announced
  hands over to ana
    ana             | ok
    bob cem gil vic | not_admin
    dan eve         | not_announced
  hands over to cem
    ana             | ok
  hands over to gil
    ana             | not_eligible
  hands over to vic
    ana             | not_eligible
  hands over to dan
    ana             | no_such_member
  hands over to eve
    ana             | no_such_member
    bob cem gil vic | not_admin
    dan eve         | not_announced
  observes
    ana bob cem gil | ok
    dan eve         | not_announced
  participates
    ana bob cem gil | ok
    dan eve         | not_announced
  removes fay
    ana             | ok
    bob cem gil vic | not_admin
    dan eve         | not_announced
  removes fay for good
    ana             | ok
    bob cem gil vic | not_admin
    dan eve         | not_announced
  removes gil
    ana             | ok
    bob cem gil vic | not_admin
  removes ana
    ana             | no_such_member
    bob cem gil vic | not_admin
    dan eve         | not_announced
  removes dan
    ana             | no_such_member
  removes eve
    ana             | no_such_member
    bob cem gil vic | not_admin
    dan eve         | not_announced
  ends the session
    ana             | ok
    bob cem gil vic | not_admin
    dan eve         | not_announced
  leaves
    ana bob cem dan | ok
    eve gil vic     | ok
  drops
    ana bob cem dan | ok
    eve gil vic     | ok
  returns
    ana bob cem dan | ok
    eve gil vic     | ok
  ends
    idle            | ok
  joins
    gus             | ok
  watches
    gus             | ok
`;

/** Where everyone may begin and reveal [R11b]: what that changes, and nothing else. */
const EVERYONE = `
                      none           voting         complete       revealed
  begins T-2
    ana bob gil     | ok             ballot_open    ballot_open    ok
    cem vic         | not_admin
    dan eve         | not_announced
  restarts
    ana bob gil     | no_ballot      ok             ok             ok
    cem vic         | not_admin
  reveals T-1
    ana bob gil     | no_ballot      not_complete   ok             already_revealed
    cem vic         | not_admin
    dan eve         | not_announced
  forces T-1
    ana             | no_ballot      ok             ok             already_revealed
    bob gil         | no_ballot      not_admin      ok             already_revealed
    cem vic         | not_admin
  nudges
    ana bob gil     | no_ballot      ok             everybody_voted no_ballot
    cem vic         | not_admin
  cancels
    bob cem gil vic | not_admin
  estimates T-1 5
    bob cem gil vic | not_admin
  sets who_runs admin
    bob cem gil vic | not_admin
`;

Deno.test("[R3, R5, R6, R11, P2.5] who may do what in which phase", () => holds(TABLE, ROOM));

Deno.test("[R11b] where everyone runs the room, v2 voters begin and reveal", () => {
  holds(
    EVERYONE,
    `${ROOM}
    ana sets who_runs everyone -> changed`,
  );
});

Deno.test("[R11b] a v1 voter, who runs nothing, is refused with the advice to take a newer client", () => {
  const room = roomAfter(`${ROOM}\nana sets who_runs everyone -> changed`);
  for (const by of ["vic", "cem"]) {
    const result = step(room, { type: "begin", by, ticket: {} }, at(0));
    assert(result.kind === "refused");
    assertEquals(result.refusal.message.includes("newer clients"), by === "vic");
  }
});

function holds(table: string, room: string): void {
  const [head = "", ...rows] = table.split("\n").filter((line) => line.trim() !== "");
  const phases = words(head);
  assertEquals(phases, Object.keys(PHASES));
  const after = Object.values(PHASES).map((phase) => outcomesAfter(room + phase));
  let command = "";
  for (const row of rows) {
    if (!row.includes("|")) {
      command = row.trim();
      continue;
    }
    const [people = "", cells = ""] = row.split("|");
    const expected = words(cells);
    for (const who of words(people)) {
      const action = `${who} ${command}`;
      const got = after.map((outcomeOf) => {
        const outcome = outcomeOf(action);
        return outcome.startsWith("refused ") ? outcome.slice("refused ".length) : "ok";
      });
      assertEquals(got, expected.length === 1 ? phases.flatMap(() => expected) : expected, action);
    }
  }
}

Deno.test("[R5] a refusal changes nothing: no event, no version, no activity", () => {
  for (const [phase, script] of Object.entries(PHASES)) {
    const before = ["version?", "active?"].map(outcomesAfter(ROOM + script));
    const refused = `${ROOM}${script}
      after 1s
      bob ends the session -> refused not_admin
      eve votes 5 -> refused not_announced`;
    const after = ["version?", "active?"].map(outcomesAfter(refused));
    assertEquals(after, before, phase);
  }
});

function words(line: string): string[] {
  return line.trim().split(/\s+/);
}
