/**
 * What members are sent: events rendered once for all v1 members, the whole room once for all v2 members,
 * one message for each worker that has some of them. It decides nothing, and keeps the order [P1.2].
 */
import type { CloseName } from "../protocol/close_codes.ts";
import { duePrompt, type Prompt, renderPrompt } from "../protocol/prompts.ts";
import { sentence } from "../protocol/results_table.ts";
import { renderV1 } from "../protocol/v1.ts";
import { encodeEnded, encodeRoom, encodeState, encodeWelcome } from "../protocol/v2_encode.ts";
import type { RoomEvent } from "../room/events.ts";
import { announced } from "../room/members.ts";
import type { MemberId } from "../room/state.ts";
import type { Clock } from "./clock.ts";
import type { Cause, ToEdge } from "./messages.ts";
import { byEdge, type Hosted, type Seat } from "./seats.ts";

/** v2 members are sent the room's state at most once in this time, in milliseconds [P2.3]. */
export const STATE_TICK_MS = 50;

export interface FanoutOptions {
  readonly clock: Clock;
  readonly server: { readonly name: string; readonly version: string };
  readonly toEdge: (edge: number, message: ToEdge) => void;
}

export class Fanout {
  readonly #options: FanoutOptions;
  /** What is told now, or for later, follows from this. */
  cause: Cause = null;

  constructor(options: FanoutOptions) {
    this.#options = options;
  }

  send(seats: readonly Seat[], frame: string): void {
    const { cause } = this;
    for (const { edge, conns } of byEdge(seats)) {
      this.#options.toEdge(edge, { kind: "frame", conns, frame, cause });
    }
  }

  close(seats: readonly Seat[], close: CloseName, message: string | null): void {
    for (const { edge, conns } of byEdge(seats)) {
      this.#options.toEdge(edge, { kind: "close", conns, close, message });
    }
  }

  /** Tells an event to whoever is there. v2 members see it in the next state, but for the end [P2.8]. */
  tell(hosted: Hosted, event: RoomEvent): void {
    const seats: Seat[] = [];
    for (const seat of hosted.seats.values()) {
      if (seat.protocol !== "v1" || seat.place === null) continue;
      if (announced(hosted.room, seat.member_id) !== null) seats.push(seat);
    }
    // a room of v2 members alone needs no frame of v1 rendered
    if (seats.length > 0) {
      const audience = seats.map(({ member_id }) => member_id);
      for (const { to, frame } of renderV1(event, hosted.view, audience)) {
        this.send(to === audience ? seats : seatsBy(hosted, to), frame);
      }
    }
    if (event.type === "ended") {
      this.send(seatsOf(hosted, "v2"), encodeEnded(event.reason, event.results));
    }
  }

  /** The last of a room: everybody is closed, those who were never announced with a line that says why. */
  closeAll(hosted: Hosted, event: Extract<RoomEvent, { type: "ended" }>): void {
    hosted.cancelState?.();
    hosted.cancelState = null;
    const [told, untold]: [Seat[], Seat[]] = [[], []];
    for (const seat of hosted.seats.values()) {
      const announced = hosted.view.members.get(seat.member_id)?.announced ?? false;
      (announced ? told : untold).push(seat);
    }
    this.close(told, "session_over", null);
    const why = `${sentence(event.reason)} Room ${hosted.room.room_id} is closed.`;
    this.close(untold, "session_over", why);
  }

  /** [P1.5] Puts the prompt that the state calls for before each v1 member that has none. */
  prompt(hosted: Hosted): void {
    const asked = new Map<
      Prompt["question"],
      { readonly prompt: Prompt; readonly seats: Seat[] }
    >();
    for (const seat of hosted.seats.values()) {
      if (seat.protocol !== "v1" || seat.unanswered !== null) continue;
      const prompt = duePrompt(hosted.view, seat.member_id);
      if (prompt === null) continue;
      seat.unanswered = prompt;
      // at one moment all prompts of a room with the same question are the same
      const same = asked.get(prompt.question);
      if (same === undefined) asked.set(prompt.question, { prompt, seats: [seat] });
      else same.seats.push(seat);
    }
    for (const { prompt, seats } of asked.values()) {
      for (const frame of renderPrompt(prompt, hosted.view)) this.send(seats, frame);
    }
  }

  /** [P2.2] The whole room to one v2 member, and what it alone may know. */
  welcome(seat: Seat, resume_token: string): void {
    const { room, view } = seat.hosted;
    const { ballot } = room;
    const open = ballot !== null && ballot.phase !== "revealed" ? ballot : null;
    const vote = open?.votes.get(seat.member_id)?.card;
    const you = {
      member_id: seat.member_id,
      resume_token,
      ...vote !== undefined && { vote },
    };
    seat.told_version = view.version;
    const { server, clock } = this.#options;
    this.send([seat], encodeWelcome(encodeRoom(view), you, { server, now: clock.now() }));
  }

  /** [P2.3] Sees to it that v2 members get the state: at the end of the tick, or when the last is old enough. */
  stateSoon(hosted: Hosted): void {
    if (hosted.cancelState !== null || !hasSeat(hosted, "v2")) return;
    const { clock } = this.#options;
    const due = hosted.stated_at + STATE_TICK_MS - clock.now();
    const wait = Math.min(STATE_TICK_MS, Math.max(0, due));
    const { cause } = this;
    hosted.cancelState = clock.after(wait, () => {
      hosted.cancelState = null;
      hosted.stated_at = clock.now();
      this.#state(hosted, cause);
    });
  }

  #state(hosted: Hosted, cause: Cause): void {
    const { version } = hosted.view;
    const behind = seatsOf(hosted, "v2").filter((seat) => seat.told_version < version);
    if (behind.length === 0) return;
    const frame = encodeState(encodeRoom(hosted.view));
    for (const seat of behind) seat.told_version = version;
    for (const { edge, conns } of byEdge(behind)) {
      this.#options.toEdge(edge, { kind: "state", conns, frame, cause });
    }
  }
}

function seatsBy(hosted: Hosted, members: readonly MemberId[]): Seat[] {
  const seats: Seat[] = [];
  for (const member_id of members) {
    const seat = hosted.seats.get(member_id);
    if (seat !== undefined) seats.push(seat);
  }
  return seats;
}

/** Whether the member in this seat is there, and speaks this protocol. */
function isThere({ protocol, place }: Seat, wanted: Seat["protocol"]): boolean {
  return protocol === wanted && place !== null;
}

function hasSeat(hosted: Hosted, protocol: Seat["protocol"]): boolean {
  for (const seat of hosted.seats.values()) if (isThere(seat, protocol)) return true;
  return false;
}

function seatsOf(hosted: Hosted, protocol: Seat["protocol"]): Seat[] {
  return [...hosted.seats.values()].filter((seat) => isThere(seat, protocol));
}
