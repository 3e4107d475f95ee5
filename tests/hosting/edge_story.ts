/** An edge between homes and connections that a test plays. */
import { Edge } from "../../src/hosting/edge.ts";
import type { Connection, ToHome } from "../../src/bus/envelopes.ts";
import type { ClientMessage } from "../../src/protocol/client_message.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { RecordingMetrics } from "../base/recording_metrics.ts";

export const HOME = 3;

const JOIN = { action: "look", protocol: "v2", room_id: "ROOM0001" } as const;
export const REFUSAL = { close: "room_full", message: "full", guess: false } as const;

/** An edge, and in order everything that it and its connections sent, but for who asks for a seat. */
export function edgeStory({ moves = false } = {}) {
  const story: string[] = [];
  const clock = new FakeClock();
  let changed = () => {};
  let home: number | null = null;
  const placement = {
    moves,
    isOutOfReach: false,
    homeOf: () => home,
    homeForNew: () => home,
    isHere: () => false,
    isOnThisMachine: () => true,
    onChange: (listener: () => void) => void (changed = listener),
  };
  const edge = new Edge((home, message) => {
    if (message.kind === "join" && !moves) return;
    story.push(`${home} receives ${message.conn} ${contentOf(message)}`);
  }, { clock, metrics: new RecordingMetrics(), placement });
  const join = (connection: Connection, at: number | null) => {
    home = at;
    return edge.join(connection, JOIN, { address: "192.0.2.1", slot: 0 });
  };
  const place = (at: number | null) => {
    home = at;
    changed();
  };
  const connection = (name: string): Connection => ({
    joining: () => {},
    seated: () => story.push(`${name} seated`),
    refused: ({ close }) => story.push(`${name} refused ${close}`),
    send: (frame) => story.push(`${name} gets ${frame}`),
    sendState: (frame) => story.push(`${name} gets state ${frame}`),
    close: (close, message) =>
      story.push(`${name} closed ${close}${message === null ? "" : " .."}`),
  });
  const news = () => story.splice(0);
  return { edge, clock, connection, join, place, placement, story, news };
}

export function begin(ticketId: string): ClientMessage {
  return { type: "begin", ticket_id: ticketId };
}

/** What a home is sent, in a word; of a seat that is to be taken over, the prompt that is on the screen, too. */
function contentOf(envelope: ToHome): string {
  if (envelope.kind === "reattach") {
    const { seat: { member_id }, prompt } = envelope;
    return `reattach ${member_id}${prompt === null ? "" : ` at ${prompt.question}`}`;
  }
  if (envelope.kind !== "message") return envelope.kind;
  const { message } = envelope;
  if (message.type === "request") return `${message.id} ${message.request.type}`;
  return message.type === "begin" ? message.ticket_id : message.type;
}
