import { assertEquals } from "@std/assert";
import { clientAddress } from "../../src/server/client_address.ts";

Deno.test("[W10] who a connection is counted for", () => {
  const peer = "10.0.0.1";
  const table: [string, string | null, boolean, string][] = [
    // the peer itself
    ["192.0.2.7", null, false, "192.0.2.7"],
    ["0.0.0.0", null, false, "0.0.0.0"],
    ["255.255.255.255", null, false, "255.255.255.255"],
    ["::ffff:192.0.2.7", null, false, "192.0.2.7"],
    ["::FFFF:c000:207", null, false, "192.0.2.7"],
    ["0:0:0:0:0:ffff:192.0.2.7", null, false, "192.0.2.7"],
    // IPv6 by its /64
    ["2001:db8:1:2:3:4:5:6", null, false, "2001:db8:1:2::/64"],
    ["2001:db8:1:2:ffff::", null, false, "2001:db8:1:2::/64"],
    ["2001:DB8:0001:2::1", null, false, "2001:db8:1:2::/64"],
    ["2001:db8:1:3::1", null, false, "2001:db8:1:3::/64"],
    ["2001:db8::1", null, false, "2001:db8::/64"],
    ["2001:0:0:5::1", null, false, "2001:0:0:5::/64"],
    ["::1", null, false, "::/64"],
    ["::", null, false, "::/64"],
    ["fe80::1%eth0", null, false, "fe80::/64"],
    ["64:ff9b::192.0.2.7", null, false, "64:ff9b::/64"],
    // no address at all
    ["", null, false, ""],
    ["/run/socket", null, true, "/run/socket"],
    // the header counts only where it is trusted
    [peer, "192.0.2.7", false, peer],
    [peer, "192.0.2.7", true, "192.0.2.7"],
    [peer, null, true, peer],
    // the last entry is the proxy's own, what stands before it anybody can write
    [peer, "198.51.100.1, 192.0.2.7", true, "192.0.2.7"],
    [peer, "198.51.100.1,192.0.2.7", true, "192.0.2.7"],
    [peer, "garbage, 192.0.2.7 ", true, "192.0.2.7"],
    [peer, "198.51.100.1, unknown", true, peer],
    [peer, "198.51.100.1, unix:", true, peer],
    [peer, "198.51.100.1,", true, peer],
    [peer, "", true, peer],
    [peer, ",".repeat(100_000), true, peer],
    // ports, brackets, other spellings
    [peer, "192.0.2.7:50123", true, "192.0.2.7"],
    [peer, "[2001:db8:1:2::3]", true, "2001:db8:1:2::/64"],
    [peer, "[2001:db8:1:2::3]:50123", true, "2001:db8:1:2::/64"],
    [peer, "2001:db8:1:2::3", true, "2001:db8:1:2::/64"],
    [peer, "[::ffff:192.0.2.7]:80", true, "192.0.2.7"],
    ["::ffff:10.0.0.1", "oops", true, peer],
    // not quite addresses
    [peer, "192.0.2", true, peer],
    [peer, "192.0.2.256", true, peer],
    [peer, "192.0.2.07", true, peer],
    [peer, "192.0.2.7.8", true, peer],
    [peer, "192.0.2.7:", true, peer],
    [peer, "0x7f.0.0.1", true, peer],
    [peer, "3221225991", true, peer],
    [peer, "[192.0.2.7", true, peer],
    [peer, "1:2:3:4:5:6:7", true, peer],
    [peer, "1:2:3:4:5:6:7:8:9", true, peer],
    [peer, "1::2::3", true, peer],
    [peer, "1:2:3:4::5:6:7:8", true, peer],
    [peer, ":::", true, peer],
    [peer, ":1:2:3:4:5:6:7", true, peer],
    [peer, "12345::", true, peer],
    [peer, "g::1", true, peer],
    [peer, "::192.0.2.7:1", true, peer],
    [peer, "192.0.2.7::", true, peer],
    [peer, "1:2:3:4:5:6:7:192.0.2.7", true, peer],
    [peer, "1:2:3:4:5:6:192.0.2.7", true, "1:2:3:4::/64"],
  ];
  for (const [remote, header, trust, expected] of table) {
    assertEquals(
      clientAddress(remote, header, trust),
      expected,
      `${remote} ${header?.slice(0, 60)}`,
    );
  }
});
