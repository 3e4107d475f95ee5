// What settings ask of each other.
import { assertEquals, assertMatch } from "@std/assert";
import { type Env, outcome, parse } from "./command_line_story.ts";

Deno.test("a certificate and its key are given both or not at all", () => {
  const both = { tls_cert: "/etc/a b.pem", tls_key: "key.pem" };
  assertEquals(outcome(["--tls-cert", "/etc/a b.pem", "--tls-key=key.pem"]), both);
  assertEquals(outcome(["--tls-cert=/etc/a b.pem"], { ESTIMATEX_TLS_KEY: "key.pem" }), both);
  assertMatch(`${outcome(["--tls-cert", "x"])}`, /^--tls-cert needs --tls-key/);
  assertMatch(`${outcome([], { ESTIMATEX_TLS_KEY: "x" })}`, /^ESTIMATEX_TLS_KEY needs --tls-cert/);
});

Deno.test("[P2.7] [R14] the admin's grace is at most the resume grace, whichever of them was given", () => {
  const rule = "--admin-grace must be at most --resume-grace, got";
  const by = (admin: string, resume: string) => `${admin} must be at most ${resume}, got`;
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
    [
      [],
      { ESTIMATEX_ADMIN_GRACE: "1d" },
      `${by("ESTIMATEX_ADMIN_GRACE", "--resume-grace")} 1d and 2m`,
    ],
    [
      ["--admin-grace", "20s"],
      { ESTIMATEX_RESUME_GRACE: "10s" },
      `${by("--admin-grace", "ESTIMATEX_RESUME_GRACE")} 20s and 10s`,
    ],
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

Deno.test("a setting without effect is refused, by the name with which it was given", () => {
  const kept = "needs --data: without it nothing is kept";
  const table: [string[], Env, unknown][] = [
    [["--data-sync", "full"], {}, `--data-sync ${kept}`],
    [["--data-sync", "normal"], {}, `--data-sync ${kept}`],
    [[], { ESTIMATEX_DATA_SYNC: "full" }, `ESTIMATEX_DATA_SYNC ${kept}`],
    [["--results-keep", "90d"], { ESTIMATEX_DATA: " " }, `--results-keep ${kept}`],
    [[], { ESTIMATEX_RESULTS_KEEP: "0" }, `ESTIMATEX_RESULTS_KEEP ${kept}`],
    [
      ["--admin-host", "::1"],
      {},
      "--admin-host needs --admin-port: without it nothing listens there",
    ],
    [["--tls-cert", "x"], {}, "--tls-cert needs --tls-key: a certificate and its key go together"],
    [
      [],
      { ESTIMATEX_TLS_KEY: "x" },
      "ESTIMATEX_TLS_KEY needs --tls-cert: a certificate and its key go together",
    ],
    [["--data", "d"], { ESTIMATEX_DATA_SYNC: "full" }, { data: "d", data_sync: "full" }],
  ];
  for (const [args, env, expected] of table) assertEquals(outcome(args, env), expected);
});

Deno.test("[C23] settings of a cluster need --cluster, which excludes --data", () => {
  const alone = "needs --cluster: without it this machine is alone";
  const rule = "the cluster keeps the rooms";
  const cluster = ["--cluster", "a,b"];
  const servers = ["nats://a:4222", "nats://b:4222"];
  const table: [string[], Env, unknown][] = [
    [["--cluster-name", "x"], {}, `--cluster-name ${alone}`],
    [["--node", "x"], {}, `--node ${alone}`],
    [["--cluster-ca", "x"], {}, `--cluster-ca ${alone}`],
    [[], { ESTIMATEX_CLUSTER_CREDS: "x" }, `ESTIMATEX_CLUSTER_CREDS ${alone}`],
    [["--cluster-replicas", "1"], {}, `--cluster-replicas ${alone}`],
    [["--cluster-streams", "1"], {}, `--cluster-streams ${alone}`],
    [["--cluster-patience", "12s"], { ESTIMATEX_CLUSTER: " " }, `--cluster-patience ${alone}`],
    [["--cluster", "a", "--cluster", "b"], {}, { cluster: servers }],
    [["--node", "n"], { ESTIMATEX_CLUSTER: "a,b" }, { cluster: servers, node: "n" }],
    [[...cluster, "--data", "d"], {}, `--cluster can't be used with --data: ${rule}`],
    [cluster, { ESTIMATEX_DATA: "d" }, `--cluster can't be used with ESTIMATEX_DATA: ${rule}`],
  ];
  for (const [args, env, expected] of table) assertEquals(outcome(args, env), expected);
});

Deno.test("one port for two listeners is refused if their addresses overlap", () => {
  const ports = ["--port", "9000", "--admin-port", "9000"];
  const rule = "--admin-port must be another port than --port, got 9000 for both";
  const meet = [
    [],
    ["--admin-host", "0.0.0.0"],
    ["--admin-host", "localhost"],
    ["--host", "192.0.2.1", "--admin-host", "192.0.2.1"],
    ["--host", "Points.Example.com", "--admin-host", "points.example.com"],
    ["--host", "localhost", "--admin-host", "::1"],
    ["--host", "::"],
    ["--host", "192.0.2.1", "--admin-host", "::"],
  ];
  for (const hosts of meet) assertEquals(outcome([...ports, ...hosts]), rule, hosts.join(" "));
  assertEquals(
    outcome(["--admin-port", "80"], { PORT: "80" }),
    "--admin-port must be another port than PORT, got 80 for both",
  );
  assertEquals(
    outcome([], { ESTIMATEX_ADMIN_PORT: "8080" }),
    "ESTIMATEX_ADMIN_PORT must be another port than --port, got 8080 for both",
  );
  const apart = [
    ["--host", "192.0.2.1"],
    ["--host", "127.0.0.1", "--admin-host", "::1"],
    ["--admin-host", "::1"], // 0.0.0.0 takes no IPv6 in
  ];
  for (const hosts of apart) {
    assertEquals(parse([...ports, ...hosts]).kind, "run", hosts.join(" "));
  }
  assertEquals(parse(["--port", "0", "--admin-port", "0"]).kind, "run");
});
