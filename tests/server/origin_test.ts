import { assertEquals } from "@std/assert";
import { isAllowedOrigin } from "../../src/server/origin.ts";

interface Case {
  readonly public_url?: string;
  readonly allowed?: readonly string[];
  readonly rows: readonly (readonly [origin: string | null, host: string, passes: boolean])[];
}

/** [W3] Origin, Host, and whether the page may connect. */
const CASES: Readonly<Record<string, Case>> = {
  "[W3] without flags: programs, and the server's own page": {
    rows: [
      [null, "poker.lan:8080", true],
      [null, "", true],
      ["http://poker.lan:8080", "poker.lan:8080", true],
      ["http://127.0.0.1:8080", "127.0.0.1:8080", true],
      ["http://[::1]:8080", "[::1]:8080", true],
      ["http://poker.lan:8080", "POKER.lan:8080", true],
      ["https://evil.example", "poker.lan:8080", false],
      ["http://poker.lan:8081", "poker.lan:8080", false],
      ["http://poker.lan", "poker.lan:8080", false],
      ["https://poker.lan:8443", "poker.lan", false],
      ["https://poker.lan.evil.example", "poker.lan", false],
      ["http://localhost:8080", "127.0.0.1:8080", false],
      ["null", "poker.lan", false],
      ["null", "null", false],
      ["", "", false],
      ["https://poker.lan", "", false],
      ["file://", "", false],
      // no browser sends these
      ["https://poker.lan/", "poker.lan", false],
      ["https://me@poker.lan", "poker.lan", false],
      ["HTTPS://poker.lan", "poker.lan", false],
      ["https://poker.lan, https://poker.lan", "poker.lan", false],
      // it leads here, and no public URL is set
      ["http://rebound.example:8080", "rebound.example:8080", true],
    ],
  },
  "[W3] default ports are folded on both sides": {
    rows: [
      ["https://x", "x:443", true],
      ["https://x", "x", true],
      ["http://x", "x:80", true],
      ["http://x", "x", true],
      ["https://[::1]", "[::1]:443", true],
      ["https://x", "x:80", false],
      ["http://x", "x:443", false],
      ["https://x:8443", "x:443", false],
      ["http://x:443", "x", false],
    ],
  },
  "[W3] with --public-url no other name is ours, a rebound one included": {
    public_url: "https://points.example.com/poker/",
    rows: [
      [null, "rebound.example:8080", true],
      ["https://points.example.com", "points.example.com", true],
      ["https://points.example.com", "points.example.com:443", true],
      // a proxy that puts a Host of its own in its place
      ["https://points.example.com", "127.0.0.1:8080", true],
      // the same name, past the proxy
      ["http://points.example.com:8080", "points.example.com:8080", true],
      ["http://points.example.com:8080", "points.example.com", false],
      ["http://127.0.0.1:8080", "127.0.0.1:8080", true],
      ["http://[::1]:8080", "[::1]:8080", true],
      ["http://10.0.0.7:8080", "10.0.0.7:8080", true],
      ["http://10.0.0.7:8080", "10.0.0.8:8080", false],
      ["http://rebound.example:8080", "rebound.example:8080", false],
      ["https://rebound.example", "rebound.example:443", false],
      ["https://evil.points.example.com", "evil.points.example.com", false],
      ["http://10.0.0.7.evil.example", "10.0.0.7.evil.example", false],
      ["null", "null", false],
    ],
  },
  "[W3] --allowed-origin adds sites": {
    allowed: ["https://tools.example", "https://other.example:8443"],
    rows: [
      ["https://tools.example", "poker.lan", true],
      ["https://other.example:8443", "poker.lan", true],
      ["https://other.example", "poker.lan", false],
      ["http://tools.example", "poker.lan", false],
      ["https://poker.lan", "poker.lan", true],
      ["null", "poker.lan", false],
    ],
  },
  "[W3] both together": {
    allowed: ["https://tools.example"],
    public_url: "https://points.example.com/",
    rows: [
      ["https://tools.example", "points.example.com", true],
      ["https://points.example.com", "points.example.com", true],
      ["https://rebound.example", "rebound.example", false],
    ],
  },
  "[W3] * is any": {
    allowed: ["*"],
    public_url: "https://points.example.com/",
    rows: [
      ["https://evil.example", "points.example.com", true],
      ["http://rebound.example", "rebound.example", true],
      ["null", "points.example.com", true],
    ],
  },
};

for (const [name, { public_url: publicUrl = null, allowed = [], rows }] of Object.entries(CASES)) {
  Deno.test(name, () => {
    for (const [origin, host, passes] of rows) {
      const settings = { public_url: publicUrl, allowed_origins: allowed };
      assertEquals(isAllowedOrigin(origin, host, settings), passes, `${origin} at ${host}`);
    }
  });
}
