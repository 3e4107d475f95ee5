// What the settings of a cluster come to: names, files, and one line for what can't be.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { clusterOf } from "../../src/cli/cluster.ts";
import { natsServers } from "../../src/cli/values.ts";
import { permittedTest } from "../permitted.ts";
import { parse } from "./command_line_story.ts";

/** What comes of a command line on a machine of that name. */
async function cluster(args: readonly string[], hostName: string | null) {
  const line = parse(args);
  assert(line.kind === "run", JSON.stringify(line));
  return await clusterOf(line.config, line.explicit, () => hostName);
}

const GIVEN = ["--cluster", "nats.example.com"];

Deno.test("[C23] without --cluster there is no cluster, and the host name is not read", async () => {
  const line = parse([]);
  assert(line.kind === "run");
  const asked = clusterOf(line.config, line.explicit, () => {
    throw new Error("asked for its name");
  });
  assertEquals(await asked, { ok: true, value: null });
});

Deno.test("[C23] a node is named after its host, unless it is given a name", async () => {
  const table: [string | null, string | null][] = [
    ["alpha", "alpha"],
    ["alpha.example.com", "alpha"],
    ["estimatex-server-production-7d9f8c6b5d-x2x4z", "er-production-7d9f8c6b5d-x2x4z"],
    ["Straße", null],
    ["", null],
    [".", null],
    [null, null],
  ];
  for (const [host, node] of table) {
    const found = await cluster(GIVEN, host);
    if (node !== null) {
      assert(found.ok && found.value !== null, `${host}`);
      assert(found.value.node.endsWith(node) && found.value.node.length <= 32, found.value.node);
      continue;
    }
    assert(!found.ok);
    assertMatch(found.error, /^--cluster needs --node: /);
    assert((await cluster([...GIVEN, "--node", "n1"], host)).ok);
  }
});

Deno.test("[C23] missing settings have their defaults", async () => {
  const found = await cluster(GIVEN, "a");
  assertEquals(found, {
    ok: true,
    value: {
      ...{ servers: ["nats://nats.example.com:4222"], cluster: "estimatex", node: "a" },
      ...{ streams: 1, replicas: null, patienceMs: 12_000 },
    },
  });
});

permittedTest(
  "[C23] certificates and credentials are read at the start; files that can't be are named",
  async () => {
    const folder = await Deno.makeTempDir();
    try {
      const [ca, creds] = [`${folder}/ca.pem`, `${folder}/a.creds`];
      await Deno.writeTextFile(ca, "authority");
      await Deno.writeTextFile(creds, "secret");
      const both = [...GIVEN, "--cluster-ca", ca, "--cluster-creds", creds];
      const found = await cluster(both, "a");
      assert(found.ok);
      assertEquals([found.value?.ca, found.value?.creds], ["authority", "secret"]);
      for (const flag of ["--cluster-ca", "--cluster-creds"]) {
        const missing = await cluster([...GIVEN, flag, `${folder}/none`], "a");
        assert(!missing.ok);
        assertEquals(missing.error, `can't read ${flag} "${folder}/none": there is no such file`);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

Deno.test("[C23] servers: an address is completed; a user, a path or another scheme is refused", () => {
  const table: [string, readonly string[] | null][] = [
    ["a", ["nats://a:4222"]],
    ["NATS://a:1,,a:1", ["nats://a:1"]],
    ["tls://[2001:db8::1]", ["tls://[2001:db8::1]:4222"]],
    ["[::1]:5/", ["nats://[::1]:5"]],
    ["nats://user:word@a", null],
    ["user@a", null],
    ["wss://a", null],
    ["a/b", null],
    ["::1", null],
    ["a:0", null],
    ["a:65536", null],
    ["a b", null],
    ["a,b c", null],
    [",", null],
  ];
  for (const [text, servers] of table) {
    const read = natsServers.read(text);
    assertEquals(read.ok ? read.value : null, servers, text);
  }
});

Deno.test("[C23] a user and a password in an address are refused, and not repeated", () => {
  const address = "nats://user:word,wo@rd@nats.example.com";
  const given = [
    ["--cluster", address],
    [`--cluster=nats://a,${address}`],
    ["--cluster", "nats://a", address],
    ["--cluster", "nats://word@a"],
  ];
  for (const args of given) {
    const line = parse(args);
    assert(line.kind === "error", args.join(" "));
    assert(!/word|user:|rd@/.test(line.message), line.message);
    assertMatch(line.message, /\*\*\*@/);
  }
});
