// What changed between two states of a room, as whoever shows it gets to know [P2.3].
import { assertEquals } from "@std/assert";
import { type Change, changesBetween, type Member, type RoomState } from "../../src/client/mod.ts";
import { revealed } from "../results/ballots.ts";
import { roomWith } from "./fake_world.ts";

const ANA: Member = {
  member_id: "ANA",
  name: "Ana",
  role: "voter",
  presence: "online",
  voted: false,
};
const BOB: Member = { ...ANA, member_id: "BOB", name: "Bob" };
const VOTING = { ticket_id: "T-1", attempt: 1, phase: "voting", opened_at: 0 } as const;
const COMPLETE = { ...VOTING, phase: "complete" } as const;
const SHOWN = {
  ...VOTING,
  phase: "revealed",
  revealed_at: 1,
  summary: revealed().summary,
} as const;

const ROOM = roomWith({
  deck: { name: "fibonacci", cards: ["5", "8"] },
  members: [ANA, BOB],
});

/** A change as a word and what it is about. */
function short(change: Change): string {
  if ("member" in change) return `${change.what} ${change.member?.name ?? "nobody"}`;
  if ("ballot" in change) return `${change.what} ${change.ballot.ticket_id}`;
  if ("name" in change) return `${change.what} ${change.name}`;
  return "count" in change ? `${change.what} ${change.count}` : change.what;
}

Deno.test("[P2.3] changes between two states: each kind, and none between equal ones", () => {
  const bob = (some: Partial<Member>) => ({ members: [ANA, { ...BOB, ...some }] });
  const table: [before: Partial<RoomState>, after: Partial<RoomState>, changes: string[]][] = [
    [{}, {}, []],
    [{ members: [ANA] }, {}, ["joined Bob"]],
    [{}, { members: [ANA] }, ["left Bob"]],
    [{ members: [BOB] }, {}, []], // oneself
    [{}, bob({ presence: "away" }), ["away Bob"]],
    [bob({ presence: "away" }), {}, ["back Bob"]],
    [{}, bob({ role: "observer" }), ["role Bob"]],
    [{}, bob({ role: "observer", presence: "away" }), ["away Bob"]],
    [{ ballot: VOTING }, { ballot: VOTING, ...bob({ voted: true }) }, ["voted Bob"]],
    [bob({ voted: true }), bob({ voted: true }), []],
    [{}, { admin_id: "BOB" }, ["admin Bob"]],
    [{}, { admin_id: "EVE" }, ["admin nobody"]],
    [{ admin_id: "BOB" }, {}, ["admin Ana"]],
    [{}, { ballot: VOTING }, ["begun T-1"]],
    [{ ballot: SHOWN }, { ballot: { ...VOTING, attempt: 2 } }, ["begun T-1"]],
    [{ ballot: VOTING }, { ballot: COMPLETE }, ["complete T-1"]],
    [{}, { ballot: COMPLETE }, ["begun T-1", "complete T-1"]],
    [{ ballot: COMPLETE }, { ballot: VOTING }, []],
    [{ ballot: VOTING }, {}, ["cancelled T-1"]],
    [{ ballot: COMPLETE, timer: { ends_at: 5 } }, {}, ["cancelled T-1"]],
    [{ ballot: SHOWN }, {}, []],
    [{ ballot: COMPLETE }, { ballot: SHOWN }, ["revealed T-1"]],
    [{}, { ballot: SHOWN }, ["begun T-1", "revealed T-1"]],
    [{ ballot: SHOWN }, { ballot: { ...SHOWN, estimate: "8" } }, ["estimated T-1"]],
    [{ ballot: { ...SHOWN, estimate: "8" } }, { ballot: SHOWN }, []],
    [{ ballot: SHOWN }, { ballot: { ...SHOWN, note: "big" } }, ["noted T-1"]],
    [{ ballot: { ...SHOWN, note: "big" } }, { ballot: SHOWN }, ["noted T-1"]],
    [{ ballot: COMPLETE }, { ballot: { ...SHOWN, note: "big" } }, ["revealed T-1"]],
    [{}, bob({ name: "Rob" }), ["renamed Rob"]],
    [{}, bob({ name: "Rob", presence: "away" }), ["away Rob", "renamed Rob"]],
    [
      {},
      { settings: { auto_reveal: true, on_admin_leave: "promote", who_runs: "everyone" } },
      ["setting auto_reveal", "setting on_admin_leave", "setting who_runs"],
    ],
    [
      {},
      { name: "Team A", capacity: 5, locked: true, passcode: true },
      ["room name", "room capacity", "room locked", "room passcode"],
    ],
    [{ name: "Team A" }, {}, ["room name"]],
    [{}, { deck: { name: "custom", cards: ["1", "2"] } }, ["room deck"]],
    [{}, { deck: { name: "fibonacci", cards: ["5", "8"] } }, []],
    [{}, { queue: [{ ticket_id: "A" }, { ticket_id: "B" }] }, ["queued 2"]],
    [{ queue: [{ ticket_id: "A" }] }, {}, []],
    [{}, { timer: { ends_at: 5 } }, ["timer"]],
    [{ timer: { ends_at: 5 } }, { timer: { ends_at: 9 } }, ["timer"]],
    [{ timer: { ends_at: 5 } }, {}, []],
  ];
  for (const [before, after, expected] of table) {
    const found = changesBetween({ ...ROOM, ...before }, { ...ROOM, ...after }, "ANA");
    assertEquals(found.map(short), expected);
  }
});
