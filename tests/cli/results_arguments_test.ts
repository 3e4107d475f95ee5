// The command line of `results`: what is asked for, or one line that says what is wrong.
import { assert, assertEquals } from "@std/assert";
import { parseResults, RESULTS_HELP } from "../../src/cli/results_arguments.ts";

const NOW = 1_800_000_000_000;
const DAY_MS = 86_400_000;

function parse(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return parseResults(args, { env: (name) => env[name], now: NOW });
}

Deno.test("arguments and their defaults", () => {
  const from = { kind: "data", directory: "d" } as const;
  const list = { kind: "list", from, format: "table", since: 0, room_id: "" } as const;
  const table: [string[], unknown][] = [
    [["--data", "d"], list],
    [["list", "--data=d"], list],
    [["--data", "d", "--format", "csv"], { ...list, format: "csv" }],
    [["--data", "d", "--since", "7d"], { ...list, since: NOW - 7 * DAY_MS }],
    [["--data", "d", "--since", "2026-11-01T10:00Z"], { ...list, since: 1_793_527_200_000 }],
    [["show", "7k2m9qxd", "--data", "d"], { ...list, kind: "show", room_id: "7K2M9QXD" }],
    [["show", "OIL2M9QX", "--data", "d"], { ...list, kind: "show", room_id: "0112M9QX" }],
    [["--help"], { kind: "help" }],
    [["show", "-h"], { kind: "help" }],
  ];
  for (const [args, expected] of table) assertEquals(parse(args), expected, args.join(" "));
  assertEquals(parse([], { ESTIMATEX_DATA: "d" }), list);
  assertEquals(parse(["--data", "d"], { ESTIMATEX_DATA: "e" }), list);
});

Deno.test("[C17] a cluster is named by flags, or by the variables that its nodes have", () => {
  const none = { kind: "cluster", cluster: "estimatex", ca: null, creds: null } as const;
  const list = { kind: "list", format: "table", since: 0, room_id: "" } as const;
  const servers = ["nats://a:4222"];
  assertEquals(parse(["--cluster", "a"]), { ...list, from: { ...none, servers } });
  const two = { ...none, servers: [...servers, "tls://b:1"] };
  assertEquals(parse(["--cluster", "a,tls://b:1"]), { ...list, from: two });
  assertEquals(parse(["--cluster", "a", "--cluster", "tls://b:1"]), { ...list, from: two });
  const all = {
    kind: "cluster",
    ...{ servers, cluster: "points" },
    ca: { name: '--cluster-ca "ca.pem"', path: "ca.pem" },
    creds: { name: 'ESTIMATEX_CLUSTER_CREDS "a.creds"', path: "a.creds" },
  } as const;
  const env = {
    ESTIMATEX_CLUSTER: "nats://a:4222",
    ESTIMATEX_CLUSTER_NAME: "points",
    ESTIMATEX_CLUSTER_CA: "other.pem",
    ESTIMATEX_CLUSTER_CREDS: "a.creds",
  };
  const show = { ...list, kind: "show", room_id: "7K2M9QXD", from: all } as const;
  assertEquals(parse(["show", "7K2M9QXD", "--cluster-ca", "ca.pem"], env), show);
});

Deno.test("[C17] what is wrong with a cluster is one line that names the flag or variable", () => {
  const both = "can't be used with --data: the cluster keeps the rooms";
  const none = "needs --cluster: without it, files are read";
  const table: [string[], string, Readonly<Record<string, string>>?][] = [
    [["--cluster", "a", "--data", "d"], `--cluster ${both}`],
    [["--data", "d"], `ESTIMATEX_CLUSTER ${both}`, { ESTIMATEX_CLUSTER: "a" }],
    [["--data", "d", "--cluster-name", "x"], `--cluster-name ${none}`],
    [["--cluster-ca", "x"], `--cluster-ca ${none}`],
    [[], `ESTIMATEX_CLUSTER_CREDS ${none}`, { ESTIMATEX_CLUSTER_CREDS: "x" }],
    [
      ["--cluster", "http://a"],
      "--cluster must be addresses of NATS servers, such as nats://10.0.0.1:4222 or " +
      'tls://nats.example.com, without user or path, got "http://a"',
    ],
    [
      ["--cluster", "nats://user:secret@a"], // [C23]
      "--cluster must be addresses of NATS servers, such as nats://10.0.0.1:4222 or " +
      'tls://nats.example.com, without user or path, got "***@a"',
    ],
    [
      ["--cluster", "a", "--cluster-name", "a.b"],
      '--cluster-name must be 1 to 32 letters, digits, hyphens or underscores, got "a.b"',
    ],
    [["--cluster", "a", "--cluster-creds"], "--cluster-creds needs a value: the path of a file"],
  ];
  for (const [args, message, env] of table) {
    assertEquals(parse(args, env), { kind: "error", message }, args.join(" "));
  }
});

Deno.test("a date alone is midnight in the local time zone", () => {
  const parsed = parse(["--data", "d", "--since", "2026-11-01"]);
  assert(parsed.kind === "list");
  assertEquals(parsed.since, new Date(2026, 10, 1).getTime());
});

Deno.test("a mistake is one line that names it", () => {
  const directory = "the directory that the server keeps its rooms in";
  const when = "--since must be a time ago, such as 7d or 12h, or a date, such as 2026-11-01, got";
  const table: [string[], string][] = [
    [[], `--data (or ESTIMATEX_DATA) must be ${directory}; or give its --cluster`],
    [["--data", ""], `--data needs a value: ${directory}`],
    [["--data", "--format", "csv"], `--data needs a value: ${directory}`],
    [["--data", "a", "--data", "b"], "--data was given 2 times, it can only be given once"],
    [["--_", "y"], "unknown flag --_ (--help lists all flags)"],
    [["--no-data"], "unknown flag --no-data, did you mean --data? (--help lists all flags)"],
    [["--data", "d", "--format"], "--format needs a value: table, json, csv or markdown"],
    [["dance"], 'results takes list, show ROOM or delete ROOM, got "dance"'],
    [["show"], "show needs a room: results show 7K2M9QXD"],
    [["show", "7K2M"], 'the room must be the 8 letters and digits of a room, got "7K2M"'],
    [["list", "x"], 'unexpected argument "x"'],
    [["show", "7K2M9QXD", "x"], 'unexpected argument "x"'],
    [["--format", "xml"], '--format must be table, json, csv or markdown, got "xml"'],
    [["--since", "soon"], `${when} "soon"`],
    [["--since", "2026-13-01"], `${when} "2026-13-01"`],
    [["--since", "2026-02-30"], `${when} "2026-02-30"`],
    [["--dta", "d"], "unknown flag --dta, did you mean --data? (--help lists all flags)"],
  ];
  for (const [args, message] of table) {
    assertEquals(parse(args), { kind: "error", message }, args.join(" "));
  }
});

Deno.test("the help fits a terminal of 80 columns", () => {
  for (const line of RESULTS_HELP.split("\n")) {
    assert(line.length <= 80 && line === line.trimEnd(), line);
  }
});
