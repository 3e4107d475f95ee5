// Who may do what, and when: every command by every kind of member in every phase [R3, R5, R6, R11].
import { assertEquals } from "@std/assert";
import { outcomeOf } from "./story.ts";

/** ana is the admin, bob a voter, cem an observer; dan has a reserved seat; eve never came. fay is one more. */
const ROOM = `
    ana creates 9
    ana announces -> joined ana
    bob joins -> joined bob
    cem watches -> joined cem
    dan seats
    fay joins -> joined fay`;

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
    bob votes 3 -> voted bob first, completed T-1 #1`,
  revealed: `
    ana begins T-1 -> opened T-1 #1
    bob votes 3 -> voted bob first
    ana forces T-1 -> revealed T-1 #1 bob:3`,
};

/** Down: command and who gives it; across: the phase. `ok`: not refused. */
const TABLE = `
           none           voting         complete       revealed
  announces
    ana  | ok             ok             ok             ok
    bob  | ok             ok             ok             ok
    cem  | ok             ok             ok             ok
    dan  | ok             ok             ok             ok
    eve  | not_announced  not_announced  not_announced  not_announced
  begins T-2
    ana  | ok             ballot_open    ballot_open    ok
    bob  | not_admin      not_admin      not_admin      not_admin
    cem  | not_admin      not_admin      not_admin      not_admin
    dan  | not_announced  not_announced  not_announced  not_announced
    eve  | not_announced  not_announced  not_announced  not_announced
  restarts
    ana  | no_ballot      ok             ok             ok
    bob  | not_admin      not_admin      not_admin      not_admin
    cem  | not_admin      not_admin      not_admin      not_admin
    dan  | not_announced  not_announced  not_announced  not_announced
    eve  | not_announced  not_announced  not_announced  not_announced
  votes 5
    ana  | no_ballot      ok             ok             already_revealed
    bob  | no_ballot      ok             ok             already_revealed
    cem  | not_voter      not_voter      not_voter      not_voter
    dan  | not_announced  not_announced  not_announced  not_announced
    eve  | not_announced  not_announced  not_announced  not_announced
  reveals T-1
    ana  | no_ballot      not_complete   ok             already_revealed
    bob  | not_admin      not_admin      not_admin      not_admin
    cem  | not_admin      not_admin      not_admin      not_admin
    dan  | not_announced  not_announced  not_announced  not_announced
    eve  | not_announced  not_announced  not_announced  not_announced
  forces T-1
    ana  | no_ballot      ok             ok             already_revealed
    bob  | not_admin      not_admin      not_admin      not_admin
    cem  | not_admin      not_admin      not_admin      not_admin
    dan  | not_announced  not_announced  not_announced  not_announced
    eve  | not_announced  not_announced  not_announced  not_announced
  observes
    ana  | ok             ok             ok             ok
    bob  | ok             ok             ok             ok
    cem  | ok             ok             ok             ok
    dan  | not_announced  not_announced  not_announced  not_announced
    eve  | not_announced  not_announced  not_announced  not_announced
  participates
    ana  | ok             ok             ok             ok
    bob  | ok             ok             ok             ok
    cem  | ok             ok             ok             ok
    dan  | not_announced  not_announced  not_announced  not_announced
    eve  | not_announced  not_announced  not_announced  not_announced
  removes fay
    ana  | ok             ok             ok             ok
    bob  | not_admin      not_admin      not_admin      not_admin
    cem  | not_admin      not_admin      not_admin      not_admin
    dan  | not_announced  not_announced  not_announced  not_announced
    eve  | not_announced  not_announced  not_announced  not_announced
  removes eve
    ana  | no_such_member no_such_member no_such_member no_such_member
    bob  | not_admin      not_admin      not_admin      not_admin
  leaves
    ana  | ok             ok             ok             ok
    bob  | ok             ok             ok             ok
    cem  | ok             ok             ok             ok
    dan  | ok             ok             ok             ok
    eve  | ok             ok             ok             ok
  ends
    idle | ok             ok             ok             ok
  joins
    gus  | ok             ok             ok             ok
`;

Deno.test("[R3, R5, R6, R11] who may do what in which phase", () => {
  const [head = "", ...rows] = TABLE.split("\n").filter((line) => line.trim() !== "");
  const phases = words(head);
  assertEquals(phases, Object.keys(PHASES));
  let command = "";
  for (const row of rows) {
    if (!row.includes("|")) {
      command = row.trim();
      continue;
    }
    const [who = "", cells = ""] = row.split("|");
    const action = `${who.trim()} ${command}`;
    const outcomes = Object.values(PHASES).map((phase) => outcomeOf(action, ROOM + phase));
    const got = outcomes.map((it) =>
      it.startsWith("refused ") ? it.slice("refused ".length) : "ok"
    );
    assertEquals(got, words(cells), action);
  }
});

function words(line: string): string[] {
  return line.trim().split(/\s+/);
}
