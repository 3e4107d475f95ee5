// How a room ends, what its members and the log are told, and what must never be told.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Cluster, HOUR_MS } from "./store_story.ts";
import type { Member } from "./v1_member.ts";

Deno.test("[R14, R16] the admin's connection ends: results for everybody, then the close; the id no longer joins", () => {
  for (const workers of [1, 2, 4]) {
    using table = new Cluster({ workers });
    const [ana, ben, cid] = table.room(["ana", "ben", "cid"], { capacity: 4 });
    const dan = table.join("dan", ana.room_id, { on: workers - 1 });
    ana.begin("T1").vote("T1", "5");
    for (const member of [ben, cid]) member.vote("T1", "5").heard();
    ana.reveal("T1").begin("T2").heard();
    for (const member of [ben, cid]) member.heard();
    ana.leave();
    for (const member of [ben, cid]) {
      assertEquals(member.heard(), ["text room T1"]);
      assertStringIncludes(member.lastLine, "5 x3");
      assertEquals(member.ended, { close: "session_over", message: null });
    }
    // a seat that was never announced: a line, but no results
    assertEquals([dan.frames, dan.ended?.close], [[], "session_over"]);
    assertStringIncludes(dan.ended?.message ?? "", ana.room_id);
    assertEquals(ana.heard(), []);

    const refusal = table.join("eve", ana.room_id, { on: workers - 1 }).refusal;
    assertEquals([refusal?.close, refusal?.guess], ["no_such_room", false]);
    assertEquals([table.open_rooms, table.store(0).roomCount], [0, 0]);
  }
});

Deno.test("[R16] the log gets one line with the results, the open ballot left out", () => {
  using table = new Cluster();
  const [ana, ben] = table.room(["ana", "ben"]);
  ana.begin("T1").vote("T1", "5");
  ben.vote("T1", "8");
  ana.reveal("T1").begin("T2").vote("T2", "13");
  table.pass(1_000);
  ana.leave();
  ana.leave();
  const [line, ...more] = table.log.of("session_ended");
  assertEquals(more, []);
  const { room, reason, results } = line?.fields ?? {};
  assertEquals([room, reason], [ana.room_id, "admin_left"]);
  const shown = JSON.parse(JSON.stringify(results));
  assertEquals(shown.ended_at - shown.created_at, 1_000);
  assertEquals(names(shown.participants), ["ana", "ben"]);
  assertEquals(shown.ballots.length, 1);
  assertEquals(shown.ballots[0].ticket, { ticket_id: "T1" });
  assertEquals(names(shown.ballots[0].votes), ["ana", "ben"]);
  assertEquals(shown.ballots[0].summary.mean, 6.5);
});

function names(list: readonly { readonly name: string }[]): readonly string[] {
  return list.map(({ name }) => name);
}

Deno.test("[R7] before the reveal no frame and no log line tells a card, nor does the end of an open ballot", () => {
  using table = new Cluster({ workers: 2 });
  const [ana, ben, cid] = table.room(["ana", "ben", "cid"]);
  const told = () => [
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
  assertEquals(told().filter((text) => cards.test(text)), []);
  ana.reveal("T1");
  assert(told().some((text) => cards.test(text)), "the search finds what there is");

  using another = new Cluster({ workers: 2 });
  const [eve, fay] = another.room(["eve", "fay"]);
  eve.begin("T1").vote("T1", "13");
  fay.vote("T1", "21");
  eve.leave();
  const all = [...fay.frames, ...another.log.lines.map((line) => JSON.stringify(line))];
  // times are all that is left with digits of their own
  const text = all.join("\n").replace(/"\w+_at":\d+/g, "");
  assert(!cards.test(text), text);
});

Deno.test("[R17] a room in which nothing happens for long ends, results and all; activity puts it off", () => {
  using table = new Cluster({ workers: 2, room_idle_ms: HOUR_MS });
  const [ana, ben] = table.room(["ana", "ben"]);
  const activity: readonly (() => unknown)[] = [
    () => ana.begin("T1"),
    () => ben.vote("T1", "5"),
    () => ana.vote("T1", "5"),
    () => ana.reveal("T1"),
    () => ben.leave(),
    () => table.arrive("cid", ana.room_id, { on: 1 }),
  ];
  for (const happens of activity) {
    table.pass(HOUR_MS - 1_000);
    assertEquals(ana.state, "seated");
    happens();
  }
  table.pass(HOUR_MS - 1_000);
  // what is refused is nothing that happens
  ana.reveal("T9");
  ana.heard();
  table.pass(2_000);
  assertEquals([ana.heard(), ana.ended], [["text room T1"], {
    close: "session_over",
    message: null,
  }]);
  assertEquals(table.log.of("session_ended").map(({ fields }) => fields["reason"]), ["idle"]);
  assertEquals(table.open_rooms, 0);
});

Deno.test("[S6] a frozen store changes nothing: no message, no leaving, no newcomer, no timer", () => {
  for (const workers of [1, 2]) {
    using table = new Cluster({ workers, room_idle_ms: HOUR_MS });
    const [ana, ben, cid] = table.room(["ana", "ben", "cid"], { capacity: 5 });
    const dan = table.join("dan", ana.room_id);
    ana.begin("T1").vote("T1", "5");
    ben.vote("T1", "5");
    hear(ana, ben);
    const lines = table.log.lines.length;

    for (const store of table.stores) store.freeze();
    cid.leave();
    ben.vote("T1", "8");
    ana.reveal("T1");
    dan.announce();
    table.pass(2 * HOUR_MS);
    for (const store of table.stores) store.freeze();
    assertEquals([ana.heard(), ben.heard(), dan.heard()], [[], [], []]);
    assertEquals([ana.state, dan.state, table.log.lines.length], ["seated", "seated", lines]);
    const late = [table.join("eve", ana.room_id, { on: workers - 1 }), table.create("fay")];
    for (const { refusal } of late) {
      assertEquals([refusal?.close, refusal?.guess], ["restarting", false]);
    }
    assertEquals([table.open_rooms, table.clock.pending], [1, 0]);

    // even the admin's going is not mistaken for leaving
    ana.leave();
    assertEquals([ben.state, ben.heard()], ["seated", []]);
    for (const store of table.stores) store.endAll("server_stopping");
    table.settle();
    assertEquals([ben.heard(), ben.ended], [["text room"], {
      close: "session_over",
      message: null,
    }]);
    assertEquals(dan.ended?.close, "session_over");
    assertEquals(table.log.of("session_ended").map(({ fields }) => fields["reason"]), [
      "server_stopping",
    ]);
    assertEquals(table.open_rooms, 0);
    for (const store of table.stores) store.endAll("server_stopping");
    assertEquals(table.log.of("session_ended").length, 1);
  }
});

function hear(...members: readonly Member[]): void {
  for (const member of members) member.heard();
}

Deno.test("[S5] a store that is closed gives back its rooms and leaves no timer, however often", () => {
  const table = new Cluster({ workers: 2 });
  const [ana, ben] = table.room(["ana", "ben"]);
  table.create("cid");
  hear(ana, ben);
  assertEquals(table.open_rooms, 2);
  for (let n = 0; n < 3; n++) table.store(0).close();
  assertEquals([table.open_rooms, table.store(0).roomCount, table.clock.pending], [0, 0, 1]);
  ana.begin("T1").leave();
  ben.leave();
  table.pass(HOUR_MS);
  assertEquals([ana.heard(), ben.heard()], [[], []]);
  table[Symbol.dispose]();
});
