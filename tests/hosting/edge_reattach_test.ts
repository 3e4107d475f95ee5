// [C19, C21] A room that goes on elsewhere: its members' connections stay open, and are attached to it there.
import { assertEquals } from "@std/assert";
import type { ToEdge } from "../../src/bus/envelopes.ts";
import { KEPT_MESSAGES_MAX } from "../../src/hosting/kept_seat.ts";
import type { ClientMessage } from "../../src/protocol/client_message.ts";
import { begin, edgeStory, HOME } from "./edge_story.ts";

const PATIENCE_MS = 12_000;

/** An edge with ana and ben in a room at HOME. */
function seated() {
  const story = edgeStory({ moves: true });
  const [ana, ben] = ["ana", "ben"].map((name) => {
    const conn = story.join(story.connection(name), HOME);
    const seat = { room_id: "ROOM0001", member_id: `M-${name}`, reveals: 0 };
    story.edge.receive({ kind: "seated", conn, seat });
    return conn;
  });
  if (ana === undefined || ben === undefined) throw new Error("unreachable");
  story.news();
  return { ...story, ana, ben };
}

function vote(id: string | null): ClientMessage {
  const command = { type: "vote", ticket_id: "T", card: "5" } as const;
  return { type: "request", id, request: { type: "command", command } };
}

const results = (id: string): ClientMessage => ({
  type: "request",
  id,
  request: { type: "results", after: 0 },
});

function ok(conn: number, re: string): ToEdge {
  return { kind: "frame", conns: [conn], frame: `OK ${re}`, cause: null, notes: { re } };
}

function asks(conn: number): ToEdge {
  const prompt = { question: "vote", ticket_id: "T", attempt: 1 } as const;
  return { kind: "frame", conns: [conn], frame: "ask", cause: null, notes: { prompt } };
}

/** A room of these is given up by a home that took so many messages of each. */
function moved(taken: Readonly<Record<number, number>>): ToEdge {
  const conns = Object.keys(taken).map(Number);
  return {
    ...{ kind: "close", close: "restarting", message: "..", conns },
    moved: Object.values(taken),
  };
}

Deno.test("[C19] when its home is lost a member is attached to the next one, and notices nothing", () => {
  const { edge, ana, ben, place, news, clock } = seated();
  place(null);
  edge.workerLost(HOME);
  assertEquals(news(), []);
  place(1);
  assertEquals(news(), [`1 receives ${ana} reattach M-ana`, `1 receives ${ben} reattach M-ben`]);
  edge.receive({ kind: "seated", conn: ana });
  edge.receive({ kind: "state", conns: [ana, ben], frame: "two", cause: null });
  edge.message(ana, begin("T1"));
  assertEquals(news(), ["ana gets state two", "ben gets state two", `1 receives ${ana} T1`]);
  edge.receive({ kind: "seated", conn: ben });
  clock.advance(PATIENCE_MS);
  edge.gone(ben);
  assertEquals(news(), [`1 receives ${ben} gone`]);
});

Deno.test("[C19] what a member sends meanwhile waits, in its order; too much of it ends the wait", () => {
  const { edge, ana, ben, place, news } = seated();
  place(null);
  edge.workerLost(HOME);
  edge.message(ana, vote("1"));
  place(1);
  edge.message(ana, vote("2"));
  news();
  edge.receive({ kind: "seated", conn: ana });
  assertEquals(news(), [`1 receives ${ana} 1 command`, `1 receives ${ana} 2 command`]);
  for (let n = 0; n < KEPT_MESSAGES_MAX; n++) edge.message(ben, vote(`${n}`));
  assertEquals(news(), []);
  edge.message(ben, vote("one more"));
  assertEquals(news(), [`1 receives ${ben} gone`, "ben closed restarting .."]);
});

Deno.test("[C19] while nobody knows whether a command was done its sender is closed, and looks", () => {
  const { edge, ana, ben, place, news } = seated();
  edge.message(ana, vote("1"));
  edge.message(ana, results("2"));
  edge.message(ben, vote("1"));
  edge.message(ben, results("2"));
  edge.receive(ok(ben, "1"));
  place(null);
  news();
  edge.workerLost(HOME);
  assertEquals(news(), ["ana closed restarting .."]);
  place(1);
  edge.receive({ kind: "seated", conn: ben });
  // what changes nothing may be asked for twice
  assertEquals(news(), [`1 receives ${ben} reattach M-ben`, `1 receives ${ben} 2 results`]);
});

Deno.test("[C19, P2.3] a command is answered by the state that has its reply; one without a name never is", () => {
  const { edge, ana, ben, place, news } = seated();
  edge.message(ana, vote("1"));
  edge.message(ben, vote(null));
  const replies = [[ana, [{ re: "1", version: 2 }]]] as const;
  edge.receive({ kind: "state", conns: [ana], frame: "two", cause: null, replies });
  place(null);
  news();
  edge.workerLost(HOME);
  assertEquals(news(), ["ben closed restarting .."]);
});

Deno.test("[C19] what came before a command that was answered is done, whether it had a name or not", () => {
  const { edge, ana, ben, place, news } = seated();
  edge.message(ana, vote(null));
  edge.message(ana, vote("1"));
  edge.message(ben, vote("1"));
  edge.message(ben, vote(null));
  for (const conn of [ana, ben]) edge.receive(ok(conn, "1"));
  place(null);
  news();
  edge.workerLost(HOME);
  assertEquals(news(), ["ben closed restarting .."]);
});

Deno.test("[C21] what a home has not taken by the time it gives the room up is sent to the next one, once", () => {
  const { edge, ana, ben, place, clock, news } = seated();
  for (const id of ["1", null, "3"]) edge.message(ana, vote(id));
  for (const id of [null, "2"]) edge.message(ben, vote(id));
  edge.receive(ok(ana, "1"));
  news();
  edge.receive(moved({ [ana]: 1, [ben]: 1 }));
  // it is not asked at once whether the room is there still
  clock.advance(99);
  assertEquals(news(), []);
  place(1);
  edge.message(ana, vote("4"));
  for (const conn of [ana, ben]) edge.receive({ kind: "seated", conn });
  clock.advance(1_000);
  assertEquals(news(), [
    `1 receives ${ana} reattach M-ana`,
    `1 receives ${ben} reattach M-ben`,
    ...["null", "3", "4"].map((id) => `1 receives ${ana} ${id} command`),
    `1 receives ${ben} 2 command`,
  ]);
});

Deno.test("[C21] who waits for the answer to what a home has taken is closed, and looks", () => {
  const { edge, ana, ben, news } = seated();
  edge.message(ana, vote("1"));
  for (let n = 0; n <= KEPT_MESSAGES_MAX; n++) edge.message(ben, vote(`${n}`));
  news();
  edge.receive(moved({ [ana]: 1, [ben]: 0 }));
  assertEquals(news(), ["ana closed restarting ..", "ben closed restarting .."]);
});

Deno.test("[C21, P1.5] an answer that a home has not taken is given to the next one, which knows what it answers", () => {
  const { edge, ana, place, news } = seated();
  edge.receive(asks(ana));
  edge.message(ana, { type: "vote", ticket_id: "T", card: "5" });
  place(1);
  news();
  edge.receive(moved({ [ana]: 0 }));
  place(2);
  edge.receive({ kind: "seated", conn: ana });
  assertEquals(news(), [`2 receives ${ana} reattach M-ana at vote`, `2 receives ${ana} vote`]);
});

Deno.test("[C19, P1.5] the next home of a v1 member learns what is on its screen, and the answer comes after it", () => {
  const { edge, ana, ben, place, news } = seated();
  for (const conn of [ana, ben]) edge.receive(asks(conn));
  edge.message(ben, { type: "vote", ticket_id: "T", card: "5" });
  place(null);
  edge.workerLost(HOME);
  edge.message(ana, { type: "vote", ticket_id: "T", card: "5" });
  news();
  place(1);
  assertEquals(news(), [
    `1 receives ${ana} reattach M-ana at vote`,
    `1 receives ${ben} reattach M-ben`,
  ]);
  edge.receive({ kind: "seated", conn: ana });
  place(null);
  edge.workerLost(1);
  place(2);
  assertEquals(news(), [
    `1 receives ${ana} vote`,
    `2 receives ${ben} reattach M-ben`,
    `2 receives ${ana} reattach M-ana`,
  ]);
});

Deno.test("[C19] a home that refuses the seat, or takes too long, ends the wait; one that isn't home any more does not", () => {
  const { edge, ana, ben, place, clock, news } = seated();
  place(1);
  edge.workerLost(HOME);
  news();
  edge.receive({ kind: "elsewhere", conn: ben });
  clock.advance(100);
  assertEquals(news(), [`1 receives ${ben} reattach M-ben`]);
  const refusal = { close: "resume_refused", message: "gone", guess: false } as const;
  edge.receive({ kind: "refused", conn: ana, refusal });
  assertEquals(news(), ["ana closed resume_refused .."]);
  clock.advance(PATIENCE_MS - 101);
  assertEquals(news(), []);
  clock.advance(1);
  assertEquals(news(), [`1 receives ${ben} gone`, "ben closed try_later .."]);
});

Deno.test("[C19, W11] one whose next home can't be replaced is closed; one that ends meanwhile is owed to nobody", () => {
  const { edge, ana, ben, place, news, clock } = seated();
  place(1);
  edge.workerLost(HOME);
  news();
  edge.workerMissing(1, true);
  assertEquals(
    news(),
    ["ana", "ben"].flatMap((name, n) => [
      `1 receives ${[ana, ben][n]} gone`,
      `${name} closed try_later ..`,
    ]),
  );
  assertEquals(clock.pending, 0);
});
