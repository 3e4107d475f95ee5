/** Formats of records, in simulations of several versions of the program [C18]. */
import { FORMAT } from "../../../src/cluster/format.ts";

/** The format that the next version writes, once all nodes can read it. */
export const NEXT_FORMAT = FORMAT + 1;

/** The format of a room's record, or of a session's results. */
export function formatOf(text: string): number {
  return Number(/^\{"format":(\d+)/.exec(text)?.[1] ?? 0);
}

/** The same record in another format. */
export function inFormat(text: string, format: number): string {
  return text.replace(/^\{"format":\d+/, `{"format":${format}`);
}
