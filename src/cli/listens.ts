/** Whether two listeners would use the same port of the same address. Pure. */
import type { Config } from "./flags.ts";

/**
 * Whether the server and the operators' port would conflict. A host name other than localhost is not resolved: such a
 * conflict shows when the second one starts to listen.
 */
export function samePort(
  { host, port, admin_host: adminHost, admin_port: adminPort }: Pick<
    Config,
    "host" | "port" | "admin_host" | "admin_port"
  >,
): boolean {
  return port !== 0 && adminPort === port &&
    (overlap(host, adminHost) || overlap(adminHost, host));
}

function overlap(one: string, other: string): boolean {
  switch (one.toLowerCase()) {
    case "::": // accepts IPv4 as well
      return true;
    case "0.0.0.0":
      return !other.includes(":");
    case "localhost":
      return /^(localhost|127\.0\.0\.1|::1)$/i.test(other);
    default:
      return one.toLowerCase() === other.toLowerCase();
  }
}
