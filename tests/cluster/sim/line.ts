/** The client's side of a connection in the simulated cluster. */
import type { EdgeConnection, JoinRefusal, Owed } from "../../../src/bus/envelopes.ts";
import type { CloseName } from "../../../src/protocol/close_codes.ts";
import { decodeV1 } from "../../../src/protocol/v1_decode.ts";
import { decodeV2 } from "../../../src/protocol/v2_decode.ts";
import type { Protocol } from "../../../src/room/state.ts";
import type { SimConnection } from "./process.ts";

/** The client of a connection. */
export interface LineOwner {
  readonly protocol: Protocol;
  seated?(): void;
  takes(frame: string): void;
  replied?(re: string, reply: { readonly type: string; readonly version: number }): void;
  lineEnded(line: Line, refusal: JoinRefusal | null, close: CloseName | null): void;
}

export class Line implements SimConnection {
  readonly #owner: LineOwner;
  #edge: EdgeConnection | null = null;
  #reach: (task: () => void) => void = () => {};
  #isOver = false;
  isWelcome = false;

  constructor(owner: LineOwner) {
    this.#owner = owner;
  }

  reaches(reach: (task: () => void) => void): void {
    this.#reach = reach;
  }

  joining(edge: EdgeConnection): void {
    this.#edge = edge;
  }

  seated(): void {
    this.#owner.seated?.();
  }

  refused(refusal: JoinRefusal): void {
    this.#end(refusal, null);
  }

  send(frame: string): void {
    if (this.#isOver) return;
    this.isWelcome = true;
    this.#owner.takes(frame);
  }

  sendState(frame: string, owed: readonly Owed[] = []): void {
    if (this.#isOver) return;
    this.#owner.takes(frame);
    for (const { re, version } of owed) this.#owner.replied?.(re, { type: "OK", version });
  }

  close(close: CloseName): void {
    this.#reach(() => this.#edge?.gone());
    this.#end(null, close);
  }

  lost(): void {
    this.#end(null, null);
  }

  /** The client's network is gone. */
  cut(): void {
    this.#reach(() => this.#edge?.gone());
    this.#end(null, null);
  }

  sends(text: string): void {
    const decoded = this.#owner.protocol === "v1" ? decodeV1(text) : decodeV2(text);
    if (!decoded.ok || decoded.value.type === "ping") throw new Error(`no message: ${text}`);
    const { value } = decoded;
    this.#reach(() => this.#edge?.message(value));
  }

  #end(refusal: JoinRefusal | null, close: CloseName | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#owner.lineEnded(this, refusal, close);
  }
}
