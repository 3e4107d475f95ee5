/**
 * The log, as the rest of the program uses it: an event name in snake_case, and fields. Ids of rooms and members may be
 * logged; secrets, resume tokens and unrevealed cards never [R7].
 */
export interface Log {
  debug(event: string, fields?: Fields): void;
  info(event: string, fields?: Fields): void;
  warn(event: string, fields?: Fields): void;
  error(event: string, fields?: Fields): void;
}

/** Plain data that survives JSON. */
export type Fields = Readonly<Record<string, unknown>>;
