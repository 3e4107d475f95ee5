/** The options of `create` and `join`, and how their values are read. Pure. */
import type { Result } from "../base/result.ts";
import { quote } from "../protocol/text.ts";
import { CAPACITY_MAX } from "../room/limits.ts";
import type { ChosenColumns } from "../tickets/tickets.ts";
import type { RoomAddress, ServerAddress } from "./server_address.ts";

export type CommandName = "create" | "join";

/** The options that were given on the command line; null or undefined: not given. */
export interface Options {
  readonly command: CommandName;
  readonly help: boolean;
  readonly server: ServerAddress | null;
  readonly name: string | null;
  /** For `join`. */
  readonly room: RoomAddress | null;
  readonly observer: boolean;
  /** For `create`. */
  readonly capacity: number;
  readonly deck: string | null;
  readonly keepRoom: boolean;
  /** A file with the room's passcode: the one to join with, or to give the new room. */
  readonly passcodeFile: string | null;
  /** For `create`: a file with the key of a server that wants one [A1]. */
  readonly keyFile: string | null;
  /** A file of headers that a proxy in front of the server lets a program pass with [A2]. */
  readonly headerFile: string | null;
  /** A file of tickets for the queue. */
  readonly queue: QueueOption | null;
  /** Files to save the results in. */
  readonly save: readonly SaveFile[];
  readonly json: boolean;
  readonly plain: boolean;
  readonly ascii: boolean;
  readonly colour: boolean;
}

export interface QueueOption {
  readonly path: string;
  /** null: the table's header says which columns to read. */
  readonly chosen: ChosenColumns | null;
}

export interface SaveFile {
  readonly path: string;
  readonly format: "csv" | "json" | "md";
}

/** Reads the number of seats for voters; the error is a clause that begins with "must". */
export function readCapacity(text: string): Result<number, string> {
  const value = /^\d{1,6}$/.test(text.trim()) ? Number(text) : NaN;
  if (value >= 1 && value <= CAPACITY_MAX) return { ok: true, value };
  return {
    ok: false,
    error: `must be a whole number from 1 to ${CAPACITY_MAX}, got ${quote(text)}`,
  };
}
