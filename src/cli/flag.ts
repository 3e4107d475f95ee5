/** The type of a row in the table of settings, and the kinds of defaults that most rows have. */
import { formatDuration } from "../base/duration.ts";
import type { Reader } from "./values.ts";

type Group =
  | "Where it listens"
  | "Limits"
  | "Who may connect"
  | "Times"
  | "What is kept"
  | "Webhooks"
  | "Trackers"
  | "Many machines"
  | "Log";

/** One setting: how it is given, read and explained. */
export interface Flag<T, Setting extends string = string> {
  /** Without the two dashes. */
  readonly name: string;
  readonly group: Group;
  /** The name of its value in the help; null: it is a switch. */
  readonly placeholder: string | null;
  /** The text in the help: what it is for, what it must be. */
  readonly about: string;
  readonly reader: Reader<T>;
  /** May be given several times; the values are joined by commas, as in its variable. */
  readonly repeatable?: true;
  /** Further variables to look at, after its own. */
  readonly also?: readonly string[];
  /** The setting that this one has no effect without, and why: shown if this one is given alone. */
  readonly needs?: { readonly setting: Setting; readonly because: string };
  /** The default as the help shows it. */
  readonly fallbackText: string;
  /** The default; `cores` is how many processor cores the machine has. */
  fallback(cores: number): T;
}

/** The environment variables of a flag, the one that wins first. */
export function variables(flag: Pick<Flag<unknown>, "name" | "also">): readonly string[] {
  const own = `ESTIMATEX_${flag.name.replaceAll("-", "_").toUpperCase()}`;
  return [own, ...(flag.also ?? [])];
}

/** A default that doesn't depend on the machine. */
export function constant<const T extends string | number>(
  value: T,
): Pick<Flag<T>, "fallbackText" | "fallback"> {
  return { fallbackText: String(value), fallback: () => value };
}

/** The default of a setting that is off. */
export function none() {
  return { fallbackText: "none", fallback: () => null };
}

/** A default in milliseconds. */
export function period(ms: number) {
  return { fallbackText: formatDuration(ms), fallback: () => ms };
}
