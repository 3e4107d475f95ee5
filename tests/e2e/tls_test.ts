// wss:// and https:// with new certificates; and unusable files, which are reported in one line.
import { assertEquals, assertMatch } from "@std/assert";
import { isExecutable } from "../program.ts";
import { certificateTest, makeCertificate } from "./certificate.ts";
import { runToEnd, Server } from "./server.ts";
import { encodeFrame, OPCODE } from "./wire.ts";

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
  "[W13] over HTTP/2, too, HEAD has no body, and addresses are found without a Host",
  async () => {
    await using made = await makeCertificate();
    const flags = ["--tls-cert", made.cert, "--tls-key", made.key];
    await using server = await Server.start({ host: "0.0.0.0", flags, reads: made.folder });
    const answers: string[][] = [];
    for (const http2 of [false, true]) {
      using client = Deno.createHttpClient({ caCerts: [made.ca], http1: !http2, http2 });
      const ask = async (path: string, method = "GET") => {
        const response = await fetch(`https://localhost:${server.port}${path}`, { method, client });
        const length = response.headers.get("content-length");
        return `${response.status} ${length} ${await response.text()}`;
      };
      const asked = ["/", "/healthz", "/asyncapi.json", "/nowhere"].map((path) =>
        ask(path, "HEAD")
      );
      answers.push(await Promise.all([...asked, ask("/addresses")]));
    }
    assertEquals(answers[1], answers[0]);
  },
);

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
    if (isExecutable()) return; // its permissions are fixed
    await using made = await makeCertificate();
    const { code, lines } = await runToEnd(["--tls-cert", made.cert, "--tls-key", made.key]);
    assertEquals([code, lines.length], [2, 1], lines.join("\n"));
    assertMatch(lines[0] ?? "", /--allow-read/);
  },
);

for (const workers of [1, 2]) {
  certificateTest(
    `a certificate that changes is used once nobody is connected, and a useless one never, ${workers} worker(s)`,
    async () => {
      await using old = await makeCertificate();
      await using renewed = await makeCertificate();
      const flags = ["--tls-cert", old.cert, "--tls-key", old.key];
      await using server = await Server.start({ workers, flags, reads: old.folder });
      const accepts = async (ca: string) => {
        try {
          using conn = await Deno.connectTls({
            hostname: "localhost",
            port: server.port,
            caCerts: [ca],
          });
          await conn.handshake();
          return true;
        } catch {
          return false;
        }
      };
      const isUsed = (times: number) => {
        const used = () => server.log.filter(({ event }) => event === "certificate_in_use");
        return server.logged("certificate_in_use", () => used().length >= times);
      };
      const someone = await inRoom(server.port, old.ca);
      await Deno.writeTextFile(old.key, "no key");
      Deno.kill(server.pid, "SIGHUP");
      await server.logged("not_read_again");
      assertEquals(await accepts(old.ca), true);
      await Deno.copyFile(renewed.key, old.key);
      await Deno.copyFile(renewed.cert, old.cert);
      if (workers === 1) Deno.kill(server.pid, "SIGHUP"); // the other one finds out by itself
      await server.logged("read_again");
      // members stay connected, on the old listener
      if (workers > 1) await isUsed(workers - 1);
      await someone.isAnswered();
      someone.hangUp();
      await isUsed(workers);
      // the old listener may accept some more connections before it is gone
      let inARow = 0;
      for (let turn = 0; turn < 100 && inARow < 6; turn++) {
        inARow = await accepts(renewed.ca) && !await accepts(old.ca) ? inARow + 1 : 0;
      }
      assertEquals(inARow, 6);
    },
  );
}

/** A v2 member over TLS. */
async function inRoom(port: number, ca: string) {
  const conn = await Deno.connectTls({
    hostname: "localhost",
    port,
    caCerts: [ca],
    alpnProtocols: ["http/1.1"],
  });
  const head = "Host: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
    "Sec-WebSocket-Protocol: estimatex.v2\r\n";
  const path = "/ws?action=CREATE_ROOM&name=ana&max_room_capacity=2";
  await conn.write(new TextEncoder().encode(`GET ${path} HTTP/1.1\r\n${head}\r\n`));
  const bytes = new Uint8Array(8_192);
  let text = "";
  const receives = async (word: string) => {
    while (!text.includes(word)) {
      const count = await conn.read(bytes);
      if (count === null) throw new Error(`cut off before ${word}: ${text}`);
      text += new TextDecoder().decode(bytes.subarray(0, count));
    }
  };
  await receives("WELCOME");
  return {
    isAnswered: async () => {
      await conn.write(encodeFrame(OPCODE.text, PING));
      await receives('"re":"p1"');
    },
    hangUp: () => conn.close(),
  };
}

const PING = new TextEncoder().encode('{"type":"PING","data":{},"id":"p1"}');
