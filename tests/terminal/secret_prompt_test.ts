// The question whose answer nobody may read: what of it is written, and how the terminal is left.
import { assert, assertEquals } from "@std/assert";
import { askSecretly } from "../../src/terminal/secret_prompt.ts";
import type { Terminal } from "../../src/terminal/raw_mode.ts";

/** A terminal at which these pieces are typed, one a read. */
function typing(pieces: readonly string[]) {
  const state = { raw: false, written: "", listening: 0 };
  let goOn: (() => void) | undefined;
  const waiting = [...pieces];
  let stop: (() => void) | undefined;
  const terminal: Terminal = {
    setRaw(raw) {
      state.raw = raw;
    },
    read(buffer) {
      assert(state.raw, "what is read while the terminal shows what is typed");
      const piece = waiting.shift();
      if (piece === "SIGTERM") {
        stop?.();
        return new Promise(() => {});
      }
      if (piece === undefined) return Promise.resolve(null);
      return Promise.resolve(new TextEncoder().encodeInto(piece, buffer).written);
    },
    writeSync(bytes) {
      state.written += new TextDecoder().decode(bytes);
      return bytes.length;
    },
    consoleSize: () => ({ columns: 80, rows: 24 }),
    stops: true,
    stop() {
      assert(!state.raw, "the terminal is the shell's");
      goOn?.();
    },
    addSignalListener(signal, run) {
      state.listening++;
      if (signal === "SIGTERM") stop = run;
      if (signal === "SIGCONT") goOn = run;
    },
    removeSignalListener() {
      state.listening--;
    },
  };
  return { terminal, state };
}

Deno.test("secret prompt: an answer is read, nothing of it is written, the terminal is as before", async () => {
  const table: [pieces: readonly string[], answer: string | null][] = [
    [["sesame\r"], "sesame"],
    [["ses", "ame", "\r"], "sesame"],
    [["sesamx\u007fe\r"], "sesame"],
    [["wrong\u0015sesame\r"], "sesame"],
    [["日本 語\r"], "日本 語"],
    [["\r"], ""],
    [["ses\u0003"], null],
    [["ses\u001b"], null],
    [["ses"], null],
    [["ses", "SIGTERM"], null],
    [["x".repeat(300), "\r"], "x".repeat(256)],
  ];
  for (const [pieces, answer] of table) {
    const { terminal, state } = typing(pieces);
    assertEquals(await askSecretly("Passcode:", terminal), answer, pieces.join(" "));
    assertEquals(state, { raw: false, written: "Passcode: \n", listening: 0 });
  }
});

Deno.test("secret prompt: Ctrl-Z stops it, and it asks again when it goes on", async () => {
  const { terminal, state } = typing(["ses\u001aame\r"]);
  assertEquals(await askSecretly("Passcode:", terminal), "sesame");
  assertEquals(state, { raw: false, written: "Passcode: Passcode: \n", listening: 0 });
});

Deno.test("secret prompt: a terminal that can't hide what is typed is not asked", async () => {
  const { terminal, state } = typing(["sesame\r"]);
  terminal.setRaw = (raw) => {
    throw new TypeError(`no raw mode here (${raw})`);
  };
  assertEquals(await askSecretly("Passcode:", terminal), null);
  assertEquals([state.written, state.listening], ["", 0]);
});

Deno.test("secret prompt: the terminal is given back, whatever throws", async () => {
  const { terminal, state } = typing(["sesame\r"]);
  terminal.removeSignalListener = (signal) => {
    throw new TypeError(`no such signal here: ${signal}`);
  };
  assertEquals(await askSecretly("Passcode:", terminal), "sesame");
  assertEquals(state.raw, false);
});

Deno.test("secret prompt: the terminal is given back when the process ends in the middle of the question", () => {
  const { terminal, state } = typing([]);
  terminal.read = () => new Promise(() => {});
  askSecretly("Passcode:", terminal);
  assertEquals(state.raw, true);
  globalThis.dispatchEvent(new Event("unload"));
  assertEquals(state, { raw: false, written: "Passcode: \n", listening: 0 });
});
