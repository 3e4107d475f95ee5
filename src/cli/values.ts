/**
 * Parses the values of settings. A reader returns the value or the rule that it breaks; its caller adds the name of the
 * flag or variable, and the text. Pure.
 */
import type { Result } from "../base/result.ts";
import { parseIp } from "../server/ip.ts";
import { parseNetwork } from "../server/network.ts";
import { ANY_ORIGIN } from "../server/origin.ts";
import { TRACKER_KINDS, type TrackerKind } from "../trackers/tracker.ts";
import { DURATION_FORM, DURATION_MS_MAX, formatDuration, parseDuration } from "../base/duration.ts";

export interface Reader<T> {
  /** What a value must be, for a flag without one. */
  readonly rule: string;
  /** The value, or the broken rule, to follow "must be". */
  read(text: string): Result<T, string>;
}

/** The largest limit: far more than one machine serves. */
const LIMIT_MAX = 1_000_000;

/** A whole number in decimal digits, without sign, fraction or exponent. `note`: follows the minimum in the rule. */
export function integer(min: number, max: number, note = ""): Reader<number> {
  const rule = `a whole number from ${min}${note} to ${max}`;
  return check(rule, (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    return value >= min && value <= max ? value : undefined;
  });
}

/** A limit; 0: no limit. */
export function limit(): Reader<number> {
  return integer(0, LIMIT_MAX, " (no limit)");
}

/** The smallest memory limit: with less, the server would refuse everybody. */
const MEMORY_MIN = 64 * 2 ** 20;

/** An amount of memory in bytes; 0: no limit. */
export const memory: Reader<number> = check(
  "0 (no limit) or from 64M to 1024T, in bytes or with K, M, G or T, such as 512M",
  (text) => {
    const [, digits, unit = ""] = /^(\d{1,15})([KMGT]?)$/i.exec(text) ?? [];
    const value = Number(digits) * 1024 ** (" KMGT".indexOf(unit.toUpperCase() || " "));
    return value === 0 || (value >= MEMORY_MIN && value <= 2 ** 50) ? value : undefined;
  },
);

/** A duration, at least `min` and at most `DURATION_MS_MAX` milliseconds. */
export function duration(min: number): Reader<number> {
  const rule = `a duration ${DURATION_FORM}`;
  return {
    rule,
    read(text) {
      const value = parseDuration(text);
      if (value === null) return { ok: false, error: rule };
      if (value < min) return { ok: false, error: `at least ${formatDuration(min)}` };
      if (value > DURATION_MS_MAX) {
        return { ok: false, error: `at most ${formatDuration(DURATION_MS_MAX)}` };
      }
      return { ok: true, value };
    },
  };
}

/** How long something is kept: a duration of any length, or 0 for ever. */
export const keepFor: Reader<number> = check(
  "a duration such as 90d, or 0 to keep them for ever",
  (text) => {
    const value = text === "0" ? 0 : parseDuration(text);
    return value !== null && value <= KEEP_MS_MAX ? value : undefined;
  },
);

/** A hundred years, in milliseconds. */
const KEEP_MS_MAX = 36_525 * 86_400_000;

/** The path of a directory, which may not exist yet. */
export const directory: Reader<string> = check("the path of a directory", (text) => {
  return text === "" || /\p{Cc}/u.test(text) ? undefined : text;
});

/** One of a few words, in either case. */
export function oneOf<const T extends string>(words: readonly T[]): Reader<T> {
  const rule = `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
  return check(rule, (text) => words.find((word) => word === text.toLowerCase()));
}

/** A boolean. */
export const boolean: Reader<boolean> = check("true, false, 1 or 0", (text) => {
  const word = text.toLowerCase();
  if (word === "true" || word === "1") return true;
  return word === "false" || word === "0" ? false : undefined;
});

/** An address or name to listen on, without port; an IPv6 address may be in brackets. */
export const host: Reader<string> = check("an IP address or a host name", (text) => {
  const bare = /^\[(.*)\]$/.exec(text)?.[1];
  const ip = bare === undefined ? text : bare;
  if (!ip.includes("%") && parseIp(ip) !== null) return ip;
  const labels = text.split(".");
  const isName = text.length <= 253 && !/^\d*$/.test(labels.at(-1) ?? "") &&
    labels.every((label) => /^[a-z\d_]([a-z\d_-]{0,61}[a-z\d_])?$/i.test(label));
  return isName ? text : undefined;
});

/**
 * The name of a header that a proxy adds. Headers that clients send themselves are refused: with most of them every
 * client would be signed in, and with Authorization or Cookie a secret would be shown as a name.
 */
export const headerName: Reader<string> = check(
  "the name of a header that the proxy adds, such as Remote-User, and that no client sends itself",
  (text) =>
    /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/.test(text) && !CLIENT_HEADERS.test(text)
      ? text.toLowerCase()
      : undefined,
);

/** Headers that clients send. */
const CLIENT_HEADERS = new RegExp(
  `^(${
    [
      ...["(proxy-)?authorization", "cookie", "host", "origin", "referer", "user-agent", "from"],
      ...["connection", "upgrade", "te", "trailer", "transfer-encoding", "keep-alive", "expect"],
      ...["accept(-.*)?", "content-.*", "if-.*", "sec-.*", "cache-control", "pragma", "dnt"],
      // a client may send these with a first address, to which a proxy adds its own
      ...["x-forwarded-(for|host|proto|port|server)", "x-real-ip", "forwarded", "via"],
    ].join("|")
  })$`,
  "i",
);

/** One or more addresses or networks, separated by commas. */
export const networks: Reader<readonly string[]> = listOf(
  "an IP address or a network, such as 10.0.0.5 or 172.18.0.0/16",
  (text) => parseNetwork(text) === null ? null : text,
);

/** The path of a file. */
export const path: Reader<string> = check("the path of a file", (text) => text || undefined);

/**
 * One or more origins, separated by commas, as browsers send them in `Origin`: lower case, no default port, no
 * path; or `*` for any. A pattern such as `https://*.example.com` would never match, and is refused.
 */
export const origins: Reader<readonly string[]> = listOf(
  "an origin such as https://example.com, or * for any",
  origin,
);

function origin(text: string): string | null {
  if (text === ANY_ORIGIN) return text;
  if (!/^https?:\/\/[^\s/\\?#@*]+\/?$/i.test(text)) return null;
  try {
    return new URL(text).origin;
  } catch {
    return null;
  }
}

/**
 * A web address to which paths can be added: http or https, perhaps with a path, without query and fragment. Returned
 * in normal form, with a slash at its end.
 */
export const webAddress: Reader<string> = check(
  "an http or https address without user, query or fragment, such as https://points.example.com",
  (text) => {
    if (!/^https?:\/\/[^\s\\?#@\p{Cc}]+$/iu.test(text)) return undefined;
    const url = URL.parse(text);
    return url === null ? undefined : url.href.replace(/\/*$/, "/");
  },
);

/** How many receivers of webhooks there may be: each has a queue of its own. */
const WEBHOOKS_MAX = 8;

/** One or more addresses, separated by commas; a comma that no address follows is part of the address before. */
export const webhookUrls: Reader<readonly string[]> = check(
  `up to ${WEBHOOKS_MAX} http or https addresses, such as https://example.com/hooks/points`,
  (text) => {
    const urls = text.split(/,(?=\s*(?:https?:|$))/i).map((part) => part.trim())
      .filter((part) => part !== "").map(webhookUrl);
    const known = [...new Set(urls.filter((one) => one !== null))];
    const isWrong = urls.includes(null) || known.length === 0 || known.length > WEBHOOKS_MAX;
    return isWrong ? undefined : known;
  },
);

function webhookUrl(text: string): string | null {
  return /^https?:\/\/[^\s\\\p{Cc}]+$/iu.test(text) ? URL.parse(text)?.href ?? null : null;
}

/** A value of `--tracker`. */
interface TrackerAddress {
  readonly name: string;
  readonly kind: TrackerKind;
  /** In normal form, with a slash at its end. */
  readonly site: string;
}

/** One or more trackers, separated by commas, with different names [A5]. */
export const trackerAddresses: Reader<readonly TrackerAddress[]> = check(
  `NAME=KIND:URL with a kind of ${TRACKER_KINDS.join(", ")}, such as ` +
    "work=jira:https://example.atlassian.net, and another NAME for each",
  (text) => {
    const trackers = named(text)?.map(({ name, value }) => {
      const [, kind = "", address = ""] = /^([a-z-]+):(.+)$/.exec(value) ?? [];
      const known = TRACKER_KINDS.find((one) => one === kind);
      const site = webAddress.read(address);
      const isReadable = site.ok && isDecodable(site.value);
      return known === undefined || !isReadable ? null : { name, kind: known, site: site.value };
    });
    const known = trackers?.filter((one) => one !== null) ?? [];
    return known.length === 0 || known.length < (trackers?.length ?? 0) ? undefined : known;
  },
);

/** Whether all percent-encoding in an address is valid; adapters decode the project in it. */
function isDecodable(address: string): boolean {
  try {
    return decodeURIComponent(address) !== "";
  } catch {
    return false;
  }
}

/** A value for a tracker, by its name. */
interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** One or more values for trackers, separated by commas: NAME=VALUE. */
export function namedValues(form: string): Reader<readonly NamedValue[]> {
  return check(`${form}, NAME being that of a tracker`, named);
}

/** Parses `NAME=VALUE,NAME=VALUE`; undefined if it is invalid or a name occurs twice. A value may have commas. */
function named(text: string): readonly NamedValue[] | undefined {
  const all = text.split(/,\s*(?=[A-Za-z0-9_-]+=)/).map((one) => {
    const [, name = "", value = ""] = /^\s*([A-Za-z0-9_-]{1,32})=(.*?)[\s,]*$/s.exec(one) ?? [];
    return { name, value: value.trim() };
  });
  // names that differ only in case or dashes would share a variable
  const names = new Set(all.map(({ name }) => name.toUpperCase().replaceAll("-", "_")));
  const isWhole = all.every(({ name, value }) => name !== "" && value !== "");
  return isWhole && names.size === all.length ? all : undefined;
}

/** The name of a cluster or a node: one token of a NATS subject. */
export const clusterWord: Reader<string> = check(
  "1 to 32 letters, digits, hyphens or underscores",
  (text) => /^[A-Za-z0-9_-]{1,32}$/.test(text) ? text : undefined,
);

/** One or more NATS servers, separated by commas. Credentials are in a file, never in an address. */
export const natsServers: Reader<readonly string[]> = listOf(
  "addresses of NATS servers, such as nats://10.0.0.1:4222 or tls://nats.example.com, without user or path",
  natsServer,
);

/** In normal form, `nats://HOST:PORT`; null: it is invalid. */
function natsServer(text: string): string | null {
  const [, scheme = "nats", where = "", port = "4222"] =
    /^(?:(nats|tls):\/\/)?(\[[^\]]*\]|[^:[\]/]+)(?::(\d{1,5}))?\/?$/i.exec(text) ?? [];
  const named = host.read(where);
  if (!named.ok || Number(port) < 1 || Number(port) > 65_535) return null;
  const name = named.value.includes(":") ? `[${named.value}]` : named.value;
  return `${scheme.toLowerCase()}://${name}:${Number(port)}`;
}

/** One or more values, separated by commas, and each once. `read` returns null if one breaks the rule. */
function listOf(rule: string, read: (text: string) => string | null): Reader<readonly string[]> {
  return check(rule, (text) => {
    const all = text.split(",").map((part) => part.trim()).filter((part) => part !== "").map(read);
    const known = all.filter((one) => one !== null);
    return known.length === 0 || known.length < all.length ? undefined : [...new Set(known)];
  });
}

/** A reader with one rule. `read` returns undefined if the text breaks it. */
function check<T>(rule: string, read: (text: string) => T | undefined): Reader<T> {
  return {
    rule,
    read(text) {
      const value = read(text);
      return value === undefined ? { ok: false, error: rule } : { ok: true, value };
    },
  };
}
