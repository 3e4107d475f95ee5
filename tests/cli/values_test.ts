// Each setting by its value: what is taken, as what, and how all else is refused.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { variables } from "../../src/cli/flag.ts";
import { type Config, FLAGS } from "../../src/cli/flags.ts";
import { type Env, outcome } from "./command_line_story.ts";

const TRACKERS = [{ name: "work", kind: "jira", site: "https://acme.example/" }] as const;
const SERVERS = ["nats://10.0.0.1:4222", "tls://[::1]:4223"];

/** Each needs the other, and they have tests of their own. */
const PAIRS = ["tls-cert", "tls-key", "webhook", "webhook-secret-file"];

/** Settings that others do nothing without, and a text for each. */
const NEEDED: { readonly [K in keyof Config]?: readonly [string, Partial<Config>] } = {
  admin_port: ["9100", { admin_port: 9100 }],
  data: ["somewhere", { data: "somewhere" }],
  trackers: ["work=jira:https://acme.example/", { trackers: TRACKERS }],
  cluster: [SERVERS.join(), { cluster: SERVERS }],
  trust_proxy: ["true", { trust_proxy: true }],
};

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
    ["max-rooms-per-ip", "0", { max_rooms_per_ip: 0 }],
    ["max-connections", "000500", { max_connections: 500 }],
    ["max-connections-per-ip", "1000000", { max_connections_per_ip: 1_000_000 }],
    ["max-memory", "512m", { max_memory: 512 * 2 ** 20 }],
    ["message-rate", "0", { message_rate: 0 }],
    ["trust-proxy", "true", { trust_proxy: true }],
    ["auth-header", "Remote-User", { auth_header: "remote-user" }],
    ["proxy-address", "10.0.0.5, fd00::/8", { proxy_addresses: ["10.0.0.5", "fd00::/8"] }],
    ["allowed-origin", "https://example.com", { allowed_origins: ["https://example.com"] }],
    ["public-url", "https://Points.example.com:443/poker", {
      public_url: "https://points.example.com/poker/",
    }],
    ["create-key-file", "/etc/keys", { create_key_file: "/etc/keys" }],
    ["api-key-file", "/etc/keys", { api_key_file: "/etc/keys" }],
    ["v1-idle-timeout", "1s", { v1_idle_timeout_ms: 1_000 }],
    ["room-idle", "24d", { room_idle_ms: 24 * 86_400_000 }],
    ["resume-grace", "30s", { resume_grace_ms: 30_000 }],
    ["admin-grace", "0s", { admin_grace_ms: 0 }],
    ["drain-timeout", "0s", { drain_timeout_ms: 0 }],
    ["data", "/var/lib/estimatex", { data: "/var/lib/estimatex" }],
    ["data-sync", "FULL", { data_sync: "full" }],
    ["results-keep", "90d", { results_keep_ms: 90 * 86_400_000 }],
    ["tracker", "work=jira:https://Acme.example", { trackers: TRACKERS }],
    ["tracker-token-file", "work=/run/a b", {
      tracker_token_files: [{ name: "work", value: "/run/a b" }],
    }],
    ["tracker-field", "work=Story points", {
      tracker_fields: [{ name: "work", value: "Story points" }],
    }],
    ["cluster", "10.0.0.1, tls://[::1]:4223", { cluster: SERVERS }],
    ["cluster-name", "team-1_A", { cluster_name: "team-1_A" }],
    ["node", "a1", { node: "a1" }],
    ["cluster-ca", "/etc/ca.pem", { cluster_ca: "/etc/ca.pem" }],
    ["cluster-creds", "/etc/x.creds", { cluster_creds: "/etc/x.creds" }],
    ["cluster-replicas", "1", { cluster_replicas: 1 }],
    ["cluster-streams", "64", { cluster_streams: 64 }],
    ["cluster-patience", "1s", { cluster_patience_ms: 1_000 }],
    ["log-format", "json", { log_format: "json" }],
    ["log-level", "WARN", { log_level: "warn" }],
  ];
  for (const [name, text, alone] of table) {
    const { needs } = Object.values(FLAGS).find((flag) => flag.name === name) ?? {};
    const [given = "", meant = {}] = needs === undefined ? [] : NEEDED[needs.setting] ?? [];
    const expected = { ...meant, ...alone };
    const [other = ""] = needs === undefined ? [] : variables(FLAGS[needs.setting]);
    const env: Env = needs === undefined ? {} : { [other]: given };
    assertEquals(outcome([`--${name}=${text}`], env), expected);
    if (name !== "trust-proxy") assertEquals(outcome([`--${name}`, text], env), expected);
    const [variable = ""] = variables({ name });
    assertEquals(outcome([], { ...env, [variable]: ` ${text}\r` }), expected, variable);
  }
  const names = new Set([...PAIRS, ...table.map(([name]) => name)]);
  for (const flag of Object.values(FLAGS)) {
    assert(names.has(flag.name), `${flag.name} isn't tested`);
  }
});

Deno.test("[W3] origins are repeatable, normalised, and unique", () => {
  const table: [string[], Env, string[]][] = [
    [["--allowed-origin", "https://a.example", "--allowed-origin", "http://b.example"], {}, [
      "https://a.example",
      "http://b.example",
    ]],
    [["--allowed-origin", "HTTPS://A.Example:443/"], {}, ["https://a.example"]],
    [["--allowed-origin=http://a:80,http://a/,http://a:81"], {}, ["http://a", "http://a:81"]],
    [["--allowed-origin", "https://bücher.example"], {}, ["https://xn--bcher-kva.example"]],
    [["--allowed-origin", "http://[::1]:8080"], {}, ["http://[::1]:8080"]],
    [["--allowed-origin", "*"], {}, ["*"]],
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

Deno.test("[W3] an invalid origin is refused, and never means any", () => {
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
    "**",
    "https://*",
    ",",
    "https://good.example,bad",
  ];
  for (const text of bad) {
    assertEquals(
      outcome(["--allowed-origin", text]),
      `--allowed-origin must be an origin such as https://example.com, or * for any, got ${
        JSON.stringify(text.replace("https://me@", "***@").replace("?x", "?***")) // [C23, A4]
      }`,
    );
  }
});

Deno.test("[A2] --auth-header can't be a header that clients send themselves", () => {
  const table: [string, boolean][] = [
    ["Remote-User", true],
    ["X-Forwarded-User", true],
    ["X-Auth-Request-Preferred-Username", true],
    ["Cf-Access-Authenticated-User-Email", true],
    ["Authorization", false],
    ["proxy-authorization", false],
    ["Cookie", false],
    ["Host", false],
    ["User-Agent", false],
    ["Accept-Language", false],
    ["Sec-WebSocket-Protocol", false],
    ["X-Forwarded-For", false],
    ["Remote User", false],
  ];
  for (const [text, isTaken] of table) {
    const expected = isTaken
      ? { auth_header: text.toLowerCase(), trust_proxy: true }
      : "--auth-header must be the name of a header that the proxy adds, such as Remote-User, and " +
        `that no client sends itself, got ${JSON.stringify(text)}`;
    assertEquals(outcome(["--trust-proxy", "--auth-header", text]), expected);
  }
});

Deno.test("[A4] webhooks are repeatable, may have commas, and errors don't show their secrets", () => {
  const secret = { ESTIMATEX_WEBHOOK_SECRET_FILE: "/etc/secret" };
  const table: [string[], string[]][] = [
    [["--webhook", "https://a.example/x?y=1,2"], ["https://a.example/x?y=1,2"]],
    [["--webhook", "HTTP://A.example,https://u:p@b.example/c"], [
      "http://a.example/",
      "https://u:p@b.example/c",
    ]],
    [["--webhook", "http://a/", "--webhook", "http://b/", "--webhook", "http://a"], [
      "http://a/",
      "http://b/",
    ]],
  ];
  for (const [args, webhooks] of table) {
    assertEquals(outcome(args, secret), { webhooks, webhook_secret_file: "/etc/secret" });
  }
  const nine = Array.from({ length: 9 }, (_, n) => `http://h${n}`).join(",");
  for (
    const [bad, shown] of [
      ["ftp://a.example/?token=abc", "ftp://a.example/?***"],
      ["https://u:pass@a.example/ b?token=abc", "***@a.example/ b?***"],
      ["a.example", "a.example"],
      [nine, `${nine.slice(0, 60)}...`],
    ] as const
  ) {
    assertEquals(
      outcome(["--webhook", bad], secret),
      "--webhook must be up to 8 http or https addresses, such as " +
        `https://example.com/hooks/points, got ${JSON.stringify(shown)}`,
    );
  }
});

Deno.test("[W10] memory is bytes or has a unit; 0 is no limit", () => {
  const table: [string, number][] = [
    ["0", 0],
    ["0G", 0],
    ["67108864", 2 ** 26],
    ["65536K", 2 ** 26],
    ["64M", 2 ** 26],
    ["2G", 2 ** 31],
    ["1t", 2 ** 40],
  ];
  for (const [text, maxMemory] of table) {
    assertEquals(outcome(["--max-memory", text]), { max_memory: maxMemory });
  }
  for (const text of ["63M", "1", "2GB", "2 G", "1.5G", "-1", "80%", "1e9", "9999T", "G", "x"]) {
    assertEquals(
      outcome([`--max-memory=${text}`]),
      "--max-memory must be 0 (no limit) or from 64M to 1024T, in bytes or with K, M, G or T, such as " +
        `512M, got ${JSON.stringify(text)}`,
    );
  }
});

Deno.test("[W3] --public-url is a web address to which paths can be added", () => {
  const good: [string, string][] = [
    ["https://points.example.com", "https://points.example.com/"],
    ["http://points.example.com:8080//", "http://points.example.com:8080/"],
    ["HTTPS://POINTS.example.com/a/b", "https://points.example.com/a/b/"],
    ["http://[::1]:8080", "http://[::1]:8080/"],
    ["https://bücher.example", "https://xn--bcher-kva.example/"],
  ];
  for (const [text, publicUrl] of good) {
    assertEquals(outcome(["--public-url", text]), { public_url: publicUrl });
  }
  const bad = [
    ...["points.example.com", "ws://points.example.com", "https:points.example.com", "https://"],
    ...[
      "https://me@x.example",
      "https://x.example/?a",
      "https://x.example/#a",
      "https://x.example?",
    ],
    ...["https://x.example/a b", "https://x.example\\a", "https://x.example:99999", "/poker"],
  ];
  for (const text of bad) {
    assertMatch(
      `${outcome(["--public-url", text])}`,
      /^--public-url must be an http or https address without user, query or fragment, .* got "/,
    );
  }
});

Deno.test("a bad value gives one line with the name, the rule and the value", () => {
  const table: [string[], Env, string][] = [
    [["--workers", "abc"], {}, '--workers must be a whole number from 1 to 16, got "abc"'],
    [["--port", "65536"], {}, '--port must be a whole number from 0 to 65535, got "65536"'],
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
      ["--message-rate", "1000001"],
      {},
      '--message-rate must be a whole number from 0 (no limit) to 1000000, got "1000001"',
    ],
    [
      [],
      { ESTIMATEX_ROOM_IDLE: "soon" },
      'ESTIMATEX_ROOM_IDLE must be a duration such as 30s, 15m or 4h, got "soon"',
    ],
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
