/** Files of keys that settings name, read before the start and again on a signal [A1, A3]. */
import type { Result } from "../base/result.ts";
import { parseKeyFile } from "../server/key_file.ts";
import { type Explicit, nameOf } from "./command_line.ts";
import type { Config } from "./flags.ts";
import { nameWithPath, readNamed } from "./named_file.ts";

/** The settings that name such a file. */
type KeySetting = "create_key_file" | "api_key_file";

const OTHER = { create_key_file: "api_key_file", api_key_file: "create_key_file" } as const;

type Keys = Result<readonly string[], string>;

/**
 * The hashes of the keys in the file that a setting names; empty if it is not set. No key may be in both files: people
 * who may open rooms could otherwise read the results of all rooms.
 */
export async function loadKeys(
  setting: KeySetting,
  config: Pick<Config, KeySetting>,
  explicit: Explicit,
): Promise<Keys> {
  const keys = await readKeys(setting, config, explicit);
  if (!keys.ok) return keys;
  const others = await readKeys(OTHER[setting], config, explicit); // its own errors are reported when it is loaded
  if (!others.ok || !keys.value.some((key) => others.value.includes(key))) return keys;
  const [one, other] = [nameOf(setting, explicit), nameOf(OTHER[setting], explicit)];
  const error = `${one} has a key that ${other} has, too: give programs a key of their own, ` +
    "since theirs reads all results";
  return { ok: false, error };
}

async function readKeys(
  setting: KeySetting,
  config: Pick<Config, KeySetting>,
  explicit: Explicit,
): Promise<Keys> {
  const path = config[setting];
  if (path === null) return { ok: true, value: [] };
  const name = nameWithPath(setting, path, explicit);
  const read = await readNamed(name, path);
  if (!read.ok) return read;
  const keys = parseKeyFile(read.value);
  return keys.ok ? keys : { ok: false, error: `${name} ${keys.error}` };
}
