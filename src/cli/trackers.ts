/** Reads the settings of trackers and their tokens, before the server starts [A5]. */
import type { Env } from "../base/env.ts";
import type { Result } from "../base/result.ts";
import type { TrackerSettings } from "../trackers/open.ts";
import { type Explicit, nameOf } from "./command_line.ts";
import type { Config } from "./flags.ts";
import { nameWithPath, readNamed } from "./named_file.ts";

/** The longest token, in characters: longer than an OAuth token, or Jira's address and API token. */
const TOKEN_LENGTH_MAX = 4_096;

/** The trackers with their tokens; empty: there are none. No message ever contains a part of a token. */
export async function trackersOf(
  config: Config,
  explicit: Explicit,
  env: Env,
): Promise<Result<readonly TrackerSettings[], string>> {
  const { trackers, tracker_token_files: files, tracker_fields: fields } = config;
  const wrong = brokenRule(config, explicit);
  if (wrong !== null) return { ok: false, error: wrong };
  const all: TrackerSettings[] = [];
  for (const { name, kind, site } of trackers ?? []) {
    if (kind === "azure" && !/^\/.+\/.+\/$/.test(new URL(site).pathname)) {
      const example = "https://dev.azure.com/ORGANISATION/PROJECT";
      return {
        ok: false,
        error: `tracker ${name} needs the address of a project, such as ${example}`,
      };
    }
    const variable = `ESTIMATEX_TRACKER_${name.toUpperCase().replaceAll("-", "_")}_TOKEN`;
    const file = files?.find((one) => one.name === name)?.value ?? null;
    const called = file === null ? variable : nameWithPath("tracker_token_files", file, explicit);
    const read = file === null
      ? { ok: true, value: env(variable) ?? "" } as const
      : await readNamed(called, file);
    if (!read.ok) return read;
    const token = read.value.trim();
    if (token === "" && file === null) {
      const error =
        `tracker ${name} has no token: give --tracker-token-file ${name}=FILE, or set ${variable}`;
      return { ok: false, error };
    }
    if (!/^[!-~]+$/.test(token) || token.length > TOKEN_LENGTH_MAX) {
      return { ok: false, error: `${called} must have one token in it, without spaces` };
    }
    if (kind === "jira" && !/^[^:@]+@[^:@]+:.+$/.test(token)) {
      return { ok: false, error: `${called} must be EMAIL:API_TOKEN for Jira Cloud` };
    }
    const field = fields?.find((one) => one.name === name)?.value ?? null;
    all.push({ name, kind, site, token, field });
  }
  return { ok: true, value: all };
}

/** Settings that limit who may open rooms, and so who may use trackers. */
const GUARDS: readonly string[] = ["create_key_file", "auth_header"];

/** What is wrong with the settings in combination, in a sentence; null: nothing. */
function brokenRule(config: Config, explicit: Explicit): string | null {
  const { trackers, tracker_token_files: files, tracker_fields: fields } = config;
  if (trackers === null) return null;
  const isGuarded = Object.entries(config).some(([setting, value]) =>
    GUARDS.includes(setting) && value !== null
  );
  if (!isGuarded) {
    return `${
      nameOf("trackers", explicit)
    } needs --create-key-file or --auth-header: without them ` +
      "anybody may open rooms, and read tickets with the server's token";
  }
  for (
    const [setting, given] of [["tracker_token_files", files], ["tracker_fields", fields]] as const
  ) {
    const stray = given?.find((one) => !trackers.some((tracker) => tracker.name === one.name));
    if (stray !== undefined) {
      return `${nameOf(setting, explicit)} names ${stray.name}, which no --tracker does`;
    }
  }
  return null;
}
