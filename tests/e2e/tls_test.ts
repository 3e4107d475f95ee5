// wss:// and https:// with certificates made here; and files that are of no use, reported in one line.
import { assertEquals, assertMatch } from "@std/assert";
import { isExecutable } from "../program.ts";
import { certificateTest, makeCertificate } from "./certificate.ts";
import { runToEnd, Server } from "./server.ts";

for (const workers of [1, 2]) {
  certificateTest(`rooms and health over TLS, ${workers} worker(s)`, async () => {
    await using made = await makeCertificate();
    const flags = ["--tls-cert", made.cert, "--tls-key", made.key];
    await using server = await Server.start({ workers, flags, reads: made.folder });
    assertMatch(`${(await server.logged("listening"))["clients"]}`, /^wss:/);
    for (let turn = 0; turn < 4; turn++) {
      const conn = await Deno.connectTls({
        hostname: "localhost",
        port: server.port,
        caCerts: [made.ca],
        alpnProtocols: ["http/1.1"],
      });
      const head = "Host: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
      const path = "/ws?action=CREATE_ROOM&name=ana&max_room_capacity=2";
      await conn.write(new TextEncoder().encode(`GET ${path} HTTP/1.1\r\n${head}\r\n`));
      const bytes = new Uint8Array(4_096);
      const text = new TextDecoder().decode(bytes.subarray(0, await conn.read(bytes) ?? 0));
      assertMatch(text, /^HTTP\/1.1 101 /);
      conn.close();
    }
  });
}

certificateTest(
  "useless certificates and keys are one line, exit code 2, and none of their text",
  async () => {
    await using made = await makeCertificate();
    await using other = await makeCertificate();
    const garbage = `${made.folder}/garbage.pem`;
    await Deno.writeTextFile(garbage, "no certificate at all");
    const table: [string, string, RegExp][] = [
      [made.cert, other.key, /is not the key of the certificate/],
      [`${made.folder}/nowhere.pem`, made.key, /can't read --tls-cert .*there is no such file/],
      [made.cert, `${made.folder}/nowhere.pem`, /can't read --tls-key .*there is no such file/],
      [garbage, made.key, /--tls-cert .* must be a certificate in PEM/],
      [made.cert, garbage, /--tls-key .* must be a private key in PEM/],
      [made.key, made.cert, /--tls-cert .* must be a certificate in PEM/],
      [made.folder, made.key, /can't read --tls-cert/],
    ];
    for (const [cert, key, line] of table) {
      const flags = ["--port", "0", "--tls-cert", cert, "--tls-key", key];
      const { code, lines } = await runToEnd(flags, [made.folder, other.folder]);
      assertEquals([code, lines.length], [2, 1], lines.join("\n"));
      assertMatch(lines[0] ?? "", line);
    }
  },
);

certificateTest(
  "a file that the process may not read is reported, with what would let it",
  async () => {
    if (isExecutable()) return; // its permissions are baked in
    await using made = await makeCertificate();
    const { code, lines } = await runToEnd(["--tls-cert", made.cert, "--tls-key", made.key]);
    assertEquals([code, lines.length], [2, 1], lines.join("\n"));
    assertMatch(lines[0] ?? "", /--allow-read/);
  },
);
