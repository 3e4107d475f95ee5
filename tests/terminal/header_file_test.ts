// The terminal client on its way past a proxy that wants to know who it is [A2].
import { assertEquals } from "@std/assert";
import { type Headers, withHeaders } from "../../src/terminal/header_file.ts";
import { Server } from "../e2e/server.ts";
import { permittedTest } from "../permitted.ts";
import { giveToProgram } from "../program.ts";
import { Home, Piped } from "./program.ts";

permittedTest(
  "lines: [A2] headers of a file go with the handshake, and into no message",
  async () => {
    await using home = new Home();
    const folder = `${home.path}/.config/estimatex`;
    await Deno.mkdir(folder, { recursive: true });
    giveToProgram(`${home.path}/.config`, folder);
    const keeps = async (name: string, text: string) => {
      await Deno.writeTextFile(`${folder}/${name}`, text);
      return `${folder}/${name}`;
    };
    // the file stands for the proxy here, too: what it would write into its own header
    await using server = await Server.start({
      flags: ["--trust-proxy", "--auth-header", "X-Person"],
    });
    const page = `http://127.0.0.1:${server.port}`;
    const create = ["create", "--name", "Eve", "--server", page, "--json", "--header-file"];
    const secret = "Host: open-sesame";
    const table: [text: string, message: string][] = [
      [`Cookie: x\n${secret}\n`, "its line 2 must be a header"],
      ["", "must have 1 to 16 lines, got 0"],
      ["Cookie: open\u200b-sesame\n", "its line 1 has a character that no header can have"],
      ["Cookie: open-sesame\ncookie: b\n", "its line 2 repeats a header"],
    ];
    for (const [text, message] of table) {
      await using ana = new Piped(home, [...create, await keeps("wrong", text)]);
      assertEquals(await ana.ends(), 2);
      await ana.emits(
        "error",
        ({ message: shown }) => `${shown}`.includes(message) && !`${shown}`.includes("sesame"),
      );
    }
    const file = await keeps("right", "X-Person: Ana\nCookie: a=b; c=d\n");
    await using ana = new Piped(home, [...create, file]);
    await ana.emits("room", ({ room }) => JSON.stringify(room).includes('"name":"Ana"'));
  },
);

Deno.test("[A2] headers go to the server that was asked first, and to no other", () => {
  const sent: [url: string, headers: Headers][] = [];
  const { openSocket } = withHeaders({ Cookie: "secret" }, (headers, url) => {
    sent.push([url, headers]);
    return Object.create(null);
  });
  const urls = ["wss://a.test/ws", "wss://b.test/ws", "ws://a.test/ws", "wss://a.test/x/ws"];
  for (const url of urls) openSocket(url, [], { received: () => {}, closed: () => {} });
  assertEquals(sent.map(([url, headers]) => [url, "Cookie" in headers]), [
    ["wss://a.test/ws", true],
    ["wss://b.test/ws", false],
    ["ws://a.test/ws", false],
    ["wss://a.test/x/ws", true],
  ]);
});
