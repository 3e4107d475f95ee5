/** What a row of the table of settings has, and the defaults that most of them are one of. */
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
  /** What stands for the value in the help; a flag with none is a switch. */
  readonly placeholder: string | null;
  /** For the help: what it is for, what it must be. */
  readonly about: string;
  readonly reader: Reader<T>;
  /** May be given several times; the values are joined by commas, as in its variable. */
  readonly repeatable?: true;
  /** Further variables to look at, after its own. */
  readonly also?: readonly string[];
  /** The setting without which this one does nothing, and why, for whoever gave it alone. */
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

/** A default that is the same everywhere. */
export function constant<const T extends string | number>(
  value: T,
): Pick<Flag<T>, "fallbackText" | "fallback"> {
  return { fallbackText: String(value), fallback: () => value };
}

/** What is off unless somebody asks for it. */
export function none() {
  return { fallbackText: "none", fallback: () => null };
}

/** A default in milliseconds. */
export function period(ms: number) {
  return { fallbackText: formatDuration(ms), fallback: () => ms };
}
