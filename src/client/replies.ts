/**
 * Commands that wait for their reply, by id [P2]. Each waiter is called exactly once, synchronously. A command that
 * repeats the last one while that waits is not sent, and gets the same reply: who presses a button again, because
 * nothing has happened yet on a slow line, wants one new ballot, and no refusal.
 */
import type { ClientCommand } from "../protocol/v2_commands.ts";
import { MESSAGE_BYTES_MAX } from "../protocol/wire_limits.ts";
import { ClientError, type Waiter } from "./errors.ts";
import type { OkData, ServerMessage } from "./types.ts";

export class Replies {
  readonly #waiting = new Map<string, Waiter<OkData>[]>();
  #lastId = 0;
  /** The command with the last id, as text. */
  #last = "";

  /** Sends a command through `send` and waits for its reply. */
  send({ type, data }: ClientCommand, waiter: Waiter<OkData>, send: (text: string) => void): void {
    const command = JSON.stringify({ type, data });
    const repeated = command === this.#last ? this.#waiting.get(`${this.#lastId}`) : undefined;
    if (repeated !== undefined) {
      repeated.push(waiter);
      return;
    }
    const id = `${++this.#lastId}`;
    this.#last = command;
    const text = JSON.stringify({ type, data, id });
    if (new TextEncoder().encode(text).length > MESSAGE_BYTES_MAX.v2) {
      const kib = MESSAGE_BYTES_MAX.v2 / 1024;
      waiter.failed(new ClientError("too_big", `A message must be at most ${kib} KiB long.`));
      return;
    }
    this.#waiting.set(id, [waiter]);
    send(text);
  }

  /** A reply has come. One that nobody waits for, such as a pong, is ignored. */
  reply(message: Extract<ServerMessage, { type: "OK" | "ERROR" }>): void {
    if (message.re === undefined) return;
    const waiters = this.#waiting.get(message.re) ?? [];
    this.#waiting.delete(message.re);
    for (const waiter of waiters) {
      if (message.type === "OK") waiter.done(message.data);
      else {
        const { code, message: sentence, field } = message.data;
        waiter.failed(new ClientError(code, sentence, { field }));
      }
    }
  }

  /** No more replies will come: rejects all waiters. */
  fail(error: ClientError): void {
    const waiting = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    for (const waiter of waiting) waiter.failed(error);
  }
}
