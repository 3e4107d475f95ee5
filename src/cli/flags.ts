/** What is derived from the table of settings: their type, their defaults, their variables. */
import { type Flag, variables } from "./flag.ts";
import { ROWS } from "./setting_table.ts";
import type { Reader } from "./values.ts";

/**
 * The server's settings, a field for each row: read once, at the start, and passed down unchanged. null: off; a limit
 * of 0: no limit; times are in milliseconds.
 */
export type Config = { readonly [K in keyof typeof ROWS]: ValueOf<(typeof ROWS)[K]> };

/** The type that a row reads, and null if it is off by default. */
type ValueOf<Row> = Row extends
  { readonly reader: Reader<infer Read>; fallback(cores: number): infer Default }
  ? Read | Extract<Default, null>
  : never;

export type Setting = keyof Config;

/** The rows by their settings. This type also checks that `needs` names a setting of the table. */
export const FLAGS: { readonly [K in Setting]: Flag<Config[K], Setting> } = ROWS;

/** Every setting, in the order of the table. */
export const SETTINGS: readonly Setting[] = Object.keys(FLAGS).filter(isSetting);

/** Every environment variable of the server. */
export const VARIABLES: readonly string[] = SETTINGS.flatMap((setting) =>
  variables(FLAGS[setting])
);

/** The settings, each as `valueOf` gives it. */
export function configOf(valueOf: <K extends Setting>(setting: K) => Config[K]): Config {
  const config: object = Object.fromEntries(SETTINGS.map((one) => [one, valueOf(one)]));
  if (!isConfig(config)) throw new Error("a setting has no value");
  return config;
}

/** The default settings on a machine with this number of processor cores. */
export function defaults(cores: number): Config {
  return configOf((setting) => FLAGS[setting].fallback(cores));
}

function isSetting(key: string): key is Setting {
  return Object.hasOwn(ROWS, key);
}

function isConfig(config: object): config is Config {
  return SETTINGS.every((setting) => Object.hasOwn(config, setting));
}
