/** How a connection to NATS is made and ended, by the client's library; what prevents it is reported in a line. */
import { lookup } from "node:dns/promises";
import {
  type ConnectionOptions,
  credsAuthenticator,
  type NatsConnection,
} from "@nats-io/nats-core";
import { NatsConnectionImpl, setTransportFactory } from "@nats-io/nats-core/internal";
import { DenoTransport } from "./nats_transport.ts";

export interface NatsAddress {
  readonly servers: readonly string[];
  /** By what name NATS knows this connection. */
  readonly name: string;
  /** Below it come the answers to what the client asks by itself. */
  readonly inbox: string;
  /** The contents of a credentials file, and of one with certificates to be trusted. */
  readonly creds?: string;
  readonly ca?: string;
}

/** The client's own pings, which `Connection` sends itself: never, or as good as. In milliseconds. */
const PING_MS = 24 * 3_600_000;
/** How long a server may take to greet. */
const DIAL_MS = 2_000;
/** Between two attempts at one server: at least, and by chance up to so much more. */
const REDIAL_MS = 250;
const REDIAL_JITTER_MS = 500;

/** Connects to one of the servers; throws the error of the last one. */
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
  // the client has dropped those that were down when it began
  nats.setServers([...servers]);
  return nats;
}

/** All addresses of a name: one of several servers may be down. */
async function resolve(name: string): Promise<string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

/** What a client has below its surface, as far as it takes to end it for good, and to let it rest. */
interface Inside {
  readonly options?: { reconnect?: boolean };
  abortReconnect?: boolean;
  readonly transport?: { discard?(): void; rest?(ms: number): void; readonly reads?: number };
  readonly heartbeats?: { cancel?(): void };
}

/** Ends a connection, in whatever state it is; never rejects. */
export async function endConnection(nats: NatsConnection): Promise<void> {
  // close alone lets a client that is dialling go on with it, and leaves open what a stopped server keeps open
  const inside = insideOf(nats);
  if (inside?.options) inside.options.reconnect = false;
  if (inside) inside.abortReconnect = true;
  await nats.close().catch(() => {});
  inside?.transport?.discard?.();
  inside?.heartbeats?.cancel?.();
}

/** What comes over it may wait, as `DenoTransport.rest` has it. */
export function restConnection(nats: NatsConnection, ms: number): void {
  insideOf(nats)?.transport?.rest?.(ms);
}

/** How often something came over it. */
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

/** The line that says why there is no connection, and what to do. */
export function unreachable(
  { servers, creds }: Pick<NatsAddress, "servers" | "creds">,
  problem: string,
): string {
  const where = `NATS at ${servers.join(", ")}`;
  if (/authorization|credentials|nonce|nkey|seed/i.test(problem)) {
    const what = creds === undefined ? "give --cluster-creds" : "see what is in --cluster-creds";
    return `${where} doesn't let this server in (${problem}): ${what}`;
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

/** What an error says of itself. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
