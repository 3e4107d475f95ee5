/** Reads the secrets of `--webhook-secret-file`, before the start and again on SIGHUP [A4]. */
import type { Result } from "../base/result.ts";
import type { Secrets } from "../webhooks/secrets.ts";
import type { Explicit } from "./command_line.ts";
import type { Config } from "./flags.ts";
import { nameWithPath, readNamed } from "./named_file.ts";

/** The secrets in the file that `webhook_secret_file` names; empty if it is not set. */
export async function loadSecrets(
  { webhook_secret_file: path }: Pick<Config, "webhook_secret_file">,
  explicit: Explicit,
): Promise<Result<Secrets, string>> {
  if (path === null) return { ok: true, value: [] };
  return await readSecrets(nameWithPath("webhook_secret_file", path, explicit), path);
}

/** Reads a file of secrets. `name`: what messages call it. */
export async function readSecrets(name: string, path: string): Promise<Result<Secrets, string>> {
  const read = await readNamed(name, path);
  if (!read.ok) return read;
  const { parseSecrets } = await import("../webhooks/secrets.ts");
  const secrets = await parseSecrets(read.value);
  return secrets.ok ? secrets : { ok: false, error: `${name} ${secrets.error}` };
}
