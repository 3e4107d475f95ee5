// A terminal of which any call may throw: the keys are taken raw only while somebody looks, and whatever goes wrong
// it is given back as it was.
import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Key } from "../../src/terminal/keys.ts";
import { NoTerminal, type Terminal } from "../../src/terminal/raw_mode.ts";
import { eventually } from "../e2e/patience.ts";
import { Tty } from "../../src/terminal/tty.ts";

type Call = keyof Terminal | "setRaw(true)" | "setRaw(false)";

/** A terminal in which these calls throw, as they do on systems that lack them; `of`: for this signal alone. */
function terminal(broken: readonly Call[], of?: Deno.Signal) {
  const listening = new Map<Deno.Signal, () => void>();
  const state = { raw: false, written: "", askedRaw: 0, stopped: 0, typed: [] as string[] };
  const fail = (call: Call, signal?: Deno.Signal) => {
    const meant = of === undefined || signal === undefined || signal === of;
    if (broken.includes(call) && meant) {
      throw new TypeError("Windows only supports ctrl-c (SIGINT) and ctrl-break (SIGBREAK)");
    }
  };
  const made: Terminal = {
    setRaw(raw) {
      state.askedRaw++;
      fail("setRaw");
      fail(raw ? "setRaw(true)" : "setRaw(false)");
      state.raw = raw;
    },
    read(buffer) {
      fail("read");
      const typed = state.typed.shift();
      if (typed === undefined) return Promise.resolve(null);
      if (typed === "") return new Promise(() => {});
      return Promise.resolve(new TextEncoder().encodeInto(typed, buffer).written);
    },
    writeSync(bytes) {
      fail("writeSync");
      state.written += new TextDecoder().decode(bytes);
      return bytes.length;
    },
    consoleSize() {
      fail("consoleSize");
      return { columns: 100, rows: 50 };
    },
    stops: true,
    stop() {
      fail("stop");
      state.stopped++;
    },
    addSignalListener(signal, run) {
      fail("addSignalListener", signal);
      listening.set(signal, run);
    },
    removeSignalListener(signal) {
      fail("removeSignalListener", signal);
      listening.delete(signal);
    },
  };
  return { made, state, listening };
}

const EVENTS = { key: () => {}, resized: () => {}, gone: () => {} };

Deno.test("the terminal is given back, whichever of its calls throws", () => {
  const table: [Call[], Deno.Signal?][] = [
    [[]],
    [["addSignalListener"], "SIGWINCH"], // Windows, with an older Deno
    [["addSignalListener"], "SIGHUP"],
    [["addSignalListener"]],
    [["removeSignalListener"]],
    [["writeSync"]],
    [["consoleSize"]],
    [["read"]],
    [["addSignalListener", "removeSignalListener", "writeSync", "consoleSize", "read"]],
  ];
  for (const [broken, of] of table) {
    const { made, state, listening } = terminal(broken, of);
    const what = `${broken} ${of ?? ""}`;
    const tty = new Tty(EVENTS, made);
    assert(state.raw, what);
    tty.paint(["Room 7K2M9QXD"]);
    const { columns, rows } = tty.size;
    assert(columns > 0 && rows > 0, what);
    tty[Symbol.dispose]();
    tty[Symbol.dispose]();
    assertEquals(state.raw, false, what);
    if (!broken.includes("removeSignalListener")) assertEquals([...listening], [], what);
    if (!broken.includes("writeSync")) {
      assert(state.written.endsWith("\u001b[?1049l"), "the screen is what it was");
    }
  }
});

Deno.test("a terminal that takes no single keys is left as it was, and says so", () => {
  const { made, state, listening } = terminal(["setRaw(true)"]);
  assertThrows(() => new Tty(EVENTS, made), NoTerminal, "This terminal can't be drawn on (Windows");
  assertEquals([state.raw, state.written, [...listening]], [false, "", []]);
});

Deno.test("a terminal that is gone at the end ends nothing else", () => {
  const { made, state } = terminal(["setRaw(false)"]);
  const tty = new Tty(EVENTS, made);
  tty[Symbol.dispose]();
  assertEquals(state.askedRaw, 2);
});

Deno.test("after it was stopped it has the terminal again, drawn anew, and gives it back once", () => {
  const { made, state, listening } = terminal([]);
  let painted = 0;
  const tty = new Tty({ ...EVENTS, resized: () => painted++ }, made);
  tty.paint(["Room 7K2M9QXD"]);
  // what a shell does meanwhile
  state.raw = false;
  state.written = "";
  listening.get("SIGCONT")?.();
  assertEquals([state.raw, painted], [true, 1]);
  assert(state.written.includes("\u001b[?1049l\u001b[?1049h"), "one screen to go back to");
  tty.paint(["Room 7K2M9QXD"]);
  assert(state.written.includes("Room 7K2M9QXD"), "all of it");
  tty[Symbol.dispose]();
  assertEquals([state.raw, [...listening]], [false, []]);
});

const CTRL_Z = ["\u001a", ""]; // and nothing more

Deno.test("Ctrl-Z gives the terminal to the shell, stops the process, and draws anew when it goes on", async () => {
  const { made, state, listening } = terminal([]);
  state.typed = [...CTRL_Z];
  let painted = 0;
  const tty = new Tty({ ...EVENTS, resized: () => painted++ }, made);
  await eventually("stop", () => state.stopped === 1);
  assertEquals(state.raw, false);
  assert(state.written.endsWith("\u001b[?1049l"), "the shell's screen");
  state.written = "";
  tty.paint(["Room 7K2M9QXD"]);
  tty.ring();
  assertEquals(state.written, "", "the terminal is the shell's");
  listening.get("SIGCONT")?.();
  assertEquals([state.raw, painted], [true, 1]);
  assert(!state.written.includes("\u001b[?1049l"), "the shell's cursor stays where it is");
  tty.paint(["Room 7K2M9QXD"]);
  assert(state.written.includes("Room 7K2M9QXD"), "all of it");
  tty[Symbol.dispose]();
  assertEquals([state.raw, [...listening]], [false, []]);
});

Deno.test("Ctrl-Z without a shell that could continue the process: the terminal is drawn on as before", async () => {
  const ignored: [what: string, broken: Call[], stops: boolean][] = [
    ["the system ignores it", [], true],
    ["it throws", ["stop"], true],
    ["another program has the shell's place", [], false],
  ];
  for (const [what, broken, stops] of ignored) {
    const { made, state } = terminal(broken);
    state.typed = ["a\u001ab", ""];
    let keys = "";
    let painted = 0;
    const key = (key: Key) => keys += key.kind === "char" ? key.char : `<${key.kind}>`;
    const tty = new Tty({ ...EVENTS, key, resized: () => painted++ }, { ...made, stops });
    await eventually(what, () => keys === "ab" && painted === (stops ? 1 : 0));
    assertEquals(state.raw, true, what);
    tty[Symbol.dispose]();
    assertEquals(state.raw, false, what);
  }
});

Deno.test("Ctrl-Z and then the end: the terminal is given back once", async () => {
  const { made, state } = terminal([]);
  state.typed = [...CTRL_Z];
  const tty = new Tty(EVENTS, made);
  await eventually("stop", () => state.stopped === 1);
  tty[Symbol.dispose]();
  assertEquals(state.written.split("\u001b[?1049l").length, 2);
});
