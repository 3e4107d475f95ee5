// What the doctor says of a healthy server, and of proxies that each break one thing.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { targetOf } from "../../src/cli/doctor/target.ts";
import { whyUnreached } from "../../src/cli/doctor/reach.ts";
import { runToEnd, Server } from "../e2e/server.ts";
import { permittedTest } from "../permitted.ts";
import { giveToProgram, programsFolder } from "../program.ts";
import { examine } from "./examine.ts";
import { type Misbehaviour, Proxy, without } from "./proxy.ts";

Deno.test("an address is taken as people write it", () => {
  const table: [string, string | null][] = [
    ["https://points.example.com", "wss://points.example.com/ws"],
    ["points.example.com", "wss://points.example.com/ws"],
    ["points.example.com:8080", "ws://points.example.com:8080/ws"],
    ["https://example.com/points/r/7K2M9QXD", "wss://example.com/points/ws"],
    ["wss://example.com/points/ws", "wss://example.com/points/ws"],
    ["http://example.com/points/", "ws://example.com/points/ws"],
    ["http://[::1]:8080", "ws://[::1]:8080/ws"],
    ["ftp://example.com", null],
    ["http://", null],
  ];
  for (const [text, url] of table) {
    const target = targetOf(text);
    assertEquals(target.ok ? target.value.url : null, url, text);
  }
});

Deno.test("the runtime's errors are put in words", () => {
  const target = targetOf("https://example.com");
  assert(target.ok);
  const table: [string, RegExp][] = [
    ["invalid peer certificate: Expired", /expired/],
    ["invalid peer certificate: certificate expired: ... (Expired)", /expired/],
    ["invalid peer certificate: UnknownIssuer", /issuer is not known/],
    ["invalid peer certificate: NotValidForName", /another name \(/],
    [
      'invalid peer certificate: certificate not valid for name "example.com"; certificate is only ' +
      'valid for DnsName("a.test") or IpAddress(192.0.2.1)',
      /another name: a\.test, 192\.0\.2\.1 \(/,
    ],
    ["invalid peer certificate: certificate not valid yet: verification time 1", /not valid yet/],
    ["received corrupt message of type InvalidContentType", /does not speak TLS/],
    ["failed to lookup address information: Name or service not known", /no such host/],
    ["Connection refused (os error 111)", /nothing listens/],
    ["something new", /something new/],
  ];
  for (const [text, words] of table) {
    assertMatch(whyUnreached(new Error(text), target.value).message, words);
  }
  const plain = targetOf("http://example.com");
  assert(plain.ok);
  const noHttp = new Error("client error (SendRequest): invalid HTTP version parsed");
  assertMatch(
    whyUnreached(noHttp, plain.value).message,
    /accepts the connection but does not speak HTTP/,
  );
});

permittedTest("a healthy server passes, one line for each check", async () => {
  await using server = await Server.start({ workers: 2 });
  const { code, lines } = await runToEnd(
    ["doctor", `http://127.0.0.1:${server.port}`, "--idle", "1s"],
  );
  assertEquals(code, 0, lines.join("\n"));
  // beside the checks: whoever waits knows how long
  assert(lines.includes("Its clients will be silent for 1s: --idle sets how long."));
  const names = lines.flatMap((line) => /^ok +(\w+) /.exec(line)?.[1] ?? []);
  assertEquals(names, [
    "http",
    "upgrade",
    "protocol",
    "origin",
    "ballot",
    "buffering",
    "idle",
    "addresses",
  ]);
  assertEquals(lines.length, names.length + 1);
  await server.logged("session_ended"); // and leaves no room behind
});

permittedTest("the doctor's own votes are in no results, with silence or without", async () => {
  const data = programsFolder();
  await using server = await Server.start({ workers: 2, flags: ["--data", data] });
  for (const idle of ["0s", "1s"]) {
    const { code, findings } = await examine(`http://127.0.0.1:${server.port}`, { idle });
    assertEquals([code, ...findings], [0]);
  }
  await server.stop();
  const { code, lines } = await runToEnd(
    ["results", "--data", data, "--format", "json"],
    [data],
  );
  assertEquals(code, 0, lines.join("\n"));
  const sessions: { readonly ballots: number }[] = JSON.parse(lines.join("\n"));
  assertEquals(sessions.filter(({ ballots }) => ballots > 0), []);
  await Deno.remove(data, { recursive: true });
});

permittedTest("what a proxy breaks is reported, with advice", async () => {
  await using server = await Server.start();
  const table: [string, Misbehaviour, string, RegExp, string?][] = [
    ["drops the upgrade", { request: without("upgrade", "connection") }, "upgrade", /status 426/],
    [
      "drops the sub-protocol of the request",
      { request: without("sec-websocket-protocol") },
      "protocol",
      /no sub-protocol was selected/,
    ],
    [
      "drops the sub-protocol of the answer",
      { answer: without("sec-websocket-protocol") },
      "protocol",
      /no sub-protocol was selected/,
    ],
    ["holds frames back", { holdsMs: 3_000 }, "buffering", /warning: .* took \d{4} ms/],
    [
      "cuts silence",
      { cutsAfterMs: 2_000 },
      "idle",
      /cut off after 2 s, without a close frame/,
      "10s",
    ],
    [
      "hides that it is there",
      { answer: (head) => head.replace("200 OK", "404 Not Found") },
      "http",
      /warning: .*404/,
    ],
  ];
  for (const [story, how, check, message, idle] of table) {
    await using proxy = new Proxy(server.port, how);
    const { code, findings } = await examine(`http://127.0.0.1:${proxy.port}`, { idle });
    assertEquals([...findings.keys()], [check], story);
    assertMatch(findings.get(check) ?? "", message, story);
    assertEquals(code, findings.get(check)?.startsWith("failed") ? 1 : 0, story);
  }
});

permittedTest(
  "a changed origin of pages is reported, with advice",
  async () => {
    const flags = ["--allowed-origin", "https://example.com"];
    await using server = await Server.start({ flags });
    const table: [string, (head: string) => string, string, RegExp][] = [
      // a page of the server's own is one of somebody else's then
      [
        "another Host",
        (head) => head.replace(/^host: .*$/im, "Host: upstream.test"),
        "origin",
        /pages from http:\/\/127\.0\.0\.1:\d+ may not connect/,
      ],
      [
        "another Origin",
        (head) => head.replace(/^origin: .*$/im, "Origin: http://upstream.test"),
        "origin",
        /pages from http:\/\/127\.0\.0\.1:\d+ may not connect/,
      ],
      [
        "an Origin for everybody",
        (head) => `${head}\r\nOrigin: http://upstream.test`,
        "upgrade",
        /an Origin that was not sent/,
      ],
    ];
    for (const [story, request, check, message] of table) {
      await using proxy = new Proxy(server.port, { request });
      const { code, findings } = await examine(`http://127.0.0.1:${proxy.port}`);
      assertEquals([code, ...findings.keys()], [1, check], story);
      assertMatch(findings.get(check) ?? "", message, story);
    }
  },
);

permittedTest(
  "[A1, A2] a missing sign-in or key is reported, and with both the doctor passes",
  async () => {
    const folder = programsFolder();
    const keep = async (name: string, text: string) => {
      await Deno.writeTextFile(`${folder}/${name}`, text);
      giveToProgram(`${folder}/${name}`);
      return `${folder}/${name}`;
    };
    const keys = await keep("keys", "okapi-and-tapir-0\n");
    const wrong = ["--key-file", await keep("wrong", "okapi-and-tapir-1\n")];
    const right = ["--key-file", keys];
    const headers = ["--header-file", await keep("headers", "Remote-Name: Zoë\n")];
    const flags = ["--trust-proxy", "--auth-header", "Remote-Name", "--create-key-file", keys];
    await using server = await Server.start({ workers: 2, flags, reads: folder });
    const table: [readonly string[], string | null, RegExp][] = [
      [[], "upgrade", /status 401 instead of 101: it asks for a sign-in/],
      [right, "upgrade", /status 401/],
      [headers, "ballot", /4013, .*: on this server only people with its key can open rooms/],
      [[...headers, ...wrong], "ballot", /4013, .*: that is not the key of this server/],
      [[...headers, ...right], null, /^$/],
    ];
    for (const [flags, check, message] of table) {
      const url = `http://127.0.0.1:${server.port}`;
      const { code, findings } = await examine(url, { flags, reads: [folder] });
      assertEquals([code, ...findings.keys()], check === null ? [0] : [1, check], `${flags}`);
      assertMatch(findings.get(check ?? "") ?? "", message);
    }
    await Deno.remove(folder, { recursive: true });
  },
);

permittedTest("a redirect is reported with its address, without the query", async () => {
  await using server = await Server.start();
  const to = "https://login.example.com/start";
  await using proxy = new Proxy(server.port, {
    answer: (head) =>
      head.replace(/^HTTP\/1\.1 .*/, `HTTP/1.1 302 Found\r\nLocation: ${to}?state=okapi`),
  });
  const { code, findings } = await examine(`http://127.0.0.1:${proxy.port}`);
  assertEquals([code, ...findings.keys()], [1, "http", "upgrade"]);
  for (const finding of findings.values()) assertMatch(finding, /302.*: it sends on to \S+start$/);
});

permittedTest("nothing listens, no HTTP, no TLS", async () => {
  await using server = await Server.start();
  using mute = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const greeting = (async () => {
    for await (const conn of mute) {
      await conn.write(new TextEncoder().encode("SSH-2.0-nothing\r\n"));
      conn.close();
    }
  })();
  const table: [string, string, RegExp][] = [
    ["http://127.0.0.1:1", "http", /nothing listens/],
    ["http://nowhere.invalid", "http", /no such host/],
    [`https://127.0.0.1:${server.port}`, "https", /does not speak TLS/],
    [`http://127.0.0.1:${mute.addr.port}`, "http", /does not speak HTTP/],
  ];
  for (const [url, check, message] of table) {
    const { code, findings } = await examine(url);
    assertEquals([code, ...findings.keys()], [1, check], url);
    assertMatch(findings.get(check) ?? "", message, url);
  }
  mute.close();
  await greeting;
});

permittedTest("wrong arguments are one line, exit code 2", async () => {
  for (
    const args of [
      [],
      ["ftp://x"],
      ["http://x", "y"],
      ["http://x", "--nope"],
      [
        "http://x",
        "--idle",
        "soon",
      ],
      ["http://x", "--key-file", "/nowhere"],
      ["--cluster", "nats://x", "--header-file", "/x"],
    ]
  ) {
    const { code, lines } = await runToEnd(["doctor", ...args]);
    assertEquals([code, lines.length], [2, 1], lines.join("\n"));
  }
});
