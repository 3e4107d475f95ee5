/**
 * One connection, from the upgrade to its end, as a state machine. It owns its socket, and knows nothing of rooms:
 * messages go through the inbox to the edge, frames through the outbox to the socket. It alone decides when the
 * connection ends, and never waits for an event from the peer for that.
 */
import type { ClientMessage } from "../protocol/client_message.ts";
import { type CloseName, farewell } from "../protocol/close_codes.ts";
import type { JoinRequest } from "../protocol/request.ts";
import { plain } from "../protocol/v1_encode.ts";
import { encodeError, encodePong } from "../protocol/v2_encode.ts";
import { assertNever, type Protocol } from "../room/state.ts";
import type { Connection, EdgeConnection, JoinRefusal, Owed } from "../bus/envelopes.ts";
import { REFUSED } from "../hosting/refusals.ts";
import type { Accepted, ConnectionDeps, HandshakeResult, Refusal } from "./connection_deps.ts";
import {
  CLOSING,
  GONE,
  isOver,
  LOST,
  NOTHING,
  OPEN,
  OPEN_WITHIN_MS,
  type Phase,
  SEAT_WITHIN_MS,
  type Seated,
  takesMessages,
} from "./connection_phase.ts";
import { TOO_MANY_GUESSES } from "./guess_brake.ts";
import { GUESS_DELAY_MS } from "./guesses.ts";
import { type BadMessage, Inbox, type Received } from "./inbox.ts";
import { lingers, whenQuiet } from "./linger.ts";
import { Outbox } from "./outbox.ts";
import { againstServerRules } from "./server_rules.ts";
import { closeOnce, type Socket } from "./socket.ts";

/** The events that a connection listens to. */
const EVENTS = ["open", "message", "close", "error"] as const;

export class SocketConnection implements Connection, EventListenerObject {
  readonly #socket: Socket;
  readonly #deps: ConnectionDeps;
  readonly #address: string;
  readonly #inbox: Inbox;
  #phase: Phase;

  constructor(socket: Socket, accepted: Accepted, deps: ConnectionDeps) {
    this.#socket = socket;
    this.#deps = deps;
    this.#address = accepted.address;
    this.#inbox = new Inbox(accepted.protocol, accepted.budget);
    // this object is the listener of all events: closures for each connection would take memory
    for (const type of EVENTS) socket.addEventListener(type, this);
    const cancel = deps.clock.after(OPEN_WITHIN_MS, () => this.#lost());
    this.#phase = { name: "handshaking", result: accepted.handshake, cancel };
  }

  get protocol(): Protocol {
    return this.#inbox.protocol;
  }

  /** Whether its member can come back to its seat [P2.7]. */
  get returns(): boolean {
    return this.protocol === "v2" && this.#phase.name === "seated";
  }

  /** Whether nothing can be sent any more. */
  get isOver(): boolean {
    return isOver(this.#phase);
  }

  handleEvent(event: Event): void {
    switch (event.type) {
      case "open":
        return this.#opened();
      case "message":
        return this.#received((event as MessageEvent<unknown>).data);
      case "close":
        return this.#gone();
      case "error":
        // mostly the peer's fault, so logged for debugging only
        this.#deps.log.debug("socket_error", {
          error: event instanceof ErrorEvent ? event.message : "unknown",
        });
        // a close event follows, unless the socket failed to open
        if (this.#phase.name === "handshaking" || this.#phase.name === "lost") this.#gone();
        return;
    }
  }

  joining(edge: EdgeConnection): void {
    this.#phase = { name: "joining", edge, cancel: NOTHING };
  }

  seated(): void {
    const phase = this.#phase;
    if (phase.name !== "joining") return;
    phase.cancel();
    const reads = this.protocol === "v1";
    const outbox = new Outbox(this.#socket, this.#deps, this);
    this.#phase = { name: "seated", edge: phase.edge, outbox, reads };
    this.#inbox.noteActivity();
    if (reads) this.#readWaiting();
  }

  refused(refusal: JoinRefusal): void {
    if (this.#phase.name === "joining") this.#refuse(refusal);
  }

  /** Refuses the connection unless it has a seat already [W10]. */
  turnAwayUnseated(refusal: JoinRefusal): void {
    const phase = this.#phase;
    if (phase.name === "handshaking") phase.result = { ok: false, error: refusal };
    else if (phase.name === "held" || phase.name === "joining") this.#turnAway(refusal);
  }

  send(frame: string): void {
    const phase = this.#phase;
    if (phase.name !== "seated") return;
    phase.outbox.send(frame);
    if (!phase.reads) this.#welcomed(phase);
  }

  sendState(frame: string, owed?: readonly Owed[]): void {
    if (this.#phase.name === "seated") this.#phase.outbox.sendState(frame, owed);
  }

  /** [W8] A period of silence.ts is over: closes a seated v2 connection that was silent for too many. */
  periodOver(): void {
    if (this.protocol !== "v2" || this.#phase.name !== "seated") return;
    if (this.#inbox.periodOver()) this.close("going_away", null);
  }

  close(name: CloseName, message: string | null): void {
    const phase = this.#phase;
    switch (phase.name) {
      case "handshaking":
        // nothing can be sent before the socket is open
        phase.result = { ok: false, error: { close: name, message: message ?? "" } };
        return;
      case "seated":
        this.#deps.metrics.count("closes", name);
        return this.#end(name, message);
      case "held":
      case "joining":
        return this.#end(name, message);
      case "closing":
      case "lost":
      case "gone":
        return;
      default:
        return assertNever(phase);
    }
  }

  #opened(): void {
    const phase = this.#phase;
    if (phase.name !== "handshaking") return closeOnce(this.#socket, 1001, "");
    phase.cancel();
    this.#phase = OPEN;
    // removed because there are many connections, and each listener takes memory
    this.#socket.removeEventListener("open", this);
    const { result } = phase;
    if (!this.#mayGuess(result)) return this.#proceed(result, SEAT_WITHIN_MS);
    const leftMs = SEAT_WITHIN_MS - GUESS_DELAY_MS;
    const held = this.#deps.brake.hold(this.#address, () => this.#proceed(result, leftMs));
    if (held === "free") this.#proceed(result, SEAT_WITHIN_MS);
    else if (held === "full") this.#turnAway(TOO_MANY_GUESSES);
    else this.#phase = { name: "held", cancel: held };
  }

  /** [W9, A1] Whether a request may be a guess. A creation is none unless it takes a key; right guesses wait, too. */
  #mayGuess(result: HandshakeResult): boolean {
    if (!result.ok) return result.error.guess === true; // other refusals tell nothing about a secret
    return result.value.action !== "create" || this.#deps.needsKey;
  }

  #proceed(result: HandshakeResult, withinMs: number): void {
    if (result.ok) this.#queue(result.value, withinMs);
    else this.#refuse(result.error);
  }

  /** Asks for the seat when it is this connection's turn; refuses it if that does not come within `withinMs` [W11]. */
  #queue(request: JoinRequest, withinMs: number): void {
    const { joinQueue, clock } = this.#deps;
    const until = clock.now() + withinMs;
    let cancelDeadline = NOTHING;
    const turn = joinQueue.wait(request, () => {
      cancelDeadline();
      this.#join(request, until - clock.now());
    });
    if (turn === "free") return this.#join(request, withinMs);
    if (turn === "full") return this.#turnAway(joinQueue.refuse());
    cancelDeadline = clock.after(withinMs, () => this.#turnAway(joinQueue.refuse()));
    const cancel = () => {
      cancelDeadline();
      turn();
    };
    this.#phase = { name: "held", cancel };
  }

  /** Asks for the seat; refuses the connection if that takes longer than `withinMs` [W11]. */
  #join(request: JoinRequest, withinMs: number): void {
    // from here on a v1 client's bad messages are answered; its other messages wait again, unless it has its seat now
    const early = this.protocol === "v1" ? this.#inbox.takeWaiting() : null;
    const { join, clock } = this.#deps;
    join(this, request, this.#address);
    const phase = this.#phase;
    if (phase.name === "joining") {
      phase.cancel = clock.after(withinMs, () => this.#turnAway(REFUSED.noSeat));
    }
    early?.forEach((received) => this.#take(received));
  }

  #received(data: unknown): void {
    this.#inbox.noteActivity();
    if (!takesMessages(this.#phase)) return;
    const received = this.#inbox.receive(data, this.#deps.clock.now());
    if (received.kind === "past_limit") this.close(received.close, received.message);
    else this.#take(received);
  }

  /** WELCOME has been sent: reads the messages that waited for it [P2.2]. */
  #welcomed(phase: Seated): void {
    const read = () => {
      phase.reads = true;
      this.#readWaiting();
    };
    if (this.#inbox.hasWaiting) this.#deps.clock.soon(read);
    else phase.reads = true;
  }

  #readWaiting(): void {
    for (const received of this.#inbox.takeWaiting()) this.#take(received);
  }

  /** Handles a message, or lets it wait. */
  #take(received: Received): void {
    const phase = this.#phase;
    switch (phase.name) {
      case "seated":
        if (!phase.reads) return this.#wait(received);
        if (received.kind !== "message") return this.#answer(received);
        return this.#pass(received.message, phase);
      case "joining":
        // a v1 client's bad messages are answered without a seat
        if (this.protocol === "v1" && received.kind !== "message") return this.#answer(received);
        return this.#wait(received);
      case "held":
        return this.#wait(received);
    }
  }

  #pass(message: ClientMessage, { edge }: Seated): void {
    const bad = againstServerRules(message, this.#deps);
    if (bad === null) edge.message(message);
    else this.#complain(bad);
  }

  /** [W4] Keeps a message until there is a seat; closes the connection if too many wait. */
  #wait(received: Received): void {
    const past = this.#inbox.wait(received);
    if (past !== null) this.close(past.close, past.message);
  }

  /** Answers a message that does not concern the room. */
  #answer(received: Exclude<Received, { kind: "message" }>): void {
    if (received.kind === "bad") return this.#complain(received);
    if (received.id !== null) this.send(encodePong(received.id));
  }

  /** [W6] Answers a bad message with an error; closes the connection after too many. */
  #complain(bad: BadMessage): void {
    const { clock, metrics } = this.#deps;
    metrics.count("bad_messages", bad.code);
    const past = this.#inbox.forgive(bad, clock.now());
    if (past !== null) this.close(past.close, past.message);
    else if (this.#phase.name === "seated") this.send(bad.frame);
    else this.#socket.send(bad.frame);
  }

  #refuse(refusal: Refusal & { readonly guess?: boolean }): void {
    if (refusal.guess === true) this.#deps.brake.count(this.#address);
    this.#turnAway(refusal);
  }

  /** [W4] Sends the refusal, and closes. */
  #turnAway({ close, message, field, retry_after_ms }: Refusal): void {
    this.#deps.metrics.count("turned_away", close);
    if (this.protocol === "v2") {
      const error = { code: close, message, field, retry_after_ms };
      this.#socket.send(encodeError(null, error));
    }
    this.#end(close, message);
  }

  /** Leaves the room, sends the farewell, and closes. */
  #end(name: CloseName, message: string | null): void {
    const { text, code, reason } = farewell(this.protocol, name, message);
    this.#leave();
    this.#phase = CLOSING;
    if (text !== null) this.#socket.send(plain(text));
    if (!lingers(name)) return closeOnce(this.#socket, code, reason);
    const takeActivity = () => this.#inbox.takeActivity();
    const close = () => closeOnce(this.#socket, code, reason);
    const cancel = whenQuiet({ clock: this.#deps.clock, takeActivity }, close);
    this.#phase = { name: "closing", cancel };
  }

  #gone(): void {
    if (this.#phase.name === "gone") return;
    this.#leave();
    this.#phase = GONE;
    // the runtime's idle timer keeps a broken socket for half the idle timeout, and would keep this object too
    for (const type of EVENTS) this.#socket.removeEventListener(type, this);
    this.#deps.onGone(this);
  }

  #lost(): void {
    this.#phase = LOST;
    this.#deps.log.warn("never_opened");
    closeOnce(this.#socket, 1001, "");
    this.#deps.onLost(this);
  }

  /** Cancels what the phase waits for. The edge is notified at the end of the tick, as it may be sending just now. */
  #leave(): void {
    const phase = this.#phase;
    switch (phase.name) {
      case "joining":
      case "seated":
        if (phase.name === "joining") phase.cancel();
        else phase.outbox.stop();
        this.#inbox.takeWaiting();
        return this.#deps.clock.soon(() => phase.edge.gone());
      case "handshaking":
      case "held":
      case "closing":
        return phase.cancel();
      case "lost":
      case "gone":
        return;
      default:
        return assertNever(phase);
    }
  }
}
