// From a command line and an environment to settings: what is read, what wins, and what is no command line.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Config } from "../../src/cli/flags.ts";
import { DEFAULTS, outcome, parse } from "./command_line_story.ts";

Deno.test("[W1] [S1] without flags every setting has its documented default", () => {
  assertEquals(parse([]), {
    kind: "run",
    config: DEFAULTS,
    explicit: new Map(),
    checkOnly: false,
  });
});

Deno.test("[S1] workers default to one less than the machine has cores, at least 1 and at most 16", () => {
  for (
    const [cores, workers] of [[1, 1], [2, 1], [8, 7], [17, 16], [96, 16], [0, 1], [NaN, 1], [
      3.5,
      2,
    ]]
  ) {
    const line = parse([], {}, cores);
    assertEquals(line.kind === "run" && line.config.workers, workers);
  }
});

Deno.test("a flag wins over its variable, that over PORT, that over the default", () => {
  const all = { ESTIMATEX_PORT: "2", PORT: "3" };
  assertEquals(outcome(["--port", "1"], all), { port: 1 });
  assertEquals(outcome([], all), { port: 2 });
  assertEquals(outcome([], { PORT: "3" }), { port: 3 });
  assertEquals(outcome([], { ESTIMATEX_PORT: "", PORT: "3" }), { port: 3 });
  assertEquals(outcome([], { ESTIMATEX_PORT: " ", PORT: "" }), {});
  // a flag also hides a bad variable
  assertEquals(outcome(["--port", "1"], { ESTIMATEX_PORT: "x" }), { port: 1 });
});

Deno.test("[W10] explicit has the settings that were given, even with their default, and how", () => {
  const line = parse(["--max-connections", "10000"], { ESTIMATEX_MAX_ROOMS: "5", PORT: "8080" });
  assertEquals(
    line.kind === "run" && line.explicit,
    new Map<keyof Config, string>([
      ["port", "PORT"],
      ["max_rooms", "ESTIMATEX_MAX_ROOMS"],
      ["max_connections", "--max-connections"],
    ]),
  );
});

Deno.test("a switch needs no value, and can be switched off again", () => {
  assertEquals(outcome(["--trust-proxy"]), { trust_proxy: true });
  assertEquals(outcome(["--trust-proxy", "--port", "1"]), { trust_proxy: true, port: 1 });
  for (const text of ["false", "0", "FALSE"]) {
    assertEquals(outcome([`--trust-proxy=${text}`], { ESTIMATEX_TRUST_PROXY: "1" }), {});
    assertEquals(outcome([], { ESTIMATEX_TRUST_PROXY: text }), {});
  }
});

Deno.test("mistakes of form are named: unknown, twice, without value, out of place", () => {
  const rule = "--port needs a value: a whole number from 0 to 65535";
  const table: [string[], string][] = [
    [["--prot", "80"], "unknown flag --prot, did you mean --port? (--help lists all flags)"],
    [
      ["--max_rooms=5"],
      "unknown flag --max_rooms, did you mean --max-rooms? (--help lists all flags)",
    ],
    [
      ["--max-conn", "5"],
      "unknown flag --max-conn, did you mean --max-connections? (--help lists all flags)",
    ],
    [["--Port", "5"], "unknown flag --Port, did you mean --port? (--help lists all flags)"],
    [["-port", "5"], "unknown flag -port, did you mean --port? (--help lists all flags)"],
    [
      ["--no-trust-proxy"],
      "unknown flag --no-trust-proxy, did you mean --trust-proxy? (--help lists all flags)",
    ],
    [["--frobnicate"], "unknown flag --frobnicate (--help lists all flags)"],
    [["-p", "80"], "unknown flag -p (--help lists all flags)"],
    [["-p8080"], "unknown flag -p8080 (--help lists all flags)"],
    [["--__proto__=1"], "unknown flag --__proto__ (--help lists all flags)"],
    [["--_"], "unknown flag --_ (--help lists all flags)"],
    [["--_=x", "x"], "unknown flag --_ (--help lists all flags)"],
    [["--constructor", "1"], "unknown flag --constructor (--help lists all flags)"],
    [["--port.x=1"], "unknown flag --port.x, did you mean --port? (--help lists all flags)"],
    // what parseArgs by itself would take for --port 80, for -h, and for a negative number of nothing
    [["--no-port=80"], "unknown flag --no-port, did you mean --port? (--help lists all flags)"],
    [["-host=1.2.3.4"], "unknown flag -host, did you mean --host? (--help lists all flags)"],
    [["-5"], "unknown flag -5 (--help lists all flags)"],
    [["--trust-proxy", "-5"], "unknown flag -5 (--help lists all flags)"],
    [["--port", "1", "--port", "2"], "--port was given 2 times, it can only be given once"],
    [["--port", "1", "--port=1"], "--port was given 2 times, it can only be given once"],
    [["--port"], rule],
    [["--port="], rule],
    [["--port", ""], rule],
    [["--port", "--host", "::"], rule],
    [["--port", "--", "80"], rule],
    [["--trust-proxy="], "--trust-proxy needs a value: true, false, 1 or 0"],
    [
      ["--allowed-origin", "https://a", "--allowed-origin="],
      "--allowed-origin needs a value: an origin such as https://example.com, or * for any",
    ],
    [["serve"], 'unexpected argument "serve", settings are flags (--help lists them)'],
    [["8080"], 'unexpected argument "8080", settings are flags (--help lists them)'],
    [["0x10"], 'unexpected argument "0x10", settings are flags (--help lists them)'],
    [[""], 'unexpected argument "", settings are flags (--help lists them)'],
    [["-"], 'unexpected argument "-", settings are flags (--help lists them)'],
    [["--", "--port"], 'unexpected argument "--port", settings are flags (--help lists them)'],
    [["--trust-proxy", "yes"], 'unexpected argument "yes", settings are flags (--help lists them)'],
  ];
  for (const [args, message] of table) assertEquals(outcome(args), message, args.join(" "));
});

Deno.test("--help wins over everything, --version over all mistakes", () => {
  const bad = { ESTIMATEX_PORT: "x" };
  for (const flag of ["--help", "-h"]) {
    assertEquals(parse([flag], bad), { kind: "help" });
    assertEquals(parse(["--workers", flag, "--nonsense", "stray"]), { kind: "help" });
    assertEquals(parse(["--version", flag]), { kind: "help" });
  }
  for (const flag of ["--version", "-V"]) {
    assertEquals(parse(["--nonsense", flag], bad), { kind: "version" });
  }
  assertEquals(
    outcome(["--", "--help"]),
    'unexpected argument "--help", settings are flags (--help lists them)',
  );
});

Deno.test("error lines are safe for a terminal, and short", () => {
  const nasty = "\u001b]0;owned\u0007\n\r\u009b2J\u202e\u200b\u2028" + "x".repeat(10_000);
  const lines = [
    outcome(["--port", nasty]),
    outcome([`--${nasty}`, "1"]),
    outcome([nasty]),
    outcome([], { PORT: nasty }),
    outcome(["--port", "\u{e0001}".repeat(9_999)]),
  ];
  for (const line of lines) {
    assert(typeof line === "string" && line.length < 900, String(line));
    assertMatch(line, /^[^\p{C}\p{Zl}\p{Zp}]+$/u);
  }
  assertStringIncludes(String(lines[0]), "\\u001b]0;owned\\u0007\\n\\r\\u009b2J\\u202e");
  assertStringIncludes(String(lines[0]), 'xxx..."');
});
