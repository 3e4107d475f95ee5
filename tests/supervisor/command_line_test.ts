import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type CommandLine, parseCommandLine } from "../../src/supervisor/command_line.ts";
import type { Config } from "../../src/supervisor/config.ts";
import { FLAGS, variables } from "../../src/supervisor/flags.ts";

type Env = Record<string, string>;

const DEFAULTS: Config = {
  host: "0.0.0.0",
  port: 8080,
  workers: 4,
  admin_port: null,
  admin_host: "127.0.0.1",
  tls_cert: null,
  tls_key: null,
  max_room_capacity: 100,
  max_rooms: 10_000,
  max_connections: 10_000,
  max_connections_per_ip: 1_000,
  message_rate: 20,
  trust_proxy: false,
  allowed_origins: [],
  v1_idle_timeout_ms: 1_800_000,
  room_idle_ms: 14_400_000,
  resume_grace_ms: 120_000,
  admin_grace_ms: 30_000,
  drain_timeout_ms: 10_000,
  data: null,
  data_sync: "normal",
  results_keep_ms: 0,
  log_format: "text",
  log_level: "info",
};

function parse(args: readonly string[], env: Env = {}, cores = 4): CommandLine {
  return parseCommandLine(args, (name) => Object.hasOwn(env, name) ? env[name] : undefined, cores);
}

/** What differs from the defaults, or the error. */
function outcome(args: readonly string[], env: Env = {}): unknown {
  const line = parse(args, env);
  if (line.kind !== "run") return line.kind === "error" ? line.message : line.kind;
  return Object.fromEntries(
    Object.entries(line.config).filter(([key, value]) =>
      JSON.stringify(value) !==
        JSON.stringify(Object.entries(DEFAULTS).find(([k]) => k === key)?.[1])
    ),
  );
}

Deno.test("[W1] [S1] without flags every setting has its documented default", () => {
  assertEquals(parse([]), { kind: "run", config: DEFAULTS, explicit: new Set<keyof Config>() });
});

Deno.test("[S1] workers default to the machine's cores, at least 1 and at most 16", () => {
  for (const [cores, workers] of [[1, 1], [8, 8], [16, 16], [96, 16], [0, 1], [NaN, 1], [2.5, 2]]) {
    const line = parse([], {}, cores);
    assertEquals(line.kind === "run" && line.config.workers, workers);
  }
});

Deno.test("every flag is read, with a space or an equals sign", () => {
  const table: [string, string, Partial<Config>][] = [
    ["host", "127.0.0.1", { host: "127.0.0.1" }],
    ["host", "::1", { host: "::1" }],
    ["host", "[::]", { host: "::" }],
    ["host", "localhost", { host: "localhost" }],
    ["host", "node-1.example.com", { host: "node-1.example.com" }],
    ["port", "0", { port: 0 }],
    ["port", "65535", { port: 65535 }],
    ["workers", "16", { workers: 16 }],
    ["admin-port", "9100", { admin_port: 9100 }],
    ["admin-host", "[::1]", { admin_host: "::1" }],
    ["max-room-capacity", "1000", { max_room_capacity: 1000 }],
    ["max-rooms", "0", { max_rooms: 0 }],
    ["max-connections", "000500", { max_connections: 500 }],
    ["max-connections-per-ip", "1000000", { max_connections_per_ip: 1_000_000 }],
    ["message-rate", "0", { message_rate: 0 }],
    ["trust-proxy", "true", { trust_proxy: true }],
    ["allowed-origin", "https://example.com", { allowed_origins: ["https://example.com"] }],
    ["v1-idle-timeout", "1s", { v1_idle_timeout_ms: 1_000 }],
    ["room-idle", "24d", { room_idle_ms: 24 * 86_400_000 }],
    ["resume-grace", "30s", { resume_grace_ms: 30_000 }],
    ["admin-grace", "0s", { admin_grace_ms: 0 }],
    ["drain-timeout", "0s", { drain_timeout_ms: 0 }],
    ["data", "/var/lib/estimatex", { data: "/var/lib/estimatex" }],
    ["data-sync", "FULL", { data_sync: "full" }],
    ["results-keep", "90d", { results_keep_ms: 90 * 86_400_000 }],
    ["log-format", "json", { log_format: "json" }],
    ["log-level", "WARN", { log_level: "warn" }],
  ];
  for (const [name, text, expected] of table) {
    assertEquals(outcome([`--${name}=${text}`]), expected);
    if (name !== "trust-proxy") assertEquals(outcome([`--${name}`, text]), expected);
    const [variable = ""] = variables({ name });
    assertEquals(outcome([], { [variable]: ` ${text}\r` }), expected, variable);
  }
  const names = new Set(["tls-cert", "tls-key", ...table.map(([name]) => name)]);
  for (const flag of Object.values(FLAGS)) {
    assert(names.has(flag.name), `${flag.name} isn't tested`);
  }
});

Deno.test("a certificate and its key are given both, in any way, or not at all", () => {
  const both = { tls_cert: "/etc/a b.pem", tls_key: "key.pem" };
  assertEquals(outcome(["--tls-cert", "/etc/a b.pem", "--tls-key=key.pem"]), both);
  assertEquals(outcome(["--tls-cert=/etc/a b.pem"], { ESTIMATEX_TLS_KEY: "key.pem" }), both);
  assertMatch(`${outcome(["--tls-cert", "x"])}`, /^--tls-cert needs --tls-key/);
  assertMatch(`${outcome([], { ESTIMATEX_TLS_KEY: "x" })}`, /^--tls-key needs --tls-cert/);
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

Deno.test("[W10] explicit tells what somebody chose, even if it is the default", () => {
  const line = parse(["--max-connections", "10000"], { ESTIMATEX_MAX_ROOMS: "5", PORT: "8080" });
  assertEquals(
    line.kind === "run" && line.explicit,
    new Set<keyof Config>(["max_connections", "max_rooms", "port"]),
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

Deno.test("[W3] origins are repeatable, normalised, and known once", () => {
  const table: [string[], Env, string[]][] = [
    [["--allowed-origin", "https://a.example", "--allowed-origin", "http://b.example"], {}, [
      "https://a.example",
      "http://b.example",
    ]],
    [["--allowed-origin", "HTTPS://A.Example:443/"], {}, ["https://a.example"]],
    [["--allowed-origin=http://a:80,http://a/,http://a:81"], {}, ["http://a", "http://a:81"]],
    [["--allowed-origin", "https://bücher.example"], {}, ["https://xn--bcher-kva.example"]],
    [["--allowed-origin", "http://[::1]:8080"], {}, ["http://[::1]:8080"]],
    [[], { ESTIMATEX_ALLOWED_ORIGIN: "https://a.example, https://b.example," }, [
      "https://a.example",
      "https://b.example",
    ]],
    [["--allowed-origin", "https://a.example"], { ESTIMATEX_ALLOWED_ORIGIN: "https://b.example" }, [
      "https://a.example",
    ]],
  ];
  for (const [args, env, origins] of table) {
    assertEquals(outcome(args, env), { allowed_origins: origins });
  }
});

Deno.test("[W3] what is no origin is refused, and never means any", () => {
  const bad = [
    "example.com",
    "https:example.com",
    "https://example.com/app",
    "https://example.com?x",
    "https://example.com#x",
    "https://me@example.com",
    "https://*.example.com",
    "https://",
    "https://exa mple.com",
    "https://example.com:99999",
    "ftp://example.com",
    "null",
    "*",
    ",",
    "https://good.example,bad",
  ];
  for (const text of bad) {
    assertEquals(
      outcome(["--allowed-origin", text]),
      `--allowed-origin must be an origin such as https://example.com, got ${JSON.stringify(text)}`,
    );
  }
});

Deno.test("a bad value gives one line with the name, the rule and the value", () => {
  const table: [string[], Env, string][] = [
    [["--workers", "abc"], {}, '--workers must be a whole number from 1 to 16, got "abc"'],
    [["--workers", "0"], {}, '--workers must be a whole number from 1 to 16, got "0"'],
    [["--workers", "17"], {}, '--workers must be a whole number from 1 to 16, got "17"'],
    [["--port", "65536"], {}, '--port must be a whole number from 0 to 65535, got "65536"'],
    [["--port", "-1"], {}, '--port must be a whole number from 0 to 65535, got "-1"'],
    [["--port=-1"], {}, '--port must be a whole number from 0 to 65535, got "-1"'],
    [["--port", "0x50"], {}, '--port must be a whole number from 0 to 65535, got "0x50"'],
    [["--port", "8e3"], {}, '--port must be a whole number from 0 to 65535, got "8e3"'],
    [["--port", "80.5"], {}, '--port must be a whole number from 0 to 65535, got "80.5"'],
    [[], { PORT: "http" }, 'PORT must be a whole number from 0 to 65535, got "http"'],
    [
      [],
      { ESTIMATEX_PORT: "x", PORT: "1" },
      'ESTIMATEX_PORT must be a whole number from 0 to 65535, got "x"',
    ],
    [
      ["--max-room-capacity", "0"],
      {},
      '--max-room-capacity must be a whole number from 1 to 1000, got "0"',
    ],
    [
      ["--max-rooms", "-1"],
      {},
      '--max-rooms must be a whole number from 0 (no limit) to 1000000, got "-1"',
    ],
    [
      ["--message-rate", "1000001"],
      {},
      '--message-rate must be a whole number from 0 (no limit) to 1000000, got "1000001"',
    ],
    [
      [],
      { ESTIMATEX_ROOM_IDLE: "soon" },
      'ESTIMATEX_ROOM_IDLE must be a duration such as 30s, 15m or 4h, got "soon"',
    ],
    [["--room-idle", "10"], {}, '--room-idle must be a duration such as 30s, 15m or 4h, got "10"'],
    [["--room-idle", "25d"], {}, '--room-idle must be at most 24d, got "25d"'],
    [["--v1-idle-timeout", "999ms"], {}, '--v1-idle-timeout must be at least 1s, got "999ms"'],
    [["--log-level", "loud"], {}, '--log-level must be debug, info, warn or error, got "loud"'],
    [["--log-format", "xml"], {}, '--log-format must be text or json, got "xml"'],
    [["--trust-proxy=maybe"], {}, '--trust-proxy must be true, false, 1 or 0, got "maybe"'],
    [
      [],
      { ESTIMATEX_TRUST_PROXY: "yes" },
      'ESTIMATEX_TRUST_PROXY must be true, false, 1 or 0, got "yes"',
    ],
    [
      ["--host", "localhost:80"],
      {},
      '--host must be an IP address or a host name, got "localhost:80"',
    ],
    [["--host", "1.2.3.256"], {}, '--host must be an IP address or a host name, got "1.2.3.256"'],
    [["--host", "http://a"], {}, '--host must be an IP address or a host name, got "http://a"'],
    [["--host", "a b"], {}, '--host must be an IP address or a host name, got "a b"'],
    // the first of several
    [
      ["--port", "x", "--workers", "y"],
      {},
      '--port must be a whole number from 0 to 65535, got "x"',
    ],
  ];
  for (const [args, env, message] of table) assertEquals(outcome(args, env), message);
});

Deno.test("[P2.7] [R14] the admin's grace is at most the resume grace, whichever of them was given", () => {
  const rule = "--admin-grace must be at most --resume-grace, got";
  const table: [string[], Env, unknown][] = [
    [["--resume-grace", "30s"], {}, { resume_grace_ms: 30_000 }],
    // alone, a short one shortens the default of the other
    [["--resume-grace", "10s"], {}, { resume_grace_ms: 10_000, admin_grace_ms: 10_000 }],
    [["--admin-grace", "2m"], {}, { admin_grace_ms: 120_000 }],
    [["--admin-grace", "0s"], {}, { admin_grace_ms: 0 }],
    [["--admin-grace", "1h", "--resume-grace", "1h"], {}, {
      resume_grace_ms: 3_600_000,
      admin_grace_ms: 3_600_000,
    }],
    [["--admin-grace", "121s"], {}, `${rule} 121s and 2m`],
    [["--admin-grace", "2h", "--resume-grace", "1h"], {}, `${rule} 2h and 1h`],
    [[], { ESTIMATEX_ADMIN_GRACE: "1d" }, `${rule} 1d and 2m`],
    [["--admin-grace", "20s"], { ESTIMATEX_RESUME_GRACE: "10s" }, `${rule} 20s and 10s`],
    [["--resume-grace", "999ms"], {}, '--resume-grace must be at least 1s, got "999ms"'],
    [["--resume-grace", "25d"], {}, '--resume-grace must be at most 24d, got "25d"'],
    [
      ["--admin-grace", "30"],
      {},
      '--admin-grace must be a duration such as 30s, 15m or 4h, got "30"',
    ],
  ];
  for (const [args, env, expected] of table) assertEquals(outcome(args, env), expected);
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
    [["--constructor", "1"], "unknown flag --constructor (--help lists all flags)"],
    [["--port.x=1"], "unknown flag --port.x, did you mean --port? (--help lists all flags)"],
    // what parse-args would take for --port 80, for -h, and for a negative number of nothing
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
      "--allowed-origin needs a value: an origin such as https://example.com",
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
