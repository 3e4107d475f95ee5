/** `--check-config`: checks the settings as a start does, without starting. */
import type { Env } from "../base/env.ts";
import { writeLine } from "../base/write_line.ts";
import { checkedSettings } from "./checked_settings.ts";
import type { Explicit } from "./command_line.ts";
import { done, misused } from "./ending.ts";
import type { Config } from "./flags.ts";
import { shownSettings } from "./shown_settings.ts";

/** Prints the settings as JSON, or what is wrong with them. Returns the exit code. */
export async function checkConfig(
  asked: Config,
  explicit: Explicit,
  env: Env,
): Promise<number> {
  const checked = await checkedSettings(asked, explicit, {
    ...{ env, quiet: () => Promise.resolve(), mayCountLater: false },
  });
  if (!checked.ok) return misused(checked.error);
  const { config, warning } = checked.value;
  if (warning !== null) writeLine(Deno.stderr, warning);
  return done(JSON.stringify(shownSettings(config), null, 2));
}
