/** Where the server listens: URLs to open, and why it can't. */
import { messageOf } from "../base/message_of.ts";
import { JournalFailure } from "../journal/journal.ts";
import { ClusterRefusal } from "../supervisor/supervisor.ts";
import { type Explicit, nameOf } from "./command_line.ts";
import type { Config } from "./flags.ts";

/** A URL to open. If the server listens on all interfaces, it is that of this machine. */
export function address(scheme: string, host: string, port: number, path: string): string {
  const everywhere = host === "0.0.0.0" || host === "::";
  const name = everywhere ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `${scheme}://${name}:${port}${path}`;
}

/** Where the server tries to listen, and the setting that says so. */
export interface Where {
  readonly setting: "port" | "admin_port";
  readonly host: string;
  readonly port: number;
}

/** The port for metrics; null: there is none. */
export function adminOf({ admin_host: host, admin_port: port }: Config): Where | null {
  return port === null ? null : { setting: "admin_port", host, port };
}

/** Why the server could not start, a sentence that names the setting to change. */
export function whyNot(error: unknown, { setting, host, port }: Where, explicit: Explicit): string {
  const reason = messageOf(error);
  if (error instanceof JournalFailure) {
    return `${nameOf("data", explicit)} can't be used: ${reason}`;
  }
  if (error instanceof ClusterRefusal) return reason;
  if (/address already in use|AddrInUse/i.test(`${error}`)) {
    const name = nameOf(setting, explicit);
    return `${name} ${port} is in use already on ${host}: stop what listens there or choose another`;
  }
  return `can't listen on ${host} port ${port}: ${reason}`;
}
