// A node speaks TLS with NATS, trusts the authority it was given and no other, and gets along with an account that may
// do nothing but what a cluster needs [C23].
import { assertEquals, assertMatch } from "@std/assert";
import { connectNats } from "../../../src/cluster/nats_engine.ts";
import { hasOpenssl, makeCertificate } from "../../e2e/certificate.ts";
import { RecordingLog } from "../../base/recording_log.ts";
import { engineContract } from "../engine_contract.ts";
import { startServers } from "../nats_servers.ts";
import { benchOn, optionsFor, wholeTest } from "./bench.ts";
import { makeAccount } from "./nats_account.ts";

wholeTest(
  "[C23] the contract is kept over TLS, by an account with no more than it needs",
  async (t) => {
    await using certificate = await makeCertificate();
    const { config, creds, adminCreds } = makeAccount("c");
    const tls = `tls { cert_file: "${certificate.cert}", key_file: "${certificate.key}" }`;
    await using servers = await startServers(1, { config: `${config}\n${tls}` });
    const urls = servers.all.map(({ port }) => `nats://localhost:${port}`);
    const log = new RecordingLog();
    const options = { servers: urls, ca: certificate.ca, creds, log };
    const cases: [string, () => Promise<void>][] = [];
    engineContract(
      "over TLS and with credentials",
      () => Promise.resolve(benchOn(servers, "c", { ...options, adminCreds })),
      (name, run) => cases.push([name, run]),
    );
    for (const [name, run] of cases) await t.step(name, run);
    assertEquals(log.of("nats_error"), []);

    const refusal = async (other: Partial<typeof options>) => {
      const result = await connectNats(optionsFor(urls, { ...options, ...other }));
      return result.ok ? "connected" : result.error;
    };
    assertMatch(
      await refusal({ ca: await otherAuthority() }),
      /^NATS at \S+ shows a certificate that isn't trusted \(.*\): give --cluster-ca/,
    );
    assertMatch(
      await refusal({ creds: makeAccount("c").creds }),
      /^NATS at \S+ doesn't let this server in \(.*\): see what is in --cluster-creds$/,
    );
    await using plain = await startServers(1);
    const result = await connectNats(optionsFor(plain.urls, { ca: certificate.ca }));
    assertMatch(result.ok ? "" : result.error, /^NATS at \S+ doesn't encrypt /);
  },
  { where: hasOpenssl },
);

async function otherAuthority(): Promise<string> {
  await using other = await makeCertificate();
  return other.ca;
}
