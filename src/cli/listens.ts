/** Whether two listeners would be in each other's way. Pure. */
import type { Config } from "./flags.ts";

/**
 * Whether server and operators would have the same port where both listen. A name other than localhost is not
 * looked up: whether it is the same place shows when it is listened to.
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
    case "::": // takes IPv4 in, too
      return true;
    case "0.0.0.0":
      return !other.includes(":");
    case "localhost":
      return /^(localhost|127\.0\.0\.1|::1)$/i.test(other);
    default:
      return one.toLowerCase() === other.toLowerCase();
  }
}
