import { assertEquals } from "@std/assert";
import { Edge, WAITING_MESSAGES_MAX } from "../../src/store/edge.ts";
import type { Connection } from "../../src/store/messages.ts";
import type { ClientMessage } from "../../src/protocol/client_message.ts";
import { RecordingMetrics } from "./recording_metrics.ts";

const HOME = 3;

/** An edge, and in order everything that it and its connections said. */
function edgeStory() {
  const story: string[] = [];
  const edge = new Edge((home, message) => {
    const what = message.kind === "message" ? said(message.message) : message.kind;
    story.push(`${home} hears ${message.conn} ${what}`);
  }, { clock: { now: () => 0 }, metrics: new RecordingMetrics() });
  const connection = (name: string): Connection => ({
    seated: () => story.push(`${name} seated`),
    refused: ({ close }) => story.push(`${name} refused ${close}`),
    send: (frame) => story.push(`${name} gets ${frame}`),
    sendState: (frame) => story.push(`${name} gets state ${frame}`),
    close: (close, message) =>
      story.push(`${name} closed ${close}${message === null ? "" : " .."}`),
  });
  return { edge, connection, story, news: () => story.splice(0) };
}

function begin(ticket_id: string): ClientMessage {
  return { type: "begin", ticket_id };
}

function said(message: ClientMessage): string {
  return message.type === "begin" ? message.ticket_id : message.type;
}

Deno.test("[W4] messages wait for the seat, and arrive after it in their order", () => {
  const { edge, connection, news } = edgeStory();
  const ana = edge.attach(connection("ana"), HOME);
  const tickets = Array.from({ length: WAITING_MESSAGES_MAX }, (_, n) => `T${n}`);
  for (const ticket of tickets) edge.message(ana, begin(ticket));
  assertEquals(news(), []);
  edge.receive({ kind: "seated", conn: ana });
  edge.message(ana, begin("T8"));
  assertEquals(news(), [
    "ana seated",
    ...[...tickets, "T8"].map((ticket) => `${HOME} hears ${ana} ${ticket}`),
  ]);
});

Deno.test("[W4] the ninth message that would have to wait ends the connection", () => {
  assertEquals(WAITING_MESSAGES_MAX, 8);
  const { edge, connection, news } = edgeStory();
  const ana = edge.attach(connection("ana"), HOME);
  for (let n = 0; n < 9; n++) edge.message(ana, begin(`T${n}`));
  assertEquals(news(), [`${HOME} hears ${ana} gone`, "ana closed policy .."]);
  // the home had given it a seat meanwhile: nothing that waited may arrive
  edge.receive({ kind: "seated", conn: ana });
  edge.receive({ kind: "frame", conns: [ana], frame: "hello", cause: null });
  edge.message(ana, begin("T9"));
  edge.gone(ana);
  assertEquals(news(), []);
});

Deno.test("[S4] a connection's end is told to its home once, and it hears nothing more", () => {
  const { edge, connection, news } = edgeStory();
  const ana = edge.attach(connection("ana"), HOME);
  edge.receive({ kind: "seated", conn: ana });
  assertEquals(news(), ["ana seated"]);
  edge.gone(ana);
  edge.gone(ana);
  edge.message(ana, begin("T1"));
  edge.receive({ kind: "frame", conns: [ana], frame: "hello", cause: null });
  edge.receive({ kind: "refused", conn: ana, refusal: REFUSAL });
  edge.receive({ kind: "close", conns: [ana], close: "removed", message: null });
  assertEquals(news(), [`${HOME} hears ${ana} gone`]);
});

Deno.test("[W4] one that gave up waiting is told to its home, so that its seat is freed", () => {
  const { edge, connection, news } = edgeStory();
  const ana = edge.attach(connection("ana"), HOME);
  edge.message(ana, begin("T1"));
  edge.gone(ana);
  edge.receive({ kind: "seated", conn: ana });
  assertEquals(news(), [`${HOME} hears ${ana} gone`]);
});

Deno.test("[W4] after a refusal nothing is owed to the home", () => {
  const { edge, connection, news } = edgeStory();
  const ana = edge.attach(connection("ana"), HOME);
  edge.message(ana, begin("T1"));
  edge.receive({ kind: "refused", conn: ana, refusal: REFUSAL });
  edge.message(ana, begin("T2"));
  edge.gone(ana);
  assertEquals(news(), ["ana refused room_full"]);
});

Deno.test("[S1] frames and closes reach those they name, in one order", () => {
  const { edge, connection, news } = edgeStory();
  const [ana, ben, cid] = ["ana", "ben", "cid"].map((name) => edge.attach(connection(name), HOME));
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
  const ana = edge.attach(connection("ana"), HOME);
  const ben = edge.attach(connection("ben"), HOME);
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
    `${HOME} hears ${ben} gone`,
    "ana gets state four",
  ]);
});

Deno.test("[S5] when a home is lost its connections are closed, waiting ones too, and no others", () => {
  const { edge, connection, news } = edgeStory();
  const ana = edge.attach(connection("ana"), HOME);
  const ben = edge.attach(connection("ben"), HOME);
  const cid = edge.attach(connection("cid"), 1);
  edge.receive({ kind: "seated", conn: ana });
  news();
  edge.homeLost(HOME);
  // the home is gone: there is nobody to tell of the end of these two
  edge.gone(ana);
  edge.gone(ben);
  edge.homeLost(HOME);
  edge.receive({ kind: "seated", conn: cid });
  assertEquals(news(), ["ana closed restarting ..", "ben closed restarting ..", "cid seated"]);
});

const REFUSAL = { close: "room_full", message: "full", guess: false } as const;
