/**
 * Asks a person for what nobody may read: what is typed is not shown, not even its length. It leaves the terminal
 * as it was, whatever happens.
 */
import { edit, NOTHING_TYPED } from "./editor.ts";
import { isNamed, KeyReader } from "./keys.ts";
import { PASSCODE_LENGTH_MAX } from "../room/limits.ts";
import { OWN_TERMINAL, type Terminal } from "./tty.ts";

/** A line from the terminal; null: the person has had enough, or the terminal can't hide what is typed. */
export async function askSecretly(
  question: string,
  terminal: Terminal = OWN_TERMINAL,
): Promise<string | null> {
  const write = (text: string) => terminal.writeSync(new TextEncoder().encode(text));
  const gone = Promise.withResolvers<null>();
  const undo = SIGNALS.map((signal) => listen(terminal, signal, () => gone.resolve(null)));
  try {
    if (!setRaw(terminal, true)) return null;
    write(`${question} `);
    return await Promise.race([readLine(terminal), gone.promise]);
  } finally {
    for (const each of undo) each();
    if (setRaw(terminal, false)) write("\n");
  }
}

/** Whether the terminal does so; one that is gone does nothing any more. */
function setRaw(terminal: Terminal, raw: boolean): boolean {
  try {
    terminal.setRaw(raw);
    return true;
  } catch {
    return false;
  }
}

/** What asks a program to go. */
const SIGNALS: readonly Deno.Signal[] = ["SIGTERM", "SIGHUP", "SIGINT"];

async function readLine(terminal: Terminal): Promise<string | null> {
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
      typed = edit(typed, key, { max: PASSCODE_LENGTH_MAX }) ?? typed;
    }
  }
}

/** Systems don't know the same signals: one that they don't never comes. */
function listen(terminal: Terminal, signal: Deno.Signal, run: () => void): () => void {
  try {
    terminal.addSignalListener(signal, run);
    return () => terminal.removeSignalListener(signal, run);
  } catch {
    return () => {};
  }
}
