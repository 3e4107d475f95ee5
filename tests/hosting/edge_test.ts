import { assertEquals } from "@std/assert";
import type { EdgeConnection } from "../../src/bus/envelopes.ts";
import { begin, edgeStory, HOME, REFUSAL } from "./edge_story.ts";

Deno.test("[W4] what a connection sends from inside seated reaches its home, in its order", () => {
  const { edge, connection, join, news } = edgeStory();
  let own: EdgeConnection | null = null;
  const ana = join({
    ...connection("ana"),
    joining: (given) => void (own = given),
    seated: () => ["T0", "T1"].forEach((ticket) => own?.message(begin(ticket))),
  }, HOME);
  assertEquals(news(), []);
  edge.receive({ kind: "seated", conn: ana });
  edge.message(ana, begin("T2"));
  assertEquals(news(), ["T0", "T1", "T2"].map((ticket) => `${HOME} receives ${ana} ${ticket}`));
});

Deno.test("[S4] a connection's end is reported to its home once, and it is sent nothing more", () => {
  const { edge, connection, join, news } = edgeStory();
  const ana = join(connection("ana"), HOME);
  edge.receive({ kind: "seated", conn: ana });
  assertEquals(news(), ["ana seated"]);
  edge.gone(ana);
  edge.gone(ana);
  edge.message(ana, begin("T1"));
  edge.receive({ kind: "frame", conns: [ana], frame: "hello", cause: null });
  edge.receive({ kind: "refused", conn: ana, refusal: REFUSAL });
  edge.receive({ kind: "close", conns: [ana], close: "removed", message: null });
  assertEquals(news(), [`${HOME} receives ${ana} gone`]);
});

Deno.test("[W4] one that gave up waiting is reported to its home, so that its seat is freed", () => {
  const { edge, connection, join, news } = edgeStory();
  const ana = join(connection("ana"), HOME);
  edge.gone(ana);
  edge.message(ana, begin("T1"));
  edge.receive({ kind: "seated", conn: ana });
  edge.receive({ kind: "frame", conns: [ana], frame: "hello", cause: null });
  assertEquals(news(), [`${HOME} receives ${ana} gone`]);
});

Deno.test("[W4] after a refusal nothing is owed to the home", () => {
  const { edge, connection, join, news } = edgeStory();
  const ana = join(connection("ana"), HOME);
  edge.receive({ kind: "refused", conn: ana, refusal: REFUSAL });
  edge.message(ana, begin("T1"));
  edge.gone(ana);
  assertEquals(news(), ["ana refused room_full"]);
});

Deno.test("[S1] frames and closes reach those they name, in one order", () => {
  const { edge, connection, join, news } = edgeStory();
  const [ana, ben, cid] = ["ana", "ben", "cid"].map((name) => join(connection(name), HOME));
  if (ana === undefined || ben === undefined || cid === undefined) throw new Error("unreachable");
  for (const conn of [ana, ben, cid]) edge.receive({ kind: "seated", conn });
  news();
  edge.receive({ kind: "frame", conns: [ana, 99, cid], frame: "one", cause: null });
  edge.receive({ kind: "close", conns: [cid, 99], close: "session_over", message: null });
  edge.receive({ kind: "frame", conns: [ana, ben, cid], frame: "two", cause: null });
  edge.gone(cid);
  assertEquals(news(), [
    "ana gets one",
    "cid gets one",
    "cid closed session_over",
    "ana gets two",
    "ben gets two",
  ]);
});

Deno.test("[P2.3] a state reaches those it names as a state, in order with the frames", () => {
  const { edge, connection, join, news } = edgeStory();
  const ana = join(connection("ana"), HOME);
  const ben = join(connection("ben"), HOME);
  for (const conn of [ana, ben]) edge.receive({ kind: "seated", conn });
  news();
  edge.receive({ kind: "frame", conns: [ana], frame: "one", cause: null });
  edge.receive({ kind: "state", conns: [ana, 99, ben], frame: "two", cause: null });
  edge.receive({ kind: "frame", conns: [ana], frame: "three", cause: null });
  edge.gone(ben);
  edge.receive({ kind: "state", conns: [ana, ben], frame: "four", cause: null });
  assertEquals(news(), [
    "ana gets one",
    "ana gets state two",
    "ben gets state two",
    "ana gets three",
    `${HOME} receives ${ben} gone`,
    "ana gets state four",
  ]);
});

Deno.test("[S5] when a home is lost its connections are closed, waiting ones too, and no others", () => {
  const { edge, connection, join, news } = edgeStory();
  const ana = join(connection("ana"), HOME);
  const ben = join(connection("ben"), HOME);
  const cid = join(connection("cid"), 1);
  edge.receive({ kind: "seated", conn: ana });
  news();
  edge.workerLost(HOME);
  // the home is gone: there is nobody to notify of the end of these two
  edge.gone(ana);
  edge.gone(ben);
  edge.workerLost(HOME);
  edge.receive({ kind: "seated", conn: cid });
  assertEquals(news(), ["ana closed restarting ..", "ben closed restarting ..", "cid seated"]);
});

Deno.test("[W11] of a worker that can't be replaced those are refused at once who wait for a seat there, and no others", () => {
  const { edge, connection, join, news } = edgeStory();
  const ana = join(connection("ana"), HOME);
  const ben = join(connection("ben"), HOME);
  const cid = join(connection("cid"), 1);
  edge.receive({ kind: "seated", conn: ana });
  news();
  edge.workerMissing(HOME, true);
  // should it come back after all, the seat that it gives to nobody is freed
  assertEquals(news(), [`${HOME} receives ${ben} gone`, "ben refused try_later"]);
  edge.receive({ kind: "seated", conn: ben });
  edge.receive({ kind: "seated", conn: cid });
  assertEquals(news(), ["cid seated"]);
  join(connection("dan"), HOME);
  assertEquals(news(), ["dan refused try_later"]);
  edge.workerMissing(HOME, false);
  const eve = join(connection("eve"), HOME);
  edge.receive({ kind: "seated", conn: eve });
  assertEquals(news(), ["eve seated"]);
});

Deno.test("[C4] without a home a newcomer waits, and asks whoever becomes home to the room", () => {
  const { edge, connection, join, place, news } = edgeStory({ moves: true });
  const ana = join(connection("ana"), null);
  edge.message(ana, begin("T1"));
  place(null);
  assertEquals(news(), []);
  place(HOME);
  assertEquals(news(), [`${HOME} receives ${ana} join`]);
  place(1); // it was asked already, and says so itself if it is not home any more
  assertEquals(news(), []);
  edge.receive({ kind: "seated", conn: ana });
  assertEquals(news(), ["ana seated"]);
});

Deno.test("[C4] a worker that is not home to the room any more sends the newcomer on", () => {
  const { edge, clock, connection, join, place, news } = edgeStory({ moves: true });
  const ana = join(connection("ana"), HOME);
  edge.receive({ kind: "elsewhere", conn: ana });
  clock.advance(99);
  assertEquals(news(), [`${HOME} receives ${ana} join`]);
  clock.advance(1);
  assertEquals(news(), [`${HOME} receives ${ana} join`]);
  edge.receive({ kind: "elsewhere", conn: ana });
  place(1);
  assertEquals(news(), [`1 receives ${ana} join`]);
  clock.advance(1_000);
  edge.receive({ kind: "seated", conn: ana });
  edge.receive({ kind: "elsewhere", conn: ana });
  clock.advance(1_000);
  assertEquals(news(), ["ana seated"]);
});

Deno.test("[C4] when a home is lost whoever has no seat yet waits for the next, and the others are closed", () => {
  const { edge, connection, join, place, news } = edgeStory({ moves: true });
  const ana = join(connection("ana"), HOME);
  const ben = join(connection("ben"), HOME);
  edge.receive({ kind: "seated", conn: ana });
  place(null);
  news();
  edge.workerLost(HOME);
  assertEquals(news(), ["ana closed restarting .."]);
  place(1);
  assertEquals(news(), [`1 receives ${ben} join`]);
  edge.gone(ben);
  place(2);
  assertEquals(news(), [`1 receives ${ben} gone`]);
});

Deno.test("[C20] where no room can be reached nobody waits for one, and all is as before once they can", () => {
  const { edge, connection, join, placement, news } = edgeStory({ moves: true });
  placement.isOutOfReach = true;
  edge.gone(join(connection("ana"), HOME));
  assertEquals(news(), ["ana refused try_later"]);
  placement.isOutOfReach = false;
  const ben = join(connection("ben"), HOME);
  assertEquals(news(), [`${HOME} receives ${ben} join`]);
});

Deno.test("[C4] one that ends while nobody is home is owed to nobody", () => {
  const { edge, connection, join, place, news } = edgeStory({ moves: true });
  const ana = join(connection("ana"), null);
  edge.gone(ana);
  place(HOME);
  assertEquals(news(), []);
});
