/** The client's error class, for faults that the server or the client has found. */
import type { CloseName, Retry } from "../protocol/close_codes.ts";
import type { TrackerCode } from "../protocol/tracker_codes.ts";
import type { V2Problem } from "../protocol/v2_decode.ts";
import type { RefusalCode } from "../room/events.ts";

/** Codes of errors that the client itself finds. */
export type ClientCode =
  /** The server can't be reached, or closed the connection before `WELCOME`. */
  | "connection_failed"
  /** The server's certificate is missing or not accepted, if the runtime reports that (Deno does). */
  | "bad_certificate"
  /** The server does not speak estimatex.v2. */
  | "bad_server"
  /** There is no connection, and this command does not wait for one: nothing was sent. */
  | "offline"
  /** The connection was lost before the reply: the command may have been done; the next state shows it. */
  | "connection_lost"
  /** A vote could not be sent again, because its ballot is over. */
  | "ballot_over"
  /** The message is larger than the server accepts: nothing was sent. */
  | "too_big"
  /** `close()` was called. */
  | "closed"
  /** `leave()` was called. */
  | "left";

/** Stable words for a program: the server's, listed in src/protocol/README.md, and the client's own. */
export type ErrorCode = RefusalCode | TrackerCode | V2Problem["code"] | CloseName | ClientCode;

/** A command or a request to join has failed. `message` is a sentence for a person. */
export class ClientError extends Error {
  /** The class's name. */
  override name = "ClientError";
  /** A newer server may know more codes than this client. */
  readonly code: ErrorCode | (string & Record<never, never>);
  /** The field or parameter that is at fault. */
  readonly field: string | undefined;
  /** Whether the same may work later. */
  readonly retry: Retry;

  /** `code` is for programs, `message` for people; `retry` is `never` by default. */
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

/** Is called once with an outcome, synchronously. */
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
