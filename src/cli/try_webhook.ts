/** `estimatex-server webhook-test URL`: sends a receiver one signed event, and prints the outcome [A4]. */
import type { Env } from "../base/env.ts";
import { systemClock } from "../base/clock.ts";
import { EXIT } from "../base/exit.ts";
import { randomIds } from "../base/ids.ts";
import { quoteEscaped } from "../base/printable.ts";
import type { Result } from "../base/result.ts";
import { writeLine } from "../base/write_line.ts";
import type { Notice } from "../protocol/webhook_events.ts";
import { networkPost, type Outcome } from "../webhooks/post.ts";
import { type Secrets, signatureHeaders } from "../webhooks/secrets.ts";
import { userAgentOf } from "../webhooks/start.ts";
import { type FlagForm, HELP, splitArguments } from "./arguments.ts";
import { source } from "./command_line.ts";
import type { CommandContext } from "./command_table.ts";
import { done, misused } from "./ending.ts";
import { FLAGS } from "./flags.ts";
import { webhookUrls } from "./values.ts";
import { readSecrets } from "./webhook_secrets.ts";

const HELP_TEXT = `estimatex-server webhook-test: send one signed test event to a webhook receiver

Usage: estimatex-server webhook-test URL [--webhook-secret-file FILE]

  URL                         the receiver, as in --webhook
  --webhook-secret-file FILE  the secret that signs the event (or
                              ESTIMATEX_WEBHOOK_SECRET_FILE); without it the
                              event is not signed

The event has the type test and no data. It is sent once.

Exit codes: 0 the receiver accepted it; 1 it did not; 2 a wrong argument.`;

interface Receiver {
  readonly url: URL;
  readonly secrets: Secrets;
}

/** Sends the event and resolves with the exit code. */
export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { given, rest, problem } = splitArguments(args, [SECRET_FILE, HELP]);
  if (given.has(HELP.name)) return done(HELP_TEXT);
  const asked = problem === null
    ? await read(rest, given, context.env)
    : { ok: false as const, error: problem };
  if (!asked.ok) return misused(asked.error);
  return await tryOut(asked.value, context.version);
}

const SECRET_FILE: FlagForm = {
  ...FLAGS.webhook_secret_file,
  rule: FLAGS.webhook_secret_file.reader.rule,
};

/** Reads the address and the secrets. Errors never repeat the address, which may have a secret in it. */
async function read(
  [text, more]: readonly string[],
  given: ReadonlyMap<string, readonly string[]>,
  env: Env,
): Promise<Result<Receiver, string>> {
  const read = webhookUrls.read(text ?? "");
  const [url, other] = read.ok ? read.value : [];
  if (url === undefined || other !== undefined || more !== undefined) {
    const error = "webhook-test needs one http or https address, such as " +
      "https://example.com/hooks/points";
    return { ok: false, error };
  }
  const file = source(FLAGS.webhook_secret_file, given, env);
  if (file === null) return { ok: true, value: { url: new URL(url), secrets: [] } };
  const secrets = await readSecrets(`${file.name} ${quoteEscaped(file.text)}`, file.text);
  return secrets.ok ? { ok: true, value: { url: new URL(url), secrets: secrets.value } } : secrets;
}

async function tryOut({ url, secrets }: Receiver, version: string): Promise<number> {
  const clock = systemClock;
  const at = clock.wall();
  const body = JSON.stringify({ type: "test", timestamp: new Date(at).toISOString(), data: {} });
  const id = `msg_${randomIds.token()}`;
  const notice: Notice = { id, type: "test", session_id: "", at, body };
  const post = networkPost({
    clock: { ...clock, wall: () => at }, // so that the shown signature is the one that is sent
    userAgent: userAgentOf(version),
    secrets: () => secrets,
  });
  const say = (word: string, text: string) => writeLine(Deno.stdout, `${word.padEnd(8)} ${text}`);
  say("to", url.host);
  for (const [name, value] of Object.entries(await signatureHeaders(notice, at, secrets))) {
    say("header", `${name}: ${value}`);
  }
  say("body", body);
  if (secrets.length === 0) say("warning", "not signed: there is no --webhook-secret-file");
  const began = clock.now();
  const outcome = await new Promise<Outcome>((resolve) => void post(url, notice, resolve));
  const took = `after ${clock.now() - began} ms`;
  if (outcome.kind === "failed") {
    say("FAILED", `${outcome.problem}, ${took}`);
    return EXIT.failed;
  }
  const isAccepted = outcome.status >= 200 && outcome.status < 300;
  say(isAccepted ? "ok" : "FAILED", `status ${outcome.status}, ${took}${adviceOn(outcome.status)}`);
  return isAccepted ? EXIT.ok : EXIT.failed;
}

function adviceOn(status: number): string {
  if (status >= 300 && status < 400) {
    return ": redirects are not followed, so give the address that it leads to";
  }
  if (status === 401 || status === 403) {
    return ": does the receiver have this secret, and the right time?";
  }
  if (status === 410) return ": after that the server sends nothing more there";
  return "";
}
