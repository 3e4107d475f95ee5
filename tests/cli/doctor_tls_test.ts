// What the doctor says of certificates that don't do, over real handshakes.
import { assertEquals, assertMatch } from "@std/assert";
import {
  certificateTest,
  makeCertificate,
  makeSelfSigned,
  type OwnCertificate,
} from "../e2e/certificate.ts";
import { Server } from "../e2e/server.ts";
import { FakeTime, fakeTimeTest } from "../faults/fake_time.ts";
import { examine } from "./examine.ts";

interface Case {
  readonly make: () => Promise<OwnCertificate & { readonly caFile?: string }>;
  /** Whether the doctor is given the authority. */
  readonly trusted: boolean;
  readonly message: RegExp | null;
}

const CASES: Readonly<Record<string, Case>> = {
  "one that is in order": { make: () => makeCertificate(), trusted: true, message: null },
  "one of an authority that nobody knows": {
    make: () => makeCertificate(),
    trusted: false,
    message:
      /self-signed, or its issuer is not known here, or the chain is incomplete \(localhost /,
  },
  "one that openssl signed with its own key": {
    make: () => makeSelfSigned({ as: "authority" }),
    trusted: false,
    message: /self-signed/,
  },
  "one that signed itself and nothing else": {
    make: () => makeSelfSigned({ as: "server" }),
    trusted: false,
    message: /self-signed/,
  },
  "one that is over": {
    make: () => makeCertificate({ days: -1 }),
    trusted: true,
    message: /the certificate has expired \(localhost /,
  },
  "one that is over, of an authority that nobody knows": {
    make: () => makeCertificate({ days: -1 }),
    trusted: false,
    message: /expired/,
  },
  "one for another name": {
    make: () => makeCertificate({ name: "elsewhere.test" }),
    trusted: true,
    message: /the certificate is for another name: elsewhere\.test \(localhost /,
  },
};

async function assertFound(
  { make, trusted, message }: Case,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  await using made = await make();
  const flags = ["--tls-cert", made.cert, "--tls-key", made.key];
  await using server = await Server.start({ flags, reads: made.folder });
  const trust = trusted && made.caFile !== undefined ? { DENO_CERT: made.caFile } : {};
  const url = `https://localhost:${server.port}`;
  const { code, findings, checks } = await examine(url, { env: { ...trust, ...env } });
  if (message === null) return assertEquals([code, findings.size, checks[0]], [0, 0, "https"]);
  assertEquals([code, ...findings.keys()], [1, "https"], "and nothing more is tried");
  assertMatch(findings.get("https") ?? "", message);
}

for (const [what, one] of Object.entries(CASES)) {
  certificateTest(`a certificate: ${what}`, () => assertFound(one));
}

certificateTest(
  "the doctor does everything over TLS, too, and a page's origin is https",
  async () => {
    await using made = await makeCertificate();
    const flags = ["--tls-cert", made.cert, "--tls-key", made.key];
    const origins = ["--allowed-origin", "https://example.com"];
    await using server = await Server.start({ flags: [...flags, ...origins], reads: made.folder });
    const env = { DENO_CERT: made.caFile };
    const { code, findings } = await examine(`https://localhost:${server.port}`, {
      idle: "1s",
      env,
    });
    assertEquals([code, ...findings.values()], [0]);
  },
);

fakeTimeTest(
  "a certificate: one that is not valid yet, as on a machine whose clock is wrong",
  async () => {
    await using time = await FakeTime.create();
    await time.set("-3d");
    await assertFound({
      make: () => makeCertificate(),
      trusted: true,
      message: /the certificate is not valid yet/,
    }, time.env);
  },
);
