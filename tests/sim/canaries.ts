/**
 * Planted bugs, which test the simulation itself: each breaks one rule once, without the model's knowledge, and the
 * simulation must find it.
 */
import type { JoinRequest } from "../../src/protocol/request.ts";
import type { Envelope, ToEdge } from "../../src/bus/envelopes.ts";
import { NO_TAMPERING, type Tampering } from "./observed_store.ts";

type FrameTo = Extract<ToEdge, { kind: "frame" }>;

/** Makes each bug, by its name. A bug has state, so each run needs a new one. */
export const CANARIES: Readonly<Record<string, () => Tampering>> = {
  "a frame is lost": () => onFrame(/joined/, () => []),
  "a frame is doubled": () => onFrame(/voted for/, (frame) => [frame, frame]),
  "two frames change places": () => swapped(),
  "a message is lost": () => on((one) => one.kind === "message", () => []),
  "a message is doubled": () => on(isVote, (one) => [one, one]),
  "a connection's end is lost": () => on((one) => one.kind === "gone", () => []),
  "a card is in a line": () => onFrame(/voted for/, reworded((text) => `${text} (a 5)`)),
  "a card is in an event": () =>
    onFrame(/VOTING_COMPLETED/, reworded((text) => text.replace("}}", `,"mean":3.5}}`))),
  "a card shows in the wording": () => cardInWording(),
  "a prompt too many": () => onFrame(/ASK_FOR_VOTE/, (frame) => [frame, frame]),
  "a seat too many": () => ({ ...NO_TAMPERING, request: roomier }),
  "a ballot announced complete too early": () =>
    onFrame(/voted for (\S+)/, (frame) => {
      const ticket_id = /voted for (\S+)/.exec(frame.frame)?.[1];
      const data = { ticket_id, message: `${ticket_id} is complete.` };
      return [frame, { ...frame, frame: JSON.stringify({ type: "VOTING_COMPLETED", data }) }];
    }),
  "a completion is not announced": () => onFrame(/VOTING_COMPLETED/, () => []),
  "another's card is revealed": () =>
    onFrame(
      /VOTES_REVEALED/,
      reworded((text) =>
        text.replace(/"Value":"(\d+)"/, (_, card) => `"Value":"${card === "1" ? 2 : 1}"`)
      ),
    ),
  "an event that old clients don't know": () =>
    onFrame(/joined/, reworded((text) => text.replace("ROOM_JOIN_UPDATES", "ROOM_STATE"))),
  "a member that had to give way gets no reason": () =>
    on((one) => one.kind === "close" && /went to somebody/.test(one.message ?? ""), () => []),
  "a farewell is forgotten": () => on((one) => one.kind === "close", () => []),
};

/** Changes only the first envelope that `fits`. */
export function on(
  fits: (envelope: Envelope) => boolean,
  change: (envelope: Envelope) => readonly Envelope[],
): Tampering {
  let done = false;
  return {
    ...NO_TAMPERING,
    envelope(envelope) {
      if (done || !fits(envelope)) return [envelope];
      done = true;
      return change(envelope);
    },
  };
}

export function onFrame(
  pattern: RegExp,
  change: (frame: FrameTo) => readonly Envelope[],
): Tampering {
  return on(
    (one) => one.kind === "frame" && pattern.test(one.frame),
    (one) => one.kind === "frame" ? change(one) : [one],
  );
}

export function reworded(
  change: (text: string) => string,
): (frame: FrameTo) => readonly Envelope[] {
  return (frame) => [{ ...frame, frame: change(frame.frame) }];
}

function isVote(envelope: Envelope): boolean {
  return envelope.kind === "message" && envelope.message.type === "vote";
}

function swapped(): Tampering {
  let held: Envelope | null = null;
  let done = false;
  return {
    ...NO_TAMPERING,
    envelope(envelope) {
      if (done || envelope.kind !== "frame") return [envelope];
      if (held === null) {
        held = envelope;
        return [];
      }
      done = true;
      return [envelope, held];
    },
  };
}

/** A leak that no single frame shows, only the comparison of two runs [R7]. */
function cardInWording(): Tampering {
  let card = "";
  return {
    ...NO_TAMPERING,
    envelope(envelope) {
      if (envelope.kind === "message" && envelope.message.type === "vote") {
        card = envelope.message.card;
      }
      if (envelope.kind !== "frame" || !/voted for/.test(envelope.frame)) return [envelope];
      return [{ ...envelope, frame: `${envelope.frame}${Number(card) > 4 ? "!" : "."}` }];
    },
  };
}

function roomier(request: JoinRequest): JoinRequest {
  return request.action === "create" ? { ...request, capacity: request.capacity + 1 } : request;
}
