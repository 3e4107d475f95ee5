// How a room ends, what its members and the log get, and what nobody may ever get.
import { assert, assertEquals } from "@std/assert";
import { Cluster, HOUR_MS } from "./store_story.ts";
import { LOGGED_PARTICIPANTS_MAX } from "../../src/hosting/room_log.ts";
import type { LogLine } from "../base/recording_log.ts";
import type { V1Member } from "./v1_member.ts";
import { MixedCluster } from "./v2_story.ts";

Deno.test("[R16] the log gets a line for each ballot as it is revealed, for each estimate, and at the end", () => {
  using table = new MixedCluster();
  const { ana, ben, cid } = table.mixedRoom();
  const { clock } = table;
  const openedAt = clock.now();
  ana.begin("T1").vote("T1", "5");
  ben.vote("T1", "8");
  cid.vote("T1", "5");
  ana.reveal("T1");
  const [line, ...more] = table.log.of("ballot_revealed").map(read);
  assertEquals(more, []);
  assertEquals(line, {
    room: ana.roomId,
    ticket: "T1",
    attempt: 1,
    opened_at: openedAt,
    revealed_at: clock.now(),
    votes: [
      { member_id: ana.memberId, name: "ana", card: "5" },
      { member_id: ben.memberId, name: "ben", card: "8" },
      { member_id: line.votes[2].member_id, name: "cid", card: "5" },
    ],
    summary: {
      counts: [{ card: "5", count: 2 }, { card: "8", count: 1 }],
      counted_apart: [],
      mean: 6,
      median: 5,
      min: 5,
      max: 8,
      consensus: false,
      suggestion: "5",
    },
  });
  ana.does("SET_ESTIMATE", { ticket_id: "T1", estimate: "8" });
  assertEquals(table.log.of("estimate_set").map(({ fields }) => fields), [
    { room: ana.roomId, ticket: "T1", attempt: 1, estimate: "8" },
  ]);
  ana.begin("T2").vote("T2", "13");
  table.pass(1_000);
  ana.does("END_SESSION");
  const [ended, ...others] = table.log.of("session_ended").map(read);
  assertEquals(others, []);
  const { participants, created_at, ended_at, ...rest } = ended;
  assertEquals(rest, {
    room: ana.roomId,
    reason: "ended_by_admin",
    ballots: 1,
    participants_count: 3,
  });
  assertEquals([names(participants), ended_at > created_at], [["ana", "ben", "cid"], true]);
});

Deno.test("[R12, R16] no line of the log grows with the session: not with its ballots, nor with who took part", () => {
  using table = new MixedCluster();
  const { ana } = table.mixedRoom({ capacity: 4 });
  const lengthOf = (event: string) => JSON.stringify(table.log.of(event).at(-1)?.fields).length;
  const estimates = (ticketId: string) => {
    ana.begin(ticketId).vote(ticketId, "5");
    ana.does("REVEAL_VOTES", { ticket_id: ticketId, force: true });
  };
  for (let n = 0; n < 3 * LOGGED_PARTICIPANTS_MAX; n++) {
    table.joinV2("guest", ana.roomId).does("LEAVE");
  }
  estimates("T-1000");
  const first = lengthOf("ballot_revealed");
  for (let n = 0; n < 50; n++) estimates(`T-${2000 + n}`);
  assertEquals(lengthOf("ballot_revealed"), first);
  ana.does("END_SESSION");
  const [{ participants, participants_count }] = table.log.of("session_ended").map(read);
  assertEquals(participants.length, LOGGED_PARTICIPANTS_MAX);
  assertEquals(participants_count, 3 * LOGGED_PARTICIPANTS_MAX + 3);
});

/** A line's fields, as a log of JSON has them. */
function read({ fields }: LogLine) {
  return JSON.parse(JSON.stringify(fields));
}

function names(list: readonly { readonly name: string }[]): readonly string[] {
  return list.map(({ name }) => name);
}

Deno.test("[R7] before the reveal no frame and no log line shows a card, nor does the end of an open ballot", () => {
  using table = new Cluster({ workers: 2 });
  const [ana, ben, cid] = table.room(["ana", "ben", "cid"]);
  const shown = () => [
    ...[ana, ben, cid].flatMap(({ frames }) => frames),
    ...table.log.lines.map((line) => JSON.stringify(line)),
    ...table.sent.filter(({ envelope }) => envelope.kind !== "message")
      .map(({ envelope }) => JSON.stringify(envelope)),
  ];
  // nothing else in this story has a 13 or a 21 in it
  const cards = /13|21/;
  ana.begin("T1").vote("T1", "13");
  ben.vote("T1", "21").vote("T1", "13");
  cid.vote("T1", "21");
  assertEquals(shown().filter((text) => cards.test(text)), []);
  ana.reveal("T1");
  assert(shown().some((text) => cards.test(text)), "the search finds what there is");

  using another = new Cluster({ workers: 2 });
  const [eve, fay] = another.room(["eve", "fay"]);
  eve.begin("T1").vote("T1", "13");
  fay.vote("T1", "21");
  eve.drop();
  const all = [...fay.frames, ...another.log.lines.map((line) => JSON.stringify(line))];
  // times are all that is left with digits of their own
  const text = all.join("\n").replace(/"\w+_at":\d+/g, "");
  assert(!cards.test(text), text);
});

function receive(...members: readonly V1Member[]): void {
  for (const member of members) member.received();
}

Deno.test("[S5] a store that is closed gives back its rooms and leaves no timer, however often", () => {
  const table = new Cluster({ workers: 2 });
  const [ana, ben] = table.room(["ana", "ben"]);
  table.create("cid");
  receive(ana, ben);
  assertEquals(table.openRooms, 2);
  for (let n = 0; n < 3; n++) table.store(0).close();
  assertEquals([table.openRooms, table.store(0).roomCount, table.clock.pending], [0, 0, 1]);
  ana.begin("T1").drop();
  ben.drop();
  table.pass(HOUR_MS);
  assertEquals([ana.received(), ben.received()], [[], []]);
  table[Symbol.dispose]();
});

Deno.test("[S6] a frozen store answers no command, sends no state, takes nobody away or back", () => {
  for (const workers of [1, 2, 4]) {
    using table = new MixedCluster({ workers });
    const { ana, ben, cid } = table.mixedRoom();
    ana.begin("T1");
    ben.vote("T1", "8");
    ana.vote("T1", "5"); // shown in the next state, which never comes
    for (const member of [ana, ben, cid]) member.received();
    for (const store of table.stores) store.freeze();
    const id = ana.sends("REVEAL_VOTES", { ticket_id: "T1", force: true });
    ben.drop();
    const again = table.resume(ben, { on: workers - 1 });
    assertEquals([again.refusal?.close, again.refusal?.guess], ["restarting", false]);
    assertEquals(table.joinV2("dan", ana.roomId).refusal?.close, "restarting");
    assertEquals(table.createV2("eve").refusal?.close, "restarting");
    table.pass(500_000);
    assertEquals([ana.received(), ben.received(), cid.received(), ana.reply(id)], [
      [],
      [],
      [],
      null,
    ]);
    assertEquals([ana.state, cid.state, table.clock.pending], ["seated", "seated", 0]);

    for (const store of table.stores) store.endAll("server_stopping");
    table.settle();
    assertEquals([ana.received(), ana.ended?.close], [
      ["SESSION_ENDED server_stopping"],
      "session_over",
    ]);
    assertEquals([cid.received(), cid.ended?.close], [["text room"], "session_over"]);
    // the open ballot is in no results
    assertEquals(JSON.parse(ana.frames.at(-1) ?? "").data.results.ballots, []);
    assertEquals([table.openRooms, table.clock.pending], [0, 0]);
  }
});

Deno.test("[S5, S6] a store that is closed leaves no timer: no state, no sweep", () => {
  const table = new MixedCluster({ workers: 2 });
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  ana.begin("T1");
  ben.vote("T1", "5");
  ben.received();
  table.store(0).close();
  assertEquals(table.clock.pending, 1, "the sweep of the other worker");
  table.pass(1_000);
  assertEquals([ben.received(), table.openRooms], [[], 0]);
  table[Symbol.dispose]();
});
