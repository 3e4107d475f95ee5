/**
 * What happened, as the rest of the program reports it: a short event name in snake_case and fields. Room
 * and member ids are fine; names of secrets, resume tokens and unrevealed cards never are [R7].
 */
export interface Log {
  debug(event: string, fields?: Fields): void;
  info(event: string, fields?: Fields): void;
  warn(event: string, fields?: Fields): void;
  error(event: string, fields?: Fields): void;
}

/** Plain data that survives JSON. */
export type Fields = Readonly<Record<string, unknown>>;
