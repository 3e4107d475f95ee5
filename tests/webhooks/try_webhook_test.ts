// `webhook-test`: one signed event, and what came back as words and an exit code [A4].
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Webhook } from "standardwebhooks";
import { runToEnd } from "../e2e/server.ts";
import { permittedTest } from "../permitted.ts";
import { giveToProgram } from "../program.ts";
import { newSecret, Receiver, SecretFile } from "./receiver.ts";

permittedTest("[A4] webhook-test reports how a receiver answers a signed event", async () => {
  const secret = newSecret();
  await using file = new SecretFile(secret);
  giveToProgram(file.folder, file.path);
  await using receiver = new Receiver();
  const table: [() => Response, number, RegExp][] = [
    [() => new Response(null, { status: 204 }), 0, /^ok +status 204, after \d+ ms$/],
    [() => new Response(null, { status: 500 }), 1, /^FAILED +status 500, after/],
    [() => new Response(null, { status: 401 }), 1, /does the receiver have this secret/],
    [
      () => Response.redirect("http://elsewhere.example"),
      1,
      /status 302.*redirects are not followed/,
    ],
  ];
  for (const [n, [answer, code, line]] of table.entries()) {
    receiver.answer = answer;
    const url = `${receiver.url}?token=abc`;
    const args = ["webhook-test", url, "--webhook-secret-file", file.path];
    const ended = await runToEnd(args, [file.folder]);
    assertEquals(ended.code, code, ended.lines.join("\n"));
    assertMatch(ended.lines.at(-1) ?? "", line);
    const received = receiver.received[n];
    assert(received !== undefined && receiver.received.length === n + 1, "it is sent once");
    new Webhook(secret).verify(received.body, { ...received.headers });
    const text = ended.lines.join("\n");
    assertStringIncludes(text, received.headers["webhook-signature"] ?? "none");
    assert(!text.includes("token") && !text.includes(secret), text);
  }
});

permittedTest("[A4] webhook-test without a receiver, a secret or an address", async () => {
  const closed = new Receiver();
  const { url } = closed;
  await closed[Symbol.asyncDispose]();
  const table: [readonly string[], number, RegExp][] = [
    [[url], 1, /^FAILED +the connection was refused/],
    [[], 2, /^webhook-test needs one http or https address/],
    [["ftp://u:p@example.com/?token=abc"], 2, /^webhook-test needs one http or https address/],
    [[url, "--webhook-secret-file", "/nowhere"], 2, /^can't read --webhook-secret-file/],
    [["--secret", "x"], 2, /^unknown flag/],
    [["--help"], 0, /Exit code/],
  ];
  for (const [args, code, line] of table) {
    const ended = await runToEnd(["webhook-test", ...args], ["/nowhere"]);
    assertEquals(ended.code, code, ended.lines.join("\n"));
    assertMatch(ended.lines.at(-1) ?? "", line);
  }
});
