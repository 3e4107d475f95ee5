/**
 * The two formats of log lines, and the level. Every call makes exactly one line, whatever its fields contain, and
 * never throws, because logging must not take the server down. Callers must not log secrets [R7].
 */
import type { Fields, Log } from "./log.ts";
import { printable } from "./printable.ts";
import { fitsUtf8 } from "./utf8.ts";

export type LogFormat = "text" | "json";
export type LogLevel = "debug" | "info" | "warn" | "error";

const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];
const RESERVED: ReadonlySet<string> = new Set(["time", "level", "event"]);
const LEVEL_WIDTH = 5;

/** The longest line, in bytes of UTF-8. */
export const LINE_BYTES_MAX = 1024 * 1024;

/** What is kept of a cut field, in characters, and how many fields may be cut; beyond that, all are dropped. */
const CUT_LENGTH = 200;
const CUT_FIELDS_MAX = 16;

interface LogOptions {
  readonly format: LogFormat;
  /** The lowest level that is written. */
  readonly level: LogLevel;
  /** Fields of every line, such as the worker's number. */
  readonly base?: Fields;
  /** Takes a line without its line break. */
  write(line: string): void;
  /** Milliseconds since 1970. */
  now(): number;
}

/** A log that formats lines and hands them to `write`. */
export function createLog(options: LogOptions): Log {
  let last = { ms: NaN, at: "" }; // many lines have the same time as the one before
  const at = (level: LogLevel) => {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(options.level)) return () => {};
    return (event: string, fields: Fields = {}): void => {
      const ms = options.now();
      if (ms !== last.ms) last = { ms, at: isoOf(ms) };
      const head = { at: last.at, level, event };
      const line = lineWithin(options.format, head, encodeFields(options.base ?? {}, fields));
      try {
        options.write(line);
      } catch {
        // the log can't be written (a closed pipe, a full disk), so there is nowhere to report that
      }
    };
  };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** What a line is made of. */
interface LogLine {
  readonly time: Date;
  readonly level: LogLevel;
  readonly event: string;
  readonly fields?: Fields;
  readonly base?: Fields;
}

/**
 * One line, without line break. `text` is for people: `TIME LEVEL event key=value ...`, with values quoted if needed.
 * `json` is an object with time, level, event, then the fields. A field with one of these three names gets an
 * underscore appended. Fields of `base` come first; the line's own override them. In a line that would be longer than
 * `LINE_BYTES_MAX`, the longest fields are cut, and a field `cut` names them.
 */
export function formatLine(
  format: LogFormat,
  { time, level, event, fields = {}, base = {} }: LogLine,
): string {
  const head = { at: isoOf(time.getTime()), level, event };
  return lineWithin(format, head, encodeFields(base, fields));
}

/** The line, its longest fields cut if it would be too long. */
function lineWithin(format: LogFormat, head: Head, encoded: Map<string, string>): string {
  const whole = lineOf(format, head, encoded);
  if (fitsUtf8(whole, LINE_BYTES_MAX)) return whole;
  const cut: string[] = [];
  const longestFirst = [...encoded].sort(([, a], [, b]) => b.length - a.length);
  for (const [key, json] of longestFirst.slice(0, CUT_FIELDS_MAX)) {
    cut.push(key.slice(0, CUT_LENGTH));
    encoded.delete(key);
    encoded.set(key.slice(0, CUT_LENGTH), JSON.stringify(`${json.slice(0, CUT_LENGTH)}...`));
    const shorter = new Map([...encoded, ["cut", JSON.stringify(cut)]]);
    const line = lineOf(format, head, shorter);
    if (fitsUtf8(line, LINE_BYTES_MAX)) return line;
  }
  const event = head.event.slice(0, CUT_LENGTH);
  return lineOf(format, { ...head, event }, new Map([["cut", "true"]]));
}

function isoOf(ms: number): string {
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) ? "unknown" : time.toISOString();
}

/** What each line begins with. */
interface Head {
  readonly at: string;
  readonly level: LogLevel;
  readonly event: string;
}

function lineOf(
  format: LogFormat,
  { at, level, event }: Head,
  fields: ReadonlyMap<string, string>,
): string {
  if (format === "json") {
    let line = `{"time":"${at}","level":"${level}","event":${JSON.stringify(event)}`;
    for (const [key, json] of fields) line += `,${JSON.stringify(key)}:${json}`;
    return printable(`${line}}`);
  }
  let line = `${at} ${level.toUpperCase().padEnd(LEVEL_WIDTH)} ${
    plainValue(JSON.stringify(event))
  }`;
  for (const [key, json] of fields) line += ` ${plainKey(key)}=${plainValue(json)}`;
  return printable(line);
}

/** Names and JSON of the fields that have a value. One that can't be encoded becomes a note about that. */
function encodeFields(...sources: readonly Fields[]): Map<string, string> {
  const encoded = new Map<string, string>();
  for (const fields of sources) {
    for (const key of Object.keys(fields)) {
      const json = encode(fields, key);
      if (json !== undefined) encoded.set(RESERVED.has(key) ? `${key}_` : key, json);
    }
  }
  return encoded;
}

function encode(fields: Fields, key: string): string | undefined {
  try {
    const value = fields[key];
    // checked first, because a replacer would take four times as long as everything else
    return isPlain(value) ? JSON.stringify(value) : JSON.stringify(value, replacer);
  } catch {
    return '"(not printable)"'; // circular, or a getter or toJSON that throws
  }
}

/** Whether a value is plain data that JSON can represent. Throws if it is circular. */
function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) {
    return typeof value !== "bigint" && typeof value !== "function";
  }
  if (Array.isArray(value)) return value.every(isPlain);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const key in value) if (!isPlain((value as Fields)[key])) return false;
  return true;
}

function replacer(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  // without the stack: people who read the log need not see the code
  return value instanceof Error ? `${value.name}: ${value.message}` : value;
}

function plainKey(key: string): string {
  return key.replace(/[^\w.-]/g, "_") || "_";
}

/** Most strings: ids, names of things. The rule below holds for them. */
const WORD = /^"[\w.:/-]+"$/;

/** A JSON string without its quotes, if it is unambiguous without them. */
function plainValue(json: string): string {
  const bare = json.slice(1, -1);
  const needsNoQuotes = WORD.test(json) || json.startsWith('"') &&
      /^[^\s"\\=\p{C}\p{Z}[{][^\s"\\=\p{C}\p{Z}]*$/u.test(bare);
  return needsNoQuotes ? bare : json;
}
