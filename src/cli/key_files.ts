/** Files of keys that settings name, read before the start and again on a signal [A1, A3]. */
import type { Result } from "../base/result.ts";
import { parseKeyFile } from "../server/key_file.ts";
import type { Explicit } from "./command_line.ts";
import type { Config } from "./flags.ts";
import { nameWithPath, readNamed } from "./named_file.ts";

/** The settings that name such a file. */
type KeySetting = "create_key_file" | "api_key_file";

/** The hashes of the keys in the file that a setting names; none where it names none. */
export async function loadKeys<Setting extends KeySetting>(
  setting: Setting,
  config: Pick<Config, Setting>,
  explicit: Explicit,
): Promise<Result<readonly string[], string>> {
  const path = config[setting];
  if (path === null) return { ok: true, value: [] };
  const name = nameWithPath(setting, path, explicit);
  const read = await readNamed(name, path);
  if (!read.ok) return read;
  const keys = parseKeyFile(read.value);
  return keys.ok ? keys : { ok: false, error: `${name} ${keys.error}` };
}
