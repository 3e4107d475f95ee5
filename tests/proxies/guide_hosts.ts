/**
 * The cluster guide's three hosts, made as it makes them, with what it puts on them: each NATS server's configuration,
 * a certificate for its own name, an account with the permissions that the guide names; and the site's certificate.
 * NATS runs then, and no node. It writes to /etc: on a machine of its own alone (`alone`).
 */
import { assert } from "@std/assert";
import { makeAccount } from "../cluster/real/nats_account.ts";
import { type Certificate, makeCertificate } from "../e2e/certificate.ts";
import { eventually } from "../e2e/patience.ts";
import { adapted, CLUSTER_GUIDE, recipe, shellBlocks, shellCommands } from "../readme.ts";
import type { Shell } from "./shell.ts";

/** What the guide calls the site. */
export const SITE = "points.example.com";

const HOSTS = [1, 2, 3];

/** How often NATS is begun anew. */
const ATTEMPTS = 5;

/** The one command of the guide that has these words. */
export async function guideCommand(...words: readonly string[]): Promise<string> {
  const all = await shellCommands(CLUSTER_GUIDE);
  const [found, ...more] = all.filter((line) => words.every((word) => line.includes(word)));
  assert(found !== undefined && more.length === 0, `the guide has not one command ${words}`);
  return found;
}

/** Makes them; the result is the site's certificate, whose authority signed those of NATS, too. */
export async function makeGuideHosts(shell: Shell): Promise<Certificate> {
  const [hosts = ""] = await shellBlocks(CLUSTER_GUIDE, "Try it on one machine");
  // where the guide's balancers look for the nodes
  await shell.runs(adapted(hosts, [["10.213.0.", "10.0.0."]]));
  await shell.runs(`echo "127.0.0.1 ${SITE}" >>/etc/hosts`);
  const site = await makeCertificate({ name: SITE });
  const { config, creds } = makeAccount("estimatex", await permissions());
  await shell.runs(`
    mkdir /etc/estimatex /etc/nats
    cp ${site.cert} ${site.key} /etc/estimatex
    cat ${site.cert} ${site.key} >/etc/estimatex/both.pem
    cp ${site.caFile} /etc/estimatex/nats-ca.pem
    cp ${site.caFile} /etc/nats/ca.pem
    touch /etc/nats/cert.pem /etc/nats/key.pem /etc/nats-server.conf
  `);
  await Deno.writeTextFile("/etc/estimatex/node.creds", creds);
  await Deno.writeTextFile("/etc/accounts.conf", config);
  for (const n of HOSTS) await configureNats(shell, n, site);
  await startNats(shell);
  return site;
}

/** Starts all, until they are a whole: of those that begin at one moment one is left out now and then, and stays so. */
async function startNats(shell: Shell): Promise<void> {
  for (let attempt = 1;; attempt++) {
    await shell.runs(`
      for n in 1 2 3; do
        ip netns exec host-$n nats-server --config /etc/nats-server.conf --log nats-$n.log &
      done
    `);
    try {
      for (const n of HOSTS) {
        await eventually("NATS to be whole", () => isWhole(`http://nats-${n}:8222`));
      }
      return;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await shell.runs("kill -9 $(jobs -p); wait; rm -r nats-*");
    }
  }
}

async function isWhole(monitor: string): Promise<boolean> {
  try {
    const health = await fetch(`${monitor}/healthz`);
    await health.body?.cancel();
    const { meta_cluster: meta } = await (await fetch(`${monitor}/jsz`)).json();
    return health.ok && meta?.cluster_size === HOSTS.length && Boolean(meta.leader);
  } catch {
    return false; // it has not begun yet
  }
}

/** What a node's user may do. */
async function permissions() {
  const user = await guideCommand("nsc add user");
  const listed = (flag: string) =>
    [...user.matchAll(new RegExp(`--allow-${flag} '([^']*)'`, "g"))]
      .flatMap(([, list = ""]) => list.split(","));
  return { pub: listed("pub"), sub: listed("sub") };
}

async function configureNats(shell: Shell, n: number, beside: Certificate): Promise<void> {
  const usage = "serverAuth,clientAuth";
  await using made = await makeCertificate({ name: `nats-${n}`, usage, beside });
  const conf = adapted(await recipe("conf", CLUSTER_GUIDE), [
    ["server_name: nats-1", `server_name: nats-${n}`],
    [`advertise: "nats-1:`, `advertise: "nats-${n}:`],
    ["127.0.0.1:8222", "0.0.0.0:8222"], // the doctor asks from elsewhere
    ["/var/lib/nats", `${shell.folder}/nats-${n}`],
    ["20G", "1G"],
  ]);
  // what `ip netns exec` puts over the machine's own files
  const etc = `/etc/netns/host-${n}`;
  await Deno.mkdir(`${etc}/nats`, { recursive: true });
  await Deno.writeTextFile(`${etc}/nats-server.conf`, conf);
  await shell.runs(`cp ${made.cert} ${made.key} /etc/nats/ca.pem ${etc}/nats`);
}
