/** Makes and ends connections to NATS with the library; an error is one line that says what to do. */
import { lookup } from "node:dns/promises";
import {
  type ConnectionOptions,
  credsAuthenticator,
  type NatsConnection,
} from "@nats-io/nats-core";
import { NatsConnectionImpl, setTransportFactory } from "@nats-io/nats-core/internal";
import { DenoTransport, type TransportOptions } from "./nats_transport.ts";

export interface NatsAddress {
  readonly servers: readonly string[];
  /** The name of this connection, which NATS shows. */
  readonly name: string;
  /** The subject for answers to the library's own requests. */
  readonly inbox: string;
  /** The contents of the credentials file and of the CA file. */
  readonly creds?: string;
  readonly ca?: string;
}

/** The interval of the library's own pings, in milliseconds: practically never, because `Connection` pings. */
const PING_MS = 24 * 3_600_000;
/** How long a server may take to accept a connection, in milliseconds. */
const DIAL_MS = 2_000;
/** The wait between two attempts at a server, in milliseconds, and the most of a random time that is added. */
const REDIAL_MS = 250;
const REDIAL_JITTER_MS = 500;

/** Connects to one of the servers. Throws the last server's error. */
export async function dial(
  { servers, name, inbox, creds, ca }: NatsAddress,
): Promise<NatsConnection> {
  const isEncrypted = ca !== undefined || servers.some((url) => url.startsWith("tls://"));
  const options: ConnectionOptions = {
    servers: [...servers],
    name,
    inboxPrefix: inbox,
    timeout: DIAL_MS,
    pingInterval: PING_MS,
    maxReconnectAttempts: -1,
    reconnectDelayHandler: redialMs,
    ignoreAuthErrorAbort: true,
    noAsyncTraces: true,
    ...creds !== undefined && {
      authenticator: credsAuthenticator(new TextEncoder().encode(creds)),
    },
    ...isEncrypted && { tls: ca === undefined ? {} : { ca } },
  };
  setTransportFactory({ factory: () => new DenoTransport(), dnsResolveFn: resolve });
  const nats = await NatsConnectionImpl.connect(options);
  // the library drops servers that were down at the start
  nats.setServers([...servers]);
  return nats;
}

/** All addresses of a host name, because one of several servers may be down. */
async function resolve(name: string): Promise<string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

/** Internals of the library that are needed to end a connection for good, and to let it rest. */
interface Inside {
  readonly options?: { reconnect?: boolean } & Pick<TransportOptions, "onFailed">;
  abortReconnect?: boolean;
  readonly transport?: { discard?(): void; rest?(ms: number): void; readonly reads?: number };
  readonly heartbeats?: { cancel?(): void };
}

/** Ends a connection, in whatever state it is; never rejects. */
export async function endConnection(nats: NatsConnection): Promise<void> {
  // `close` alone does not stop an attempt to connect, and leaves the socket to a hanging server open
  const inside = insideOf(nats);
  if (inside?.options) inside.options.reconnect = false;
  if (inside) inside.abortReconnect = true;
  await nats.close().catch(() => {});
  inside?.transport?.discard?.();
  inside?.heartbeats?.cancel?.();
}

/** Calls `failed` with why, whenever the library could not reconnect to a server, of which it says nothing itself. */
export function onFailedAttempt(nats: NatsConnection, failed: (problem: string) => void): void {
  const options = insideOf(nats)?.options;
  if (options !== undefined) options.onFailed = failed;
}

/** Calls `DenoTransport.rest`. */
export function restConnection(nats: NatsConnection, ms: number): void {
  insideOf(nats)?.transport?.rest?.(ms);
}

/** How many reads there were on it. */
export function readsOf(nats: NatsConnection): number {
  return insideOf(nats)?.transport?.reads ?? 0;
}

function insideOf(nats: NatsConnection): Inside | undefined {
  return (nats as { protocol?: Inside }).protocol;
}

/** How long until the next attempt, in milliseconds. */
export function redialMs(): number {
  return REDIAL_MS + Math.floor(Math.random() * REDIAL_JITTER_MS);
}

/** A line that says why there is no connection, and what to do. */
export function unreachable(
  { servers, creds }: Pick<NatsAddress, "servers" | "creds">,
  problem: string,
): string {
  const where = `NATS at ${servers.join(", ")}`;
  if (/authorization|credentials|nonce|nkey|seed/i.test(problem)) {
    const what = creds === undefined ? "give --cluster-creds" : "see what is in --cluster-creds";
    return `${where} doesn't let this server in (${problem}): ${what}`;
  }
  if (/expired/i.test(problem)) {
    return `${where} shows a certificate that has expired (${problem}): renew it there`;
  }
  if (/certificate|issuer/i.test(problem)) {
    return `${where} shows a certificate that isn't trusted (${problem}): ` +
      "give --cluster-ca, and the servers by the names that are in it";
  }
  if (/support 'tls'/.test(problem)) {
    return `${where} doesn't encrypt (${problem}): set up TLS there, or give nats:// and no --cluster-ca`;
  }
  return `NATS can't be reached at ${
    servers.join(", ")
  } (${problem}): start it, or correct --cluster`;
}
