/**
 * A client: the person or program at one end of a connection, with what it has sent and not arrived yet. Its subclasses
 * know the protocols [P1, P2].
 */
import type { Incarnation } from "./incarnation.ts";
import type { Line } from "./line.ts";
import type { Plan } from "./plan.ts";
import type { Random } from "./random.ts";
import type { Meaning } from "./line_deps.ts";

/** Something on its way from the client to the server. */
type Parcel =
  | { readonly kind: "open" }
  | { readonly kind: "data"; readonly data: unknown; readonly means: Meaning }
  | { readonly kind: "end"; readonly notBefore: number };

export type Question = "begin" | "vote" | "reveal";

export interface ClientOptions {
  readonly line: Line;
  readonly incarnation: Incarnation;
  readonly random: Random;
  readonly plan: Plan;
}

export abstract class Client {
  readonly line: Line;
  readonly incarnation: Incarnation;
  /** A v1 terminal, a program that speaks v1, or a v2 client. */
  abstract readonly kind: "terminal" | "program" | "v2";
  /** What the person is asked to do, or sees to do; null: nothing. */
  abstract readonly prompt: { readonly question: Question; readonly ticket: string } | null;
  /** The ticket of a ballot that this client has seen begin, but not be revealed. */
  abstract readonly openTicket: string | null;
  /** The room's id as the client knows it. A v1 joiner sends it in JOIN_ROOM. */
  typedRoom = "";
  /** The person begins no more ballots for now. */
  idle = false;
  readonly outbox: Parcel[] = [{ kind: "open" }];
  /** It sends and reads no more. */
  over = false;
  protected readonly random: Random;
  protected readonly plan: Plan;

  constructor({ line, incarnation, random, plan }: ClientOptions) {
    this.line = line;
    this.incarnation = incarnation;
    this.random = random;
    this.plan = plan;
  }

  /** Reads what has come. */
  abstract read(): void;
  /** Answers the prompt. `sense`: the probability that the answer is sensible. */
  abstract answer(sense: number): void;
  /** Sends any command, whether it is allowed or not. */
  abstract chatter(): void;
  /** Sends a message that is refused before it reaches a room. */
  abstract garbage(): void;
  /** Removes the prompt, which nobody will answer. */
  abstract dismiss(): void;

  /** Whether the server's end is gone, because its thread is. */
  get cut(): boolean {
    return this.incarnation.clock.dead;
  }

  /** Something is to be delivered, read or answered. */
  get busy(): boolean {
    if (this.line.gone || this.cut) return false;
    const { unread, stalled } = this.line.socket;
    const asked = this.prompt !== null && !this.over;
    if (this.line.held && this.outbox[0]?.kind === "data") return false;
    return this.outbox.length > 0 || asked || (unread.length > 0 && !stalled);
  }

  /** Its handshake is never finished. */
  hangs(): void {
    this.outbox.splice(0);
    this.over = true;
  }

  /** Some of what was sent arrives, in its order. */
  deliver(count: number, now: number): void {
    const { line, outbox } = this;
    for (let left = count; left > 0 && !this.incarnation.clock.blocked && !this.cut; left--) {
      const parcel = outbox[0];
      if (parcel === undefined || line.gone) return;
      if (parcel.kind === "end" && parcel.notBefore > now) return;
      // the network is slow while it waits: tests/server checks what the server does with messages then
      if (parcel.kind === "data" && line.held) return;
      outbox.shift();
      if (parcel.kind === "open") this.incarnation.open(line);
      else if (parcel.kind === "data") line.receive(parcel.data, parcel.means);
      else {
        line.lose();
        line.socket.end();
      }
    }
  }

  /** Closes the connection, once what it sent has arrived. */
  leave(): void {
    if (this.over) return;
    this.over = true;
    this.outbox.push({ kind: "end", notBefore: 0 });
  }

  /** Disappears without a close frame. The server notices it not before `until`. */
  vanish(until: number): void {
    this.over = true;
    this.line.socket.stalled = true;
    this.outbox.splice(0, Infinity, { kind: "end", notBefore: until });
  }

  protected send(data: unknown, means: Meaning): void {
    this.outbox.push({ kind: "data", data, means });
  }
}
