// Where else the server can be reached, and who gets these addresses [W13].
import { assertEquals } from "@std/assert";
import { defaults } from "../../src/cli/flags.ts";
import { type NetworkInterface, ownAddresses } from "../../src/server/own_addresses.ts";

const INTERFACES: readonly NetworkInterface[] = [
  { name: "lo", address: "127.0.0.1", family: "IPv4" },
  { name: "lo", address: "::1", family: "IPv6" },
  { name: "eth0", address: "fe80::1", family: "IPv6" },
  { name: "eth0", address: "2001:db8::7", family: "IPv6" },
  { name: "wan0", address: "198.51.100.7", family: "IPv4" },
  { name: "docker0", address: "172.17.0.1", family: "IPv4" },
  { name: "wlan0", address: "192.168.1.20", family: "IPv4" },
];

interface Case {
  readonly settings?: Partial<ReturnType<typeof defaults>>;
  readonly host?: string;
  readonly remote?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sent: readonly string[];
}

const LAN = "http://192.168.1.20:8080/";
const WAN = "http://198.51.100.7:8080/";

const CASES: Readonly<Record<string, Case>> = {
  "those of the network, the local one first": { sent: [LAN, WAN] },
  "opened at any loopback address": { host: "[::1]:8080", remote: "::1", sent: [LAN, WAN] },
  "a socket that serves both shows IPv4 so": { remote: "::ffff:127.0.0.1", sent: [LAN, WAN] },
  "listening on IPv6, too": {
    settings: { host: "::" },
    sent: [LAN, WAN, "http://[2001:db8::7]:8080/"],
  },
  "the scheme and the port are the server's": {
    settings: { port: 8443, tls_cert: "cert.pem" },
    host: "localhost:9000", // forwarded
    sent: ["https://192.168.1.20:8443/", "https://198.51.100.7:8443/"],
  },
  "any port is the one asked": {
    settings: { port: 0 },
    host: "127.0.0.1:40123",
    sent: ["http://192.168.1.20:40123/", "http://198.51.100.7:40123/"],
  },
  "listening on one address": { settings: { host: "192.168.1.20" }, sent: [LAN] },
  "listening on loopback alone": { settings: { host: "127.0.0.1" }, sent: [] },
  "what the world calls it is known": {
    settings: { public_url: "https://points.example.com/" },
    sent: [],
  },
  "a proxy speaks for others": { settings: { trust_proxy: true }, sent: [] },
  "a proxy that no setting names": { headers: { "x-forwarded-for": "203.0.113.9" }, sent: [] },
  "asked by a name of the network": { host: "points.example.com", sent: [] },
  "asked from another machine": { remote: "192.168.1.30", sent: [] },
  "asked without a host": { host: "", sent: [] },
};

for (
  const [name, { settings, host = "localhost:8080", remote, headers, sent }] of Object.entries(
    CASES,
  )
) {
  Deno.test(`[W13] own addresses: ${name}`, () => {
    const asked = { host, headers: new Headers(headers), remote: remote ?? "127.0.0.1" };
    const all = { ...defaults(1), host: "0.0.0.0", ...settings };
    assertEquals(ownAddresses(all, asked, () => INTERFACES), sent);
  });
}
