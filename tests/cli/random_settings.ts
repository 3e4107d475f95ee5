/** Every setting with texts that are right for it, and what each text means. */
import fc from "fast-check";
import type { Config } from "../../src/cli/flags.ts";

/** A text for a setting, and the value that it stands for. */
interface Good<T> {
  readonly text: string;
  readonly value: T;
}

const DAY_MS = 86_400_000;

function number(min: number, max: number): fc.Arbitrary<Good<number>> {
  return fc.tuple(
    fc.oneof(fc.constantFrom(min, max), fc.integer({ min, max })),
    fc.stringMatching(/^0{0,3}$/),
  ).map(([value, zeros]) => ({ text: `${zeros}${value}`, value }));
}

function time(min: number): fc.Arbitrary<Good<number>> {
  const inUnits = (unit: string, length: number) =>
    fc.integer({ min: Math.ceil(min / length), max: 24 * DAY_MS / length })
      .map((count) => ({ text: `${count}${unit}`, value: count * length }));
  return fc.oneof(
    inUnits("ms", 1),
    inUnits("s", 1_000),
    inUnits("m", 60_000),
    inUnits("h", 3_600_000),
    inUnits("d", DAY_MS),
  );
}

/** One of the words, in any case. */
function word<T extends string>(...words: readonly T[]): fc.Arbitrary<Good<T>> {
  return fc.tuple(fc.constantFrom(...words), fc.boolean())
    .map(([value, isLoud]) => ({ text: isLoud ? value.toUpperCase() : value, value }));
}

const host: fc.Arbitrary<Good<string>> = fc.oneof(
  fc.oneof(fc.ipV4(), fc.domain().filter((name) => name.length <= 253))
    .map((value) => ({ text: value, value })),
  fc.tuple(fc.ipV6(), fc.boolean())
    .map(([value, inBrackets]) => ({ text: inBrackets ? `[${value}]` : value, value })),
);

const path: fc.Arbitrary<Good<string>> = fc.stringMatching(/^[./a-zA-Z~][ -~]{0,20}[a-z]$/)
  .map((value) => ({ text: value, value }));

const origin: fc.Arbitrary<Good<string>> = fc.tuple(
  fc.constantFrom("http", "https", "HTTPS"),
  fc.domain(),
  fc.constantFrom("", ":1", ":8080", ":65535"),
  fc.constantFrom("", "/"),
).map(([scheme, domain, port, end]) => ({
  text: `${scheme}://${domain}${port}${end}`,
  value: `${scheme}://${domain}${port}`.toLowerCase(),
}));

const origins: fc.Arbitrary<Good<readonly string[]>> = fc.array(origin, {
  minLength: 1,
  maxLength: 4,
}).map((all) => ({
  text: all.map(({ text }) => text).join(" , "),
  value: [...new Set(all.map(({ value }) => value))],
}));

const webAddress: fc.Arbitrary<Good<string>> = fc.tuple(origin, fc.constantFrom("", "/a", "/a/b"))
  .map(([{ text, value }, path]) => ({
    text: `${text.replace(/\/$/, "")}${path}`,
    value: `${value}${path}/`,
  }));

const memory: fc.Arbitrary<Good<number>> = fc.oneof(
  fc.constant({ text: "0", value: 0 }),
  fc.integer({ min: 2 ** 26, max: 2 ** 40 }).map((value) => ({ text: `${value}`, value })),
  fc.tuple(fc.integer({ min: 64, max: 1_024 }), fc.constantFrom("m", "M", "g", "G", "T")).map(
    ([count, unit]) => ({
      text: `${count}${unit}`,
      value: count * 1024 ** (" KMGT".indexOf(unit.toUpperCase())),
    }),
  ),
);

const clusterWord: fc.Arbitrary<Good<string>> = fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/)
  .map((value) => ({ text: value, value }));

const natsServer: fc.Arbitrary<Good<string>> = fc.tuple(
  fc.constantFrom("", "nats://", "TLS://"),
  host,
  fc.constantFrom("", ":1", ":4222", ":65535"),
).filter(([, { text, value }]) => !value.includes(":") || text.startsWith("["))
  .map(([scheme, { text, value }, port]) => ({
    text: `${scheme}${text}${port}`,
    value: `${scheme.toLowerCase() || "nats://"}${value.includes(":") ? `[${value}]` : value}${
      port || ":4222"
    }`,
  }));

const natsServers: fc.Arbitrary<Good<readonly string[]>> = fc.array(natsServer, {
  minLength: 1,
  maxLength: 4,
}).map((all) => ({
  text: all.map(({ text }) => text).join(" , "),
  value: [...new Set(all.map(({ value }) => value))],
}));

const webhooks: fc.Arbitrary<Good<readonly string[]>> = fc.uniqueArray(
  fc.tuple(origin, fc.constantFrom("/", "/a", "/a,b?c=d,e")),
  { minLength: 1, maxLength: 8, selector: ([{ value }, path]) => value + path },
).map((all) => ({
  text: all.map(([{ text }, path]) => `${text.replace(/\/$/, "")}${path}`).join(" , "),
  value: all.map(([{ value }, path]) => `${value}${path}`),
}));

const namedValues = fc.stringMatching(/^[./a-zA-Z~][./a-zA-Z ~]{0,20}[a-z]$/).map((value) => ({
  text: `work=${value},b-1=x, y`,
  value: [{ name: "work", value }, { name: "b-1", value: "x, y" }],
}));

/** What each setting takes. The bounds are written down once more: they are what the help promises. */
export const GOOD: { readonly [K in keyof Config]: fc.Arbitrary<Good<Config[K]>> } = {
  host,
  port: number(0, 65_535),
  workers: number(1, 16),
  admin_port: number(0, 65_535),
  admin_host: host,
  tls_cert: path,
  tls_key: path,
  max_room_capacity: number(1, 1_000),
  max_rooms: number(0, 1_000_000),
  max_rooms_per_ip: number(0, 1_000_000),
  max_connections: number(0, 1_000_000),
  max_connections_per_ip: number(0, 1_000_000),
  max_memory: memory,
  message_rate: number(0, 1_000_000),
  trust_proxy: fc.constantFrom(
    ...["true", "TRUE", "1"].map((text) => ({ text, value: true })),
    ...["false", "False", "0"].map((text) => ({ text, value: false })),
  ),
  auth_header: fc.constantFrom("Remote-User", "x-auth-request-email")
    .map((text) => ({ text, value: text.toLowerCase() })),
  proxy_addresses: fc.constantFrom(["10.0.0.5"], ["172.18.0.0/16", "fd00::/8"])
    .map((value) => ({ text: value.join(" , "), value })),
  allowed_origins: origins,
  public_url: webAddress,
  create_key_file: path,
  api_key_file: path,
  v1_idle_timeout_ms: time(1_000),
  room_idle_ms: time(1_000),
  resume_grace_ms: time(86_400_000),
  admin_grace_ms: fc.constantFrom("0s", "1s", "1500ms").map((text) => ({
    text,
    value: { "0s": 0, "1s": 1_000, "1500ms": 1_500 }[text] ?? 0,
  })),
  drain_timeout_ms: time(0),
  data: fc.stringMatching(/^[a-zA-Z0-9/._][a-zA-Z0-9/._ äß-]{0,20}[a-z]$/).map((text) => ({
    text,
    value: text.trim(),
  })),
  data_sync: word("normal", "full"),
  results_keep_ms: fc.constantFrom(["0", 0], ["90d", 90 * DAY_MS], ["36525d", 36_525 * DAY_MS], [
    "12h",
    DAY_MS / 2,
  ]).map(([text, value]) => ({ text: `${text}`, value: Number(value) })),
  webhooks,
  webhook_secret_file: path,
  trackers: fc.constantFrom("jira", "jira-dc", "gitlab", "github", "azure", "linear").map((
    kind,
  ) => ({
    text: `Work_1=${kind}:https://Example.com/a , b=${kind}:http://[::1]:8080/`,
    value: [
      { name: "Work_1", kind, site: "https://example.com/a/" },
      { name: "b", kind, site: "http://[::1]:8080/" },
    ],
  })),
  tracker_token_files: namedValues,
  tracker_fields: namedValues,
  cluster: natsServers,
  cluster_name: clusterWord,
  node: clusterWord,
  cluster_ca: path,
  cluster_creds: path,
  cluster_replicas: number(1, 5),
  cluster_streams: number(1, 64),
  cluster_patience_ms: time(1_000),
  log_format: word("text", "json"),
  log_level: word("debug", "info", "warn", "error"),
};
