/** Commands that wait for their reply, by id [P2]. Each waiter hears exactly once, and at once. */
import type { CommandData } from "./commands.ts";
import { ClientError, type Waiter } from "./errors.ts";
import type { OkData, ServerMessage } from "./types.ts";

/** The largest message the server takes, in bytes: one more and it would hang up [W6]. */
export const MESSAGE_BYTES_MAX = 64 * 1024;

/** A command as it goes out, but for its id. */
export interface Command {
  readonly type: string;
  readonly data: CommandData;
}

export class Replies {
  readonly #waiting = new Map<string, Waiter<OkData>>();
  #last_id = 0;

  /** Sends a command through `send` and waits for its reply. */
  send({ type, data }: Command, waiter: Waiter<OkData>, send: (text: string) => void): void {
    const id = `${++this.#last_id}`;
    const text = JSON.stringify({ type, data, id });
    if (new TextEncoder().encode(text).length > MESSAGE_BYTES_MAX) {
      const kib = MESSAGE_BYTES_MAX / 1024;
      waiter.failed(new ClientError("too_big", `A message must be at most ${kib} KiB long.`));
      return;
    }
    this.#waiting.set(id, waiter);
    send(text);
  }

  /** A reply came. One that nobody waits for is a pong, or of no interest. */
  reply(message: Extract<ServerMessage, { type: "OK" | "ERROR" }>): void {
    if (message.re === undefined) return;
    const waiter = this.#waiting.get(message.re);
    this.#waiting.delete(message.re);
    if (message.type === "OK") return waiter?.done(message.data);
    const { code, message: sentence, field } = message.data;
    waiter?.failed(new ClientError(code, sentence, { field }));
  }

  /** No more replies will come: everybody who waits is told why. */
  fail(error: ClientError): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const waiter of waiting) waiter.failed(error);
  }
}
