/** A log for tests: it keeps every line. */
import type { Fields, Log } from "../../src/base/log.ts";

export interface LogLine {
  readonly event: string;
  readonly fields: Fields;
}

/** Keeps every line. */
export class RecordingLog implements Log {
  readonly lines: LogLine[] = [];
  debug = (event: string, fields: Fields = {}) => void this.lines.push({ event, fields });
  info = this.debug;
  warn = this.debug;
  error = this.debug;

  /** The lines of one event. */
  of(event: string): readonly LogLine[] {
    return this.lines.filter((line) => line.event === event);
  }
}
