// Replies in the states that show their effect, for clients that ask for it [P2.3]: each command with an id still gets
// exactly one reply, in the order of the commands, and none waits longer than for a small room's next state.
import { assertEquals } from "@std/assert";
import { STATE_TICK_MS } from "../../src/hosting/room_states.ts";
import type { V2Member } from "./v2_member.ts";
import { MixedCluster } from "./v2_story.ts";

const IN_STATE = { replies: "in_state" } as const;

/** A room of two at rest; ana takes replies in states, ben wants them apart. */
function roomOf(table: MixedCluster): { readonly ana: V2Member; readonly ben: V2Member } {
  const ana = table.createV2("ana", IN_STATE);
  const ben = table.joinV2("ben", ana.roomId);
  table.pass(1_000);
  return { ana, ben };
}

/** The types of frames that came from here on. */
function since({ frames }: V2Member, count: number): string[] {
  return frames.slice(count).map((frame) => JSON.parse(frame).type);
}

Deno.test("[P2.3] a state is the reply to the command that it shows; who doesn't ask for that gets an OK", () => {
  using table = new MixedCluster();
  const { ana, ben } = roomOf(table);
  const [anas, bens] = [ana.frames.length, ben.frames.length];
  const id = ana.sends("BEGIN_VOTING", { ticket_id: "T1" });
  table.pass(0);
  assertEquals([ana.reply(id)?.type, since(ana, anas)], ["OK", ["ROOM_STATE"]]);
  table.pass(1_000);
  ben.vote("T1", "5");
  table.pass(0);
  assertEquals(since(ben, bens), ["ROOM_STATE", "OK", "ROOM_STATE"]);
});

Deno.test("[P2.3] replies to several commands come with one state, at the end of its tick", () => {
  using table = new MixedCluster();
  const { ana } = roomOf(table);
  ana.sends("BEGIN_VOTING", { ticket_id: "T1" });
  table.pass(1);
  const count = ana.frames.length;
  const ids = [ana.sends("MEMBER_VOTED", { ticket_id: "T1", vote: "5" }), ana.sends("STOP_TIMER")];
  const last = ana.sends("MEMBER_VOTED", { ticket_id: "T1", vote: null });
  table.pass(STATE_TICK_MS);
  assertEquals([...ids, last].map((id) => ana.reply(id)?.type), ["OK", "OK", "OK"]);
  assertEquals(since(ana, count).filter((type) => type === "ROOM_STATE").length, 1);
});

Deno.test("[P2] what changes nothing, and what is refused, is answered at once and in its order", () => {
  using table = new MixedCluster();
  const { ana } = roomOf(table);
  ana.sends("BEGIN_VOTING", { ticket_id: "T1" });
  table.pass(1);
  const first = ana.sends("MEMBER_VOTED", { ticket_id: "T1", vote: "5" });
  const count = ana.frames.length;
  // a changed vote changes nothing that members see
  assertEquals(ana.requests("MEMBER_VOTED", { ticket_id: "T1", vote: "8" }), "OK");
  assertEquals([ana.reply(first)?.type, since(ana, count)], ["OK", ["OK", "OK"]]);
  ana.sends("SET_ROLE", { role: "observer" });
  assertEquals(ana.requests("REVEAL_VOTES", { ticket_id: "T9" }), "wrong_ticket");
  assertEquals(since(ana, count + 2), ["OK", "ERROR"]);
});

Deno.test("[P2.3] where the next state is further away, the reply doesn't wait for it", () => {
  using table = new MixedCluster({ stateBudget: { bytesPerSecond: 1_000, bytesPerTurn: 1e9 } });
  const { ana } = roomOf(table);
  table.pass(10_000);
  ana.sends("BEGIN_VOTING", { ticket_id: "T1" });
  table.pass(1);
  assertEquals(ana.requests("MEMBER_VOTED", { ticket_id: "T1", vote: "5" }), "OK");
});

Deno.test("[P2, P2.7, R14, S6] whoever leaves, comes back elsewhere or sees the end is not left without a reply", () => {
  const endings: Record<string, (table: MixedCluster, ana: V2Member) => void> = {
    "leaves": (_, ana) => ana.does("LEAVE"),
    "ends it": (_, ana) => ana.does("END_SESSION"),
    "comes back": (table, ana) => table.resume(ana),
    "is stopped": (table) => table.stores[0]?.freeze(),
  };
  for (const [how, happens] of Object.entries(endings)) {
    using table = new MixedCluster();
    const { ana } = roomOf(table);
    ana.sends("BEGIN_VOTING", { ticket_id: "T1" });
    table.pass(1);
    const id = ana.sends("MEMBER_VOTED", { ticket_id: "T1", vote: "5" });
    assertEquals(ana.reply(id), null, how);
    happens(table, ana);
    assertEquals(ana.reply(id)?.type, "OK", how);
  }
});
