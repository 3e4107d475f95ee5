/**
 * Asks a person for a secret. What is typed is not shown, not even its length. The terminal is restored whatever
 * happens.
 */
import { KEY_LENGTH_MAX } from "../protocol/wire_limits.ts";
import { edit, NOTHING_TYPED } from "./editor.ts";
import { isNamed, KeyReader } from "./keys.ts";
import { NoTerminal, OWN_TERMINAL, RawMode, type Terminal, write } from "./raw_mode.ts";

/** Reads a line from the terminal; null: the person gave up, or the terminal can't hide what is typed. */
export async function askSecretly(
  question: string,
  terminal: Terminal = OWN_TERMINAL,
): Promise<string | null> {
  const gone = Promise.withResolvers<null>();
  const go = () => gone.resolve(null);
  const show = () => write(terminal, `${question} `);
  try {
    using raw = new RawMode(terminal, {
      signals: [["SIGTERM", go], ["SIGHUP", go], ["SIGQUIT", go], ["SIGINT", go]],
      restored: () => write(terminal, "\n"),
      continued: show,
    });
    show();
    return await Promise.race([readLine(terminal, () => raw.stop()), gone.promise]);
  } catch (error) {
    if (error instanceof NoTerminal) return null;
    throw error;
  }
}

/** `stop` stops the process, if it can be. */
async function readLine(terminal: Terminal, stop: () => void): Promise<string | null> {
  const decoder = new TextDecoder();
  const keys = new KeyReader();
  const buffer = new Uint8Array(1_024);
  let typed = NOTHING_TYPED;
  for (;;) {
    const count = await terminal.read(buffer);
    if (count === null) return null;
    const text = decoder.decode(buffer.subarray(0, count), { stream: true });
    for (const key of [...keys.feed(text), ...keys.flush()]) {
      if (isNamed(key, "enter")) return typed.text;
      if (isNamed(key, "interrupt") || isNamed(key, "escape")) return null;
      if (isNamed(key, "stop")) stop();
      typed = edit(typed, key, { max: KEY_LENGTH_MAX }) ?? typed; // no secret is longer than a key
    }
  }
}
