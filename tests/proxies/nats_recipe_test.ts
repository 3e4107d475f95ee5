// The cluster guide from its first line: three NATS servers as in it, with TLS, an account with the permissions that it
// names, a node, and a doctor who finds all well [C15, C23].
import { assert, assertEquals, assertMatch } from "@std/assert";
import { parseCommandLine } from "../../src/cli/command_line.ts";
import { NATS_SERVER } from "../cluster/nats_servers.ts";
import { natsTest } from "../cluster/real/bench.ts";
import { makeAccount } from "../cluster/real/nats_account.ts";
import { hasOpenssl, makeCertificate } from "../e2e/certificate.ts";
import { runToEnd, Server } from "../e2e/server.ts";
import { V2Table } from "../e2e/v2_table.ts";
import { adapted, CLUSTER_GUIDE, recipe, shellCommands } from "../readme.ts";
import { freePort, until } from "./proxy.ts";
import { isHere } from "./recipe.ts";

const where = hasOpenssl && await isHere("openssl");

/** The one command of the guide that has these words. */
async function command(...words: readonly string[]): Promise<string> {
  const all = await shellCommands(CLUSTER_GUIDE);
  const [found, ...more] = all.filter((line) => words.every((word) => line.includes(word)));
  assert(found !== undefined && more.length === 0, `the guide has not one command ${words}`);
  return found;
}

interface Configured {
  readonly file: string;
  readonly store: string;
  readonly monitor: number;
}

/** These servers once they are a whole; of those that begin at one moment one is left out now and then, and stays so. */
async function started(servers: readonly Configured[]): Promise<AsyncDisposableStack> {
  for (let attempt = 1;; attempt++) {
    const running = new AsyncDisposableStack();
    for (const { file, store } of servers) {
      const options = { stdin: "null", stdout: "null", stderr: "null" } as const;
      const process = new Deno.Command(NATS_SERVER ?? "", { args: ["-c", file], ...options })
        .spawn();
      running.defer(async () => {
        process.kill("SIGKILL");
        await process.status;
        await Deno.remove(store, { recursive: true });
      });
    }
    try {
      for (const { monitor } of servers) {
        await until("NATS to be whole", () => isWhole(monitor, servers.length));
      }
      return running;
    } catch (error) {
      await running.disposeAsync();
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

const ATTEMPTS = 5;

async function isWhole(monitor: number, size: number): Promise<boolean> {
  try {
    const health = await fetch(`http://127.0.0.1:${monitor}/healthz`);
    await health.body?.cancel();
    const response = await fetch(`http://127.0.0.1:${monitor}/jsz`);
    const { meta_cluster: meta } = await response.json();
    return health.ok && meta?.cluster_size === size && Boolean(meta.leader);
  } catch {
    return false; // it has not begun yet
  }
}

natsTest("[C15, C23] NATS, its account and a node, as in the cluster's guide", async () => {
  const user = await command("nsc add user");
  const allowed = (flag: string) =>
    [...user.matchAll(new RegExp(`--allow-${flag} '([^']*)'`, "g"))]
      .flatMap(([, list = ""]) => list.split(","));
  const { config, creds } = makeAccount("estimatex", { pub: allowed("pub"), sub: allowed("sub") });
  await using made = await makeCertificate({ usage: "serverAuth,clientAuth" });
  await Deno.writeTextFile(`${made.folder}/node.creds`, creds);
  await Deno.writeTextFile(`${made.folder}/accounts.conf`, config);
  const block = await recipe("conf", CLUSTER_GUIDE);
  const servers = [1, 2, 3].map((n) => ({
    ...{ name: `nats-${n}`, port: freePort(), route: freePort(), monitor: freePort() },
  }));
  for (const { name, port, route, monitor } of servers) {
    await Deno.writeTextFile(
      `${made.folder}/${name}.conf`,
      adapted(block, [
        ...servers.map(({ name, route }) =>
          [`nats://${name}:6222`, `nats://localhost:${route}`] as const
        ),
        ["server_name: nats-1", `server_name: ${name}`],
        ["0.0.0.0:4222", `127.0.0.1:${port}`],
        ["127.0.0.1:8222", `127.0.0.1:${monitor}`],
        ["0.0.0.0:6222", `127.0.0.1:${route}`],
        ["/var/lib/nats", `${made.folder}/${name}`],
        ["/etc/nats/", `${made.folder}/`],
        ["20G", "1G"],
      ]),
    );
  }
  await using running = await started(servers.map(({ name, monitor }) => ({
    ...{ file: `${made.folder}/${name}.conf`, store: `${made.folder}/${name}`, monitor },
  })));
  assert(!running.disposed);
  const urls = servers.map(({ port }) => `tls://localhost:${port}`).join(",");
  const flagsOf = (line: string) =>
    adapted(line, [
      ["tls://nats-1,tls://nats-2,tls://nats-3", urls],
      ["/etc/estimatex/nats-ca.pem", made.caFile],
      ["/etc/estimatex/node.creds", `${made.folder}/node.creds`],
    ]).split(" ").slice(1);
  const flags = flagsOf(await command("estimatex-server --cluster", "--node node-1"))
    .filter((word) => word !== "--admin-port" && word !== "9100");
  await using node = await Server.start({ flags, reads: made.folder });
  await using table = new V2Table(node);
  await table.creates("ana", 2);
  await node.logged("shards_owned", ({ shards }) => shards === 1_024);
  assertEquals(node.log.filter(({ event }) => event === "nats_error"), []);

  const doctor = adapted(await command("estimatex-server doctor", "--monitor"), [
    ...servers.map(({ name, monitor }) =>
      [`http://${name}:8222`, `http://127.0.0.1:${monitor}`] as const
    ),
  ]);
  const examined = await runToEnd([...flagsOf(doctor), "--json"], [made.folder]);
  assertEquals(examined.code, 0, examined.lines.join("\n"));
  const { checks } = JSON.parse(examined.lines.at(-1) ?? "");
  const bad = checks.filter(({ name, result }: { name: string; result: string }) =>
    result !== "ok" && name !== "takeover" && name !== "commit"
  );
  assertEquals(bad, []);
  const said = JSON.stringify(checks);
  assertMatch(said, /nats-3 writes to the disk before it acknowledges/);
  assertMatch(said, /3 streams, each kept by 3 servers/);
}, { where });

Deno.test({
  name: "what the guide's unit starts is understood, and what its compose file sets",
  ignore: Deno.permissions.querySync({ name: "read" }).state !== "granted",
  async fn() {
    const unit = await recipe("ini", CLUSTER_GUIDE);
    const [, started = ""] = /^ExecStart=\S+ (.*)$/m.exec(unit) ?? [];
    const ofUnit = parseCommandLine(started.split(" "), () => undefined, 2);
    assertEquals(ofUnit.kind === "error" ? ofUnit.message : ofUnit.kind, "run");
    for (const file of ["nats-ca.pem", "node.creds"]) {
      assertMatch(unit, new RegExp(`^LoadCredential=${file}:/etc/estimatex/${file}$`, "m"));
    }
    const compose = await Deno.readTextFile(
      new URL("../../src/cluster/compose.yaml", import.meta.url),
    );
    const variables = new Map(
      [...compose.matchAll(/^ +(ESTIMATEX_\w+): "?([^"\n]*)"?$/gm)]
        .map(([, name = "", value = ""]) => [name, value]),
    );
    const ofCompose = parseCommandLine([], (name) => variables.get(name), 2);
    assertEquals(ofCompose.kind === "error" ? ofCompose.message : ofCompose.kind, "run");
    assertEquals([...compose.matchAll(/ESTIMATEX_NODE: (\S+)/g)].map(([, node]) => node), [
      ...["node-1", "node-2", "node-3"],
    ]);
    // each service that another one names is there
    const services = [...compose.matchAll(/^ {2}((?:nats|node)-\d|balancer):$/gm)].map(([, it]) =>
      it
    );
    const named = new Set([...compose.matchAll(/\b(?:nats|node)-\d(?=[:,\]])/g)].map(([it]) => it));
    assertEquals([...named].filter((it) => !services.includes(it)), []);
  },
});
