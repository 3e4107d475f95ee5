/**
 * One end of a connection that is a client's, and the person or program behind it: what it has sent and
 * has not arrived yet, and the ways it ends. What it sends is its protocol's [P1, P2].
 */
import type { Incarnation } from "./incarnation.ts";
import type { Line } from "./line.ts";
import type { Plan } from "./plan.ts";
import type { Random } from "./random.ts";
import type { Meaning } from "./line_deps.ts";

/** What is on its way from the client to the server. */
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
  /** An old terminal, a program with the same protocol, or a client of v2. */
  abstract readonly kind: "terminal" | "program" | "v2";
  /** What the person is asked, or sees that there is to do. */
  abstract readonly prompt: { readonly question: Question; readonly ticket: string } | null;
  /** A ballot that this client knows of and has not seen revealed. */
  abstract readonly openTicket: string | null;
  /** The id of its room, as it knows it; a v1 joiner sends JOIN_ROOM with it at once, unless it forgets. */
  typedRoom = "";
  /** The person wants no more tickets for now. */
  idle = false;
  readonly outbox: Parcel[] = [{ kind: "open" }];
  /** It sends and reads nothing any more. */
  over = false;
  protected readonly random: Random;
  protected readonly plan: Plan;

  constructor({ line, incarnation, random, plan }: ClientOptions) {
    this.line = line;
    this.incarnation = incarnation;
    this.random = random;
    this.plan = plan;
  }

  /** Reads what came. */
  abstract read(): void;
  /** Answers what it is asked, sensibly or not. */
  abstract answer(sense: number): void;
  /** Sends something, whether it fits or not. */
  abstract chatter(): void;
  /** Sends what reaches no room. */
  abstract garbage(): void;
  /** Nobody is going to answer what is on the screen. */
  abstract dismiss(): void;

  /** Whether the other end is still there: where its thread is gone, the connection is. */
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

  /** Is gone without a close frame; the server learns of it some time later, at once if `until` is over. */
  vanish(until: number): void {
    this.over = true;
    this.line.socket.stalled = true;
    this.outbox.splice(0, Infinity, { kind: "end", notBefore: until });
  }

  protected send(data: unknown, means: Meaning): void {
    this.outbox.push({ kind: "data", data, means });
  }
}
