/** A person at a client of either protocol, and its connection as the store sees it: what both have in common. */
import { assert, assertEquals } from "@std/assert";
import type { CloseName } from "../../src/protocol/close_codes.ts";
import type { Clock } from "../../src/base/clock.ts";
import type { Connection, EdgeConnection, JoinRefusal, Owed } from "../../src/bus/envelopes.ts";
import type { ClientMessage } from "../../src/protocol/client_message.ts";

/** What a member needs of the workers around it. */
export interface MemberDeps {
  readonly clock: Clock;
  /** Something was sent: it arrives now, unless the test wants to decide when. */
  carry(): void;
  /** The names, tickets and "room" that a text mentions. */
  mentions(text: string, roomId: string): string;
}

export abstract class Member implements Connection {
  readonly name: string;
  /** Every frame, as it came. */
  readonly frames: string[] = [];
  state: "waiting" | "seated" | "refused" | "closed" | "gone" = "waiting";
  refusal: JoinRefusal | null = null;
  ended: { readonly close: CloseName; readonly message: string | null } | null = null;
  protected readonly deps: MemberDeps;
  #edge: EdgeConnection | null = null;
  /** What it sent before its seat was there: a connection keeps that [W4]. */
  readonly #waiting: ClientMessage[] = [];
  #received = 0;

  constructor(deps: MemberDeps, name: string) {
    this.deps = deps;
    this.name = name;
  }

  joining(edge: EdgeConnection): void {
    this.#edge = edge;
  }

  /** What arrived since the last call, in short. */
  received(): readonly string[] {
    const news = this.frames.slice(this.#received).map((frame) => this.short(frame));
    this.#received = this.frames.length;
    return news;
  }

  /** Its connection ends. */
  drop(): this {
    if (this.state !== "closed") this.state = "gone";
    this.#edge?.gone();
    this.deps.carry();
    return this;
  }

  seated(): void {
    assertEquals(this.state, "waiting");
    this.state = "seated";
    for (const message of this.#waiting.splice(0)) this.#edge?.message(message);
  }

  refused(refusal: JoinRefusal): void {
    assertEquals(this.state, "waiting");
    this.state = "refused";
    this.refusal = refusal;
  }

  abstract send(frame: string): void;
  abstract sendState(frame: string, owed?: readonly Owed[]): void;

  close(close: CloseName, message: string | null): void {
    assert(this.state === "seated" || this.state === "waiting", `${this.name} was ${this.state}`);
    this.state = "closed";
    this.ended = { close, message };
    // as a connection does: it notifies the store when the store has finished
    this.deps.clock.soon(() => this.#edge?.gone());
  }

  /** A frame in a word or two. */
  protected abstract short(frame: string): string;

  /** Its message goes to the store, once it has a seat. */
  protected pass(message: ClientMessage): void {
    if (this.state === "waiting") this.#waiting.push(message);
    else this.#edge?.message(message);
    this.deps.carry();
  }
}
