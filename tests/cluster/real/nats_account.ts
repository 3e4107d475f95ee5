/** An operator, an account and a user of NATS, as `nsc` makes them: what a server trusts, and a credentials file. */
import { nkeys } from "@nats-io/nats-core";

type KeyPair = ReturnType<typeof nkeys.createUser>;

/** What a node publishes: its own, and what it asks of JetStream. It subscribes to its own alone. */
function published(cluster: string): readonly string[] {
  return [
    `estimatex.${cluster}.>`,
    "$JS.API.INFO",
    ...["INFO", "CREATE", "MSG.GET", "PURGE"].map((call) => `$JS.API.STREAM.${call}.*`),
    "$JS.API.CONSUMER.CREATE.>",
    "$JS.API.CONSUMER.DELETE.>",
    "$JS.FC.>", // flow control
  ];
}

const NO_LIMITS = { subs: -1, data: -1, payload: -1 };

interface NatsAccount {
  /** What stands in the server's configuration. */
  readonly config: string;
  /** The contents of credentials files: of a user with no more than a node needs, and of one with all rights. */
  readonly creds: string;
  readonly adminCreds: string;
}

/** What a user may publish and subscribe to. */
interface Permissions {
  readonly pub: readonly string[];
  readonly sub: readonly string[];
}

/** An account with a user who may do what a node of this cluster does, and one who may do everything. */
export function makeAccount(
  cluster: string,
  { pub, sub }: Permissions = { pub: published(cluster), sub: [`estimatex.${cluster}.>`] },
): NatsAccount {
  const operator = nkeys.createOperator();
  const [account, system] = [nkeys.createAccount(), nkeys.createAccount()];
  const limits = {
    ...NO_LIMITS,
    ...{ imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 },
  };
  const jetStream = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };
  const accounts = [
    [account, { type: "account", limits: { ...limits, ...jetStream } }],
    [system, { type: "account", limits }],
  ] as const;
  const preloaded = accounts.map(([keys, nats]) =>
    `${keys.getPublicKey()}: ${jwt(operator, keys, nats)}`
  );
  return {
    config: [
      `operator: ${jwt(operator, operator, { type: "operator" })}`,
      "resolver: MEMORY",
      `resolver_preload: { ${preloaded.join(", ")} }`,
      `system_account: ${system.getPublicKey()}`,
    ].join("\n"),
    creds: credsOf(account, {
      pub: { allow: pub },
      sub: { allow: sub },
    }),
    adminCreds: credsOf(account, {}),
  };
}

function credsOf(account: KeyPair, permissions: Readonly<Record<string, unknown>>): string {
  const user = nkeys.createUser();
  return `-----BEGIN NATS USER JWT-----
${jwt(account, user, { type: "user", ...NO_LIMITS, ...permissions })}
------END NATS USER JWT------

-----BEGIN USER NKEY SEED-----
${new TextDecoder().decode(user.getSeed())}
------END USER NKEY SEED------
`;
}

function jwt(issuer: KeyPair, subject: KeyPair, nats: Readonly<Record<string, unknown>>): string {
  const claims = {
    jti: crypto.randomUUID(),
    iat: Math.floor(Date.now() / 1_000),
    iss: issuer.getPublicKey(),
    sub: subject.getPublicKey(),
    name: "test",
    nats: { ...nats, version: 2 },
  };
  const text = [{ typ: "JWT", alg: "ed25519-nkey" }, claims].map((part) =>
    base64url(new TextEncoder().encode(JSON.stringify(part)))
  ).join(".");
  return `${text}.${base64url(issuer.sign(new TextEncoder().encode(text)))}`;
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_")
    .replaceAll("=", "");
}
