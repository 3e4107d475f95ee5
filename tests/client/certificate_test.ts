// A server whose certificate is not accepted says so to whoever connects [P2.9], and what to do about it.
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { CERTIFICATE_FAULTS, certificateFault } from "../../src/client/certificate.ts";
import { RoomClient } from "../../src/client/mod.ts";
import { certificateTest, makeCertificate, makeSelfSigned } from "../e2e/certificate.ts";
import { within } from "../e2e/patience.ts";
import { Server } from "../e2e/server.ts";
import { Home, Piped } from "../terminal/program.ts";
import { failure, SEAT, World } from "./fake_world.ts";

const UNKNOWN =
  "NetworkError: failed to connect to WebSocket: invalid peer certificate: UnknownIssuer";

Deno.test("what is no fault of a certificate is none", () => {
  for (
    const text of [
      "",
      "NetworkError: failed to connect to WebSocket: tcp connect error",
      "NetworkError: failed to connect to WebSocket: dns error",
      "NetworkError: failed to connect to WebSocket: Invalid status code: 502",
    ]
  ) assertEquals(certificateFault(text), null, text);
});

Deno.test("a first way in ends with it; a seat that was kept is kept on", async () => {
  using world = new World();
  const creating = failure(world.client.create({ name: "ana", capacity: 2 }));
  world.socket.end(0, UNKNOWN);
  const { code, message, retry } = await creating;
  assertEquals([code, message, retry], [
    "bad_certificate",
    CERTIFICATE_FAULTS.unknown_issuer,
    "never",
  ]);
  assertStringIncludes(message, "DENO_CERT");
  assertStringIncludes(message, "DENO_TLS_CA_STORE");

  using back = new World();
  const resuming = failure(back.client.resume(SEAT));
  back.socket.end(0, UNKNOWN);
  assertEquals((await resuming).code, "bad_certificate");
  assertEquals([back.client.status.state === "closed" && back.client.status.advice, back.seats], [
    "resume",
    [],
  ]);
});

Deno.test("whoever was in goes on trying, as behind a hotel's network, and reports why it fails", async () => {
  using world = new World();
  (await world.joined()).end(1006);
  world.clock.advance(250);
  world.socket.end(0, UNKNOWN);
  const { status } = world.client;
  assertEquals(status.state === "offline" && status.problem, CERTIFICATE_FAULTS.unknown_issuer);
  world.clock.advance(500);
  world.socket.end(0, "tcp connect error");
  assertEquals("problem" in world.client.status, false);
});

const CASES = {
  "one of an authority that nobody knows": [() => makeCertificate(), "unknown_issuer"],
  "one that signed itself": [() => makeSelfSigned({ as: "server" }), "unknown_issuer"],
  "one that signed itself as an authority": [
    () => makeSelfSigned({ as: "authority" }),
    "of_an_authority",
  ],
  "one that is over": [() => makeCertificate({ days: -1 }), "expired"],
} as const;

for (const [what, [make, fault]] of Object.entries(CASES)) {
  certificateTest(`over a real handshake: ${what}`, async () => {
    await using made = await make();
    const flags = ["--tls-cert", made.cert, "--tls-key", made.key];
    await using server = await Server.start({ flags, reads: made.folder });
    const client = new RoomClient({ url: `https://localhost:${server.port}/ws` });
    const { code, message } = await failure(
      within(client.create({ name: "ana", capacity: 2 }), "refusal"),
    );
    assertEquals([code, message], ["bad_certificate", CERTIFICATE_FAULTS[fault]]);
  });
}

certificateTest("over a real handshake: a server that speaks no TLS", async () => {
  await using server = await Server.start();
  const client = new RoomClient({ url: `https://localhost:${server.port}/ws` });
  const { message } = await failure(within(client.create({ name: "ana", capacity: 2 }), "refusal"));
  assertEquals(message, CERTIFICATE_FAULTS.no_tls);
});

certificateTest(
  "the terminal client prints it in one line, and with DENO_CERT it is in",
  async () => {
    await using made = await makeCertificate();
    await using other = await makeCertificate({ name: "elsewhere.test" });
    await using home = new Home();
    const create = (port: number) => [
      ...["create", "--server", `https://localhost:${port}`, "--name", "Ana", "--plain"],
    ];
    const flags = ["--tls-cert", made.cert, "--tls-key", made.key];
    await using server = await Server.start({ flags, reads: made.folder });
    await using stranger = new Piped(home, create(server.port));
    assertEquals([await stranger.ends(), stranger.lines.length], [1, 1]);
    assertMatch(
      stranger.lines[0] ?? "",
      /^https:\/\/localhost:\d+: The server's certificate .*DENO_CERT/,
    );

    await using ana = new Piped(home, create(server.port), { DENO_CERT: made.caFile });
    await ana.prints("Room ");
    await ana.types("end");
    assertEquals(await ana.ends(), 0);

    const wrong = ["--tls-cert", other.cert, "--tls-key", other.key];
    await using elsewhere = await Server.start({ flags: wrong, reads: other.folder });
    await using misled = new Piped(home, create(elsewhere.port), { DENO_CERT: other.caFile });
    assertEquals(await misled.ends(), 1);
    assertStringIncludes(misled.lines.join(), CERTIFICATE_FAULTS.other_name);
  },
);
