/** What goes wrong, for a program and for a person: one error class, whoever found the fault. */
import type { CloseName, Retry } from "../protocol/close_codes.ts";
import type { TrackerCode } from "../protocol/tracker_codes.ts";
import type { V2Problem } from "../protocol/v2_decode.ts";
import type { RefusalCode } from "../room/events.ts";

/** What only the client can find. */
export type ClientCode =
  /** The server can't be reached, or hung up before it let us in. */
  | "connection_failed"
  /** The server's certificate is not accepted, or there is none; where the runtime reports it (Deno does). */
  | "bad_certificate"
  /** What answered does not speak estimatex.v2. */
  | "bad_server"
  /** There is no connection now, and this command can't wait for one: nothing was sent. */
  | "offline"
  /** The connection was lost before the reply: the command may have been done; the next state shows it. */
  | "connection_lost"
  /** A vote that was to be sent again, but its ballot is over. */
  | "ballot_over"
  /** Larger than the server takes: nothing was sent. */
  | "too_big"
  /** `close()` was called. */
  | "closed"
  /** `leave()` was called. */
  | "left";

/** Stable words for a program: the server's, listed in src/protocol/README.md, and the client's own. */
export type ErrorCode = RefusalCode | TrackerCode | V2Problem["code"] | CloseName | ClientCode;

/** A command or a request to join that came to nothing. `message` is a sentence for a person. */
export class ClientError extends Error {
  /** The class's name. */
  override name = "ClientError";
  /** A newer server may know more codes than this client. */
  readonly code: ErrorCode | (string & Record<never, never>);
  /** The field or parameter that is at fault. */
  readonly field: string | undefined;
  /** Whether asking for the same again may help. */
  readonly retry: Retry;

  /** `code` for a program, `message` for a person; `retry` is `never` where it is left out. */
  constructor(
    code: ClientError["code"],
    message: string,
    { field, retry = "never" }: {
      readonly field?: string | undefined;
      readonly retry?: Retry;
    } = {},
  ) {
    super(message);
    this.code = code;
    this.field = field;
    this.retry = retry;
  }
}

/** Is called, once and at once, with what became of something. */
export interface Waiter<T, E = ClientError> {
  done(value: T): void;
  failed(error: E): void;
}

/** A promise and the waiter that settles it. */
export function promised<T>(): {
  readonly promise: Promise<T>;
  readonly waiter: Waiter<T, unknown>;
} {
  let waiter!: Waiter<T, unknown>;
  const promise = new Promise<T>((done, failed) => {
    waiter = { done, failed };
  });
  return { promise, waiter };
}
