// Journal before sending: the process dies at each of its commits, before and after it, and what anybody was
// sent by then is there when it is back; of what nobody was sent, all is there or nothing.
import { assert, assertEquals } from "@std/assert";
import { Machine } from "./journal_story.ts";
import { Death } from "./memory_journal.ts";
import type { V2Member, WireRoom } from "../hosting/v2_member.ts";

type Step = (ana: V2Member, ben: V2Member) => string | null;

const STEPS: readonly Step[] = [
  (ana) => ana.requests("QUEUE_TICKETS", { tickets: [{ ticket_id: "T-1" }, { ticket_id: "T-2" }] }),
  (ana) => ana.requests("BEGIN_VOTING", { ticket_id: "T-1", title: "one" }),
  (_, ben) => ben.requests("MEMBER_VOTED", { ticket_id: "T-1", vote: "8" }),
  (ana) => ana.requests("START_TIMER", { seconds: 90 }),
  (ana) => ana.requests("MEMBER_VOTED", { ticket_id: "T-1", vote: "5" }),
  (_, ben) => ben.requests("MEMBER_VOTED", { ticket_id: "T-1", vote: null }),
  (ana) => ana.requests("REVEAL_VOTES", { ticket_id: "T-1", force: true }),
  (ana) => ana.requests("SET_ESTIMATE", { ticket_id: "T-1", estimate: "5" }),
  (_, ben) => ben.requests("SET_ROLE", { role: "observer" }),
  (ana) => ana.requests("RESTART_VOTING"),
  (ana) => ana.requests("MEMBER_VOTED", { ticket_id: "T-1", vote: "3" }),
  (ana) => ana.requests("SET_SETTINGS", { auto_reveal: true, on_admin_leave: "promote" }),
  (ana) => ana.requests("REVEAL_VOTES", { ticket_id: "T-1" }),
  (ana) => ana.requests("BEGIN_VOTING", { ticket_id: "T-2" }),
  (_, ben) => ben.requests("SET_ROLE", { role: "voter" }),
  (ana, ben) => ana.requests("HAND_OVER", { member_id: ben.memberId }),
];

/** The room without what a restart changes. */
function lasting({ version: _, members, ballot, ...room }: WireRoom) {
  return {
    ...room,
    members: members.map(({ presence: _, ...member }) => member),
    // complete or not depends on who is there
    ballot: ballot === null ? null : { ...ballot, phase: ballot["phase"] === "revealed" },
  };
}

/** Runs the story up to a death; how many steps were answered. */
function run(machine: Machine): { ana: V2Member; ben: V2Member; answered: number } {
  const [ana, ben] = machine.table.v2Room(["ana", "ben"]);
  try {
    for (const step of STEPS) if (step(ana, ben) !== "OK") break;
  } catch (error) {
    assert(error instanceof Death, `${error}`);
  }
  const frames = [...ana.frames, ...ben.frames];
  return { ana, ben, answered: frames.filter((frame) => frame.includes('"type":"OK"')).length };
}

/** The room after each number of steps, as a fresh WELCOME has it; and commits before the first of them. */
function rehearse() {
  using machine = new Machine({ workers: 2 });
  let [ana, ben] = machine.table.v2Room(["ana", "ben"]);
  const begin = machine.disk.commits.length;
  const rooms = [ana.room];
  for (const step of STEPS) {
    assertEquals(step(ana, ben), "OK");
    ana = machine.table.resume(ana);
    ben = machine.table.resume(ben, { on: 1 });
    rooms.push(ana.room);
  }
  return {
    begin,
    rooms: rooms.map((room) => {
      assert(room !== null);
      return lasting(room);
    }),
  };
}

for (const when of ["before", "after"] as const) {
  Deno.test(`[S6] killed ${when} a commit: what was answered is there, of the rest all or nothing`, () => {
    const { begin, rooms } = rehearse();
    const deaths = new Set<number>();
    for (let commit = begin;; commit++) {
      using machine = new Machine({ workers: 2 });
      const { disk } = machine;
      disk.death = { commit, when };
      const { ana, ben, answered } = run(machine);
      const died = disk.commits.length === commit + (when === "after" ? 1 : 0);
      if (!died || answered === STEPS.length) break;
      deaths.add(answered);
      const sent = [ana.version, ben.version];

      const table = machine.restart(1_000);
      const back = [table.resume(ana), table.resume(ben, { on: 1 })];
      for (const [n, { room, version }] of back.entries()) {
        assert(room !== null, `commit ${commit}: ${back[n]?.refusal?.message}`);
        assert(version > (sent[n] ?? 0), "[P2.3] versions never go back");
        const is = lasting(room);
        // after the commit, the step is there that nobody was sent
        assertEquals(is, rooms[answered + (when === "after" ? 1 : 0)], `commit ${commit}`);
      }
    }
    assertEquals(deaths.size, STEPS.length, "it died in each step");
  });
}

Deno.test("[S6] what several sockets sent in one turn is one commit, and answered in order", () => {
  using machine = new Machine({ workers: 2 });
  const { table } = machine;
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  const commits = () => machine.disk.commits.length;
  const before = commits();
  table.held = true;
  const begin = ana.sends("BEGIN_VOTING", { ticket_id: "T-1" });
  const vote = ana.sends("MEMBER_VOTED", { ticket_id: "T-1", vote: "5" });
  const late = ana.sends("SET_ESTIMATE", { ticket_id: "T-1", estimate: "5" });
  assertEquals([ana.reply(begin), ana.reply(vote), ana.reply(late)], [null, null, null]);
  assertEquals(commits(), before);
  table.held = false;
  table.settle();
  assertEquals(commits(), before + 1);
  const types = [begin, vote, late].map((id) => ana.reply(id)?.type);
  assertEquals(types, ["OK", "OK", "ERROR"]);
  assertEquals(ana.received().slice(-4), ["OK", "OK", "ERROR not_revealed", "ROOM_STATE"]);
  table.pass(100);
  assertEquals(ben.ballot["ticket_id"], "T-1");
});

Deno.test("[S6] the clock alone changes nothing: a room that waits for somebody isn't written each second", () => {
  using machine = new Machine();
  const [, ben] = machine.table.v2Room(["ana", "ben"]);
  ben.drop();
  machine.table.pass(20_000); // not waited for any more, which is a change
  const before = machine.disk.commits.length;
  machine.table.pass(60_000);
  assertEquals(machine.disk.commits.length, before);
});
