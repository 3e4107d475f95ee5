/** The settings as the log and --check-config show them: without anything that may be secret. Pure. */
import type { Explicit } from "./command_line.ts";
import { type Config, type Setting, SETTINGS } from "./flags.ts";

/** Every setting with its value. */
export function shownSettings(config: Config): Record<string, unknown> {
  return shown(config, SETTINGS);
}

/** The settings that the operator chose, with their values. */
export function chosenSettings(config: Config, explicit: Explicit): Record<string, unknown> {
  return shown(config, SETTINGS.filter((setting) => explicit.has(setting)));
}

function shown(config: Config, settings: readonly Setting[]): Record<string, unknown> {
  const entries = settings.map((setting) => [setting, withoutSecrets(config[setting])]);
  return Object.fromEntries(entries);
}

/** Shortens an address to its origin: some have a secret in their path, as those of chats do. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([name, one]) => [name, withoutSecrets(one)]);
    return Object.fromEntries(entries);
  }
  if (typeof value !== "string") return value;
  return value.replace(
    /(\w+:\/\/)(?:[^/@\s]*@)?([^/?#\s]*)(\/?)\S*/g,
    (whole, scheme, host, slash) =>
      whole === `${scheme}${host}${slash}` ? whole : `${scheme}${host}/...`,
  );
}
