// One reply for each command with an id, to whoever sent it, before anybody is sent what follows from it.
import { assert, assertEquals } from "@std/assert";
import { decodeV2 } from "../../src/protocol/v2_decode.ts";
import { RESULTS_PAGE_BALLOTS } from "../../src/protocol/results_pages.ts";
import type { V2Member } from "./v2_member.ts";
import { MixedCluster } from "./v2_story.ts";

type Ask = readonly [type: string, data?: Readonly<Record<string, unknown>>];

Deno.test("[P2.5] a session by commands: each is answered OK, with the first version that shows what it did", () => {
  for (const workers of [1, 2, 4]) {
    using table = new MixedCluster({ workers });
    const [ana, ben, cid] = table.v2Room(["ana", "ben", "cid"]);
    const shown = (by: V2Member, ask: Ask, effect: (room: V2Member["room"]) => unknown) => {
      const before = ana.version;
      const id = by.sends(...ask);
      table.pass(100);
      const reply = by.reply(id);
      assertEquals([reply?.type, Object.keys(reply?.data ?? {})], ["OK", ["version"]], ask[0]);
      assertEquals(reply?.data["version"], before + 1, ask[0]);
      for (const member of [ana, ben, cid]) {
        assertEquals([member.version, member.unanswered], [before + 1, 0], ask[0]);
        assert(effect(member.room), `${ask[0]}: ${JSON.stringify(member.room)}`);
      }
    };
    const ticketId = "T1";
    const tickets = [{ ticket_id: ticketId, title: "Log in" }, { ticket_id: "T2" }];
    const bens = (room: V2Member["room"]) => room?.members.find(({ name }) => name === "ben");
    shown(ana, ["QUEUE_TICKETS", { tickets }], (room) => room?.queue.length === 2);
    shown(
      ana,
      ["START_TIMER", { seconds: 60 }],
      (room) => room?.timer?.ends_at === table.clock.now() - 100 + 60_000,
    );
    shown(ana, ["STOP_TIMER"], (room) => room?.timer === null);
    shown(
      ana,
      ["BEGIN_VOTING", { ticket_id: ticketId, title: "Log in" }],
      (room) => room?.ballot?.["title"] === "Log in" && room?.queue.length === 1,
    );
    shown(ben, ["MEMBER_VOTED", { ticket_id: ticketId, vote: "?" }], (room) => bens(room)?.voted);
    shown(
      ben,
      ["MEMBER_VOTED", { ticket_id: ticketId, vote: null }],
      (room) => bens(room)?.voted === false,
    );
    shown(ben, ["MEMBER_VOTED", { ticket_id: ticketId, vote: "8" }], (room) => bens(room)?.voted);
    shown(ana, ["RESTART_VOTING"], (room) => room?.ballot?.["attempt"] === 2);
    shown(ben, ["MEMBER_VOTED", { ticket_id: ticketId, vote: "☕" }], (room) => bens(room)?.voted);
    shown(
      ana,
      ["REVEAL_VOTES", { ticket_id: ticketId, force: true }],
      (room) => room?.results_count === 1,
    );
    shown(
      ana,
      ["SET_ESTIMATE", { ticket_id: ticketId, estimate: "8 days" }],
      (room) => room?.ballot?.["estimate"] === "8 days",
    );
    shown(cid, ["SET_ROLE", { role: "observer" }], (room) => room?.members[2]?.role === "observer");
    shown(cid, ["SET_ROLE", { role: "voter" }], (room) => room?.members[2]?.role === "voter");
    shown(
      ana,
      ["SET_SETTINGS", { auto_reveal: true, on_admin_leave: "promote" }],
      (room) => JSON.stringify(room).includes('"auto_reveal":true,"on_admin_leave":"promote"'),
    );
    shown(
      ana,
      ["HAND_OVER", { member_id: cid.memberId }],
      (room) => room?.admin_id === cid.memberId,
    );
    cid.does("REMOVE_MEMBER", { member_id: ben.memberId });
    table.pass(100);
    assertEquals(ana.room?.members.map(({ name }) => name), ["ana", "cid"]);
    assertEquals(ana.does("LEAVE").ended?.close, "session_over");
    assertEquals(cid.does("END_SESSION").ended?.close, "session_over");
  }
});

Deno.test("[R5, P2.5] what only the admin may is refused to anyone else, who stays and alone is notified", () => {
  using table = new MixedCluster({ workers: 2 });
  const [ana, ben, cid] = table.v2Room(["ana", "ben", "cid"]);
  const { room } = ana;
  const only: readonly Ask[] = [
    ["BEGIN_VOTING", { ticket_id: "T1" }],
    ["RESTART_VOTING"],
    ["REVEAL_VOTES", { ticket_id: "T1", force: true }],
    ["SET_ESTIMATE", { ticket_id: "T1", estimate: "8" }],
    ["QUEUE_TICKETS", { tickets: [] }],
    ["HAND_OVER", { member_id: ben.memberId }],
    ["REMOVE_MEMBER", { member_id: cid.memberId }],
    ["SET_SETTINGS", { auto_reveal: true }],
    ["START_TIMER", { seconds: 60 }],
    ["STOP_TIMER"],
    ["END_SESSION"],
  ];
  for (const member of [ana, ben, cid]) member.received();
  for (const [type, data] of only) assertEquals(ben.requests(type, data), "not_admin", type);
  table.pass(1_000);
  assertEquals([ana.received(), cid.received(), ben.state, ana.room], [[], [], "seated", room]);
  assertEquals(ben.received(), only.map(() => "ERROR not_admin"));
});

Deno.test("[P2.6] an ERROR has a code, a sentence and the id it answers", () => {
  using table = new MixedCluster();
  const [ana] = table.v2Room(["ana"]);
  const id = ana.sends("MEMBER_VOTED", { ticket_id: "T1", vote: "5" });
  const { data } = ana.reply(id) ?? {};
  assertEquals([Object.keys(data ?? {}), data?.["code"]], [["code", "message"], "no_ballot"]);
  assert(/^[A-Z].*\.$/.test(`${data?.["message"]}`), `${data?.["message"]}`);
  assertEquals(JSON.parse(ana.frames.at(-1) ?? "").re, id);
});

Deno.test("[W6, P2.6] a refusal is a sentence for a person, whatever was sent", () => {
  using table = new MixedCluster();
  const [ana] = table.v2Room(["ana"]);
  ana.begin("T1");
  const long = "x".repeat(60_000);
  const asks: readonly Ask[] = [
    ["MEMBER_VOTED", { ticket_id: "T".repeat(64), vote: "5" }],
    ["HAND_OVER", { member_id: long }],
    ["REMOVE_MEMBER", { member_id: long }],
  ];
  for (const [type, data] of asks) {
    const reply = ana.reply(ana.sends(type, data));
    assert(`${reply?.data["message"]}`.length < 300, type);
  }
  const vote = decodeV2(JSON.stringify({
    type: "MEMBER_VOTED",
    data: { ticket_id: "T1", vote: long },
    id: "1",
  }));
  assert(!vote.ok && vote.error.problem.message.length < 300);
  const longest = Math.max(...ana.frames.map((frame) => frame.length));
  assert(longest < 2_000, `a frame of ${longest} characters`);
});

Deno.test("[P2, R5] a command without an id: no OK; a refusal is sent all the same, in reply to nothing", () => {
  using table = new MixedCluster({ workers: 2 });
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  for (const member of [ana, ben]) member.received();
  ana.sendsWithoutId("BEGIN_VOTING", { ticket_id: "T1" }).sendsWithoutId("GET_RESULTS");
  ben.sendsWithoutId("MEMBER_VOTED", { ticket_id: "T1", vote: "5" }).sendsWithoutId(
    "MEMBER_VOTED",
    {
      ticket_id: "T1",
      vote: "4",
    },
  );
  table.pass(1_000);
  assertEquals(ana.received(), ["ROOM_STATE", "ROOM_STATE"]);
  assertEquals(ben.received(), ["ROOM_STATE", "ERROR card_not_in_deck", "ROOM_STATE"]);
  assert(!ben.frames.some((frame) => "re" in JSON.parse(frame)));
});

Deno.test("[P2, W4] what was sent before the seat was there is answered after WELCOME, each once, in order", () => {
  using table = new MixedCluster({ workers: 2 });
  const [ana] = table.v2Room(["ana"], { capacity: 2 });
  ana.begin("T1");
  table.held = true;
  const ben = table.joinV2("ben", ana.roomId, { on: 1 });
  const ids = ["5", "4", "8"].map((vote) => ben.sends("MEMBER_VOTED", { ticket_id: "T1", vote }));
  table.held = false;
  table.settle();
  assertEquals(ben.received().slice(0, 4), ["WELCOME", "OK", "ERROR card_not_in_deck", "OK"]);
  assertEquals(ids.map((id) => ben.reply(id)?.type), ["OK", "ERROR", "OK"]);
});

Deno.test("[P2] ids are the client's own: two members may use the same, and one may use it again", () => {
  using table = new MixedCluster({ workers: 2 });
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  ana.begin("T1");
  // both count from c0: the harness fails on a reply that goes to the other
  assertEquals(ben.requests("MEMBER_VOTED", { ticket_id: "T1", vote: "5" }), "OK");
  assertEquals(ana.requests("MEMBER_VOTED", { ticket_id: "T1", vote: "5" }), "OK");
});

Deno.test("[P2.5] GET_RESULTS: the revealed ballots in pages, the open one left out, nothing before the reveal", () => {
  using table = new MixedCluster({ workers: 2 });
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  const page = (by: V2Member, data: Readonly<Record<string, unknown>> = {}) => {
    const reply = by.reply(by.sends("GET_RESULTS", data));
    assertEquals(reply?.type, "OK");
    const { ballots, next, version } = reply?.data ?? {};
    return { ballots: ballots as { ticket_id: string; votes: unknown[] }[], next, version };
  };
  assertEquals(page(ben), { ballots: [], next: undefined, version: ben.version });
  for (let n = 0; n <= RESULTS_PAGE_BALLOTS; n++) {
    ana.begin(`T${n}`);
    if (n === 0) assertEquals(page(ben).ballots, [], "[R7]");
    ben.vote(`T${n}`, "5");
    ana.vote(`T${n}`, "5").reveal(`T${n}`);
  }
  ana.begin("OPEN").vote("OPEN", "13");
  const first = page(ben);
  assertEquals([first.ballots.length, first.next], [RESULTS_PAGE_BALLOTS, RESULTS_PAGE_BALLOTS]);
  assertEquals([first.ballots[0]?.ticket_id, first.ballots[0]?.votes.length], ["T0", 2]);
  const last = page(ben, { after: first.next });
  assertEquals(last.ballots.map(({ ticket_id }) => ticket_id), [`T${RESULTS_PAGE_BALLOTS}`]);
  assertEquals([last.next, page(ben, { after: 999 }).ballots], [undefined, []]);
});
