import { assertEquals } from "@std/assert";
import { Edge } from "../../src/hosting/edge.ts";
import type { Connection, EdgeConnection } from "../../src/bus/envelopes.ts";
import type { ClientMessage } from "../../src/protocol/client_message.ts";
import { RecordingMetrics } from "../base/recording_metrics.ts";

const HOME = 3;

/** An edge, and in order everything that it and its connections sent. */
function edgeStory() {
  const story: string[] = [];
  const edge = new Edge((home, message) => {
    const what = message.kind === "message" ? contentOf(message.message) : message.kind;
    story.push(`${home} receives ${message.conn} ${what}`);
  }, { clock: { wall: () => 0 }, metrics: new RecordingMetrics() });
  const connection = (name: string): Connection => ({
    joining: () => {},
    seated: () => story.push(`${name} seated`),
    refused: ({ close }) => story.push(`${name} refused ${close}`),
    send: (frame) => story.push(`${name} gets ${frame}`),
    sendState: (frame) => story.push(`${name} gets state ${frame}`),
    close: (close, message) =>
      story.push(`${name} closed ${close}${message === null ? "" : " .."}`),
  });
  return { edge, connection, story, news: () => story.splice(0) };
}

function begin(ticketId: string): ClientMessage {
  return { type: "begin", ticket_id: ticketId };
}

function contentOf(message: ClientMessage): string {
  return message.type === "begin" ? message.ticket_id : message.type;
}

Deno.test("[W4] what a connection sends from inside seated reaches its home, in its order", () => {
  const { edge, connection, news } = edgeStory();
  let own: EdgeConnection | null = null;
  const ana = edge.join({
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
  const { edge, connection, news } = edgeStory();
  const ana = edge.join(connection("ana"), HOME);
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
  const { edge, connection, news } = edgeStory();
  const ana = edge.join(connection("ana"), HOME);
  edge.gone(ana);
  edge.message(ana, begin("T1"));
  edge.receive({ kind: "seated", conn: ana });
  edge.receive({ kind: "frame", conns: [ana], frame: "hello", cause: null });
  assertEquals(news(), [`${HOME} receives ${ana} gone`]);
});

Deno.test("[W4] after a refusal nothing is owed to the home", () => {
  const { edge, connection, news } = edgeStory();
  const ana = edge.join(connection("ana"), HOME);
  edge.receive({ kind: "refused", conn: ana, refusal: REFUSAL });
  edge.message(ana, begin("T1"));
  edge.gone(ana);
  assertEquals(news(), ["ana refused room_full"]);
});

Deno.test("[S1] frames and closes reach those they name, in one order", () => {
  const { edge, connection, news } = edgeStory();
  const [ana, ben, cid] = ["ana", "ben", "cid"].map((name) => edge.join(connection(name), HOME));
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
  const { edge, connection, news } = edgeStory();
  const ana = edge.join(connection("ana"), HOME);
  const ben = edge.join(connection("ben"), HOME);
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
  const { edge, connection, news } = edgeStory();
  const ana = edge.join(connection("ana"), HOME);
  const ben = edge.join(connection("ben"), HOME);
  const cid = edge.join(connection("cid"), 1);
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
  const { edge, connection, news } = edgeStory();
  const ana = edge.join(connection("ana"), HOME);
  const ben = edge.join(connection("ben"), HOME);
  const cid = edge.join(connection("cid"), 1);
  edge.receive({ kind: "seated", conn: ana });
  news();
  assertEquals(edge.isMissing(HOME), false);
  edge.workerMissing(HOME, true);
  // should it come back after all, the seat that it gives to nobody is freed
  assertEquals(news(), [`${HOME} receives ${ben} gone`, "ben refused try_later"]);
  edge.receive({ kind: "seated", conn: ben });
  edge.receive({ kind: "seated", conn: cid });
  assertEquals([news(), edge.isMissing(HOME), edge.isMissing(1)], [["cid seated"], true, false]);
  edge.workerMissing(HOME, false);
  assertEquals(edge.isMissing(HOME), false);
});

const REFUSAL = { close: "room_full", message: "full", guess: false } as const;
