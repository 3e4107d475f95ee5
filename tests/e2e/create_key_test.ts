// A server on which opening rooms takes a key [A1], whose file changes while it serves.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { permittedTest } from "../permitted.ts";
import { giveToProgram, programsFolder } from "../program.ts";
import { httpExchange } from "./http_exchange.ts";
import { RawSocket } from "./raw_socket.ts";
import { runToEnd, Server } from "./server.ts";
import { keyOffer, V2 } from "./v2_member.ts";

const OLD = "okapi-and-tapir-0";
const NEW = "tapir-and-okapi-1";

/** The outcome of creating a room: the first frame's type or error, for v1 its line, and the close code. */
async function creation({ port }: Server, protocols: readonly string[]): Promise<string> {
  const path = "/ws?action=CREATE_ROOM&name=ana&max_room_capacity=2";
  await using socket = await RawSocket.open(port, { path, protocols });
  const first = await socket.message();
  assert(first.kind === "text");
  if (!first.text.startsWith("{")) return first.text;
  const { type, data } = JSON.parse(first.text);
  if (type === "WELCOME") return type;
  const close = (await socket.rest()).at(-1);
  return `${data.code} ${close?.kind === "close" ? close.code : ""}`;
}

permittedTest(
  "[A1] rooms are opened with a key of the file as it is after SIGHUP, and none is written anywhere",
  async () => {
    const folder = programsFolder();
    const file = `${folder}/keys`;
    const keep = async (text: string) => {
      await Deno.writeTextFile(file, text);
      giveToProgram(file);
    };
    await keep(`${OLD}\n`);
    const flags = ["--create-key-file", file, "--log-level", "debug"];
    await using server = await Server.start({ workers: 2, flags, reads: folder });
    const withKey = (key: string) => creation(server, [V2, keyOffer(key)]);
    const readAgain = async (event: string, times: number) => {
      Deno.kill(server.pid, "SIGHUP");
      const seen = () => server.log.filter((line) => line.event === event).length;
      await server.logged(event, () => seen() === times);
    };
    assertEquals(await withKey(OLD), "WELCOME");
    assertEquals(await withKey(NEW), "wrong_key 4013");
    assertEquals(await creation(server, [V2]), "wrong_key 4013");
    assertStringIncludes(await creation(server, []), "newer client");
    await keep(`${OLD}\n${NEW}\n`);
    await readAgain("read_again", 1);
    assertEquals([await withKey(OLD), await withKey(NEW)], ["WELCOME", "WELCOME"]);
    await keep("short");
    await readAgain("not_read_again", 1);
    assertEquals([await withKey(OLD), await withKey(NEW)], ["WELCOME", "WELCOME"]);
    await keep(NEW);
    await readAgain("read_again", 2);
    assertEquals([await withKey(OLD), await withKey(NEW)], ["wrong_key 4013", "WELCOME"]);
    const { body } = await httpExchange(server.port, { path: "/metrics" });
    assertStringIncludes(body, 'estimatex_turned_away_total{reason="wrong_key"} 4');
    await server.stop();
    for (const key of [OLD, NEW]) {
      const encoded = keyOffer(key).replace(/.*\./, "");
      for (const text of [`${server}`, body]) {
        assert(!text.includes(key) && !text.includes(encoded), "a key was written");
      }
    }
    await Deno.remove(folder, { recursive: true });
  },
);

permittedTest("[A1] a file of no use is one line, exit code 2, and none of its text", async () => {
  const folder = programsFolder();
  const file = `${folder}/keys`;
  await Deno.writeTextFile(file, "too short\n");
  giveToProgram(file);
  const flags = ["--port", "0", "--create-key-file", file];
  const { code, lines } = await runToEnd(flags, [folder]);
  assertEquals([code, lines.length], [2, 1], lines.join("\n"));
  assertStringIncludes(lines[0] ?? "", "--create-key-file");
  assert(!lines[0]?.includes("too short"));
  await Deno.remove(folder, { recursive: true });
});

permittedTest(
  "[A1, A3] a key of those who open rooms is none of programs, at the start and after SIGHUP",
  async () => {
    const folder = programsFolder();
    const [people, programs] = [`${folder}/people`, `${folder}/programs`];
    const keep = async (file: string, text: string) => {
      await Deno.writeTextFile(file, text);
      giveToProgram(file);
    };
    const flags = ["--create-key-file", people, "--api-key-file", programs];
    await keep(people, `${OLD}\n`);
    await keep(programs, `${NEW}\n${OLD}\n`);
    const { code, lines } = await runToEnd(["--port", "0", ...flags], [folder]);
    assertEquals([code, lines.length], [2, 1], lines.join("\n"));
    assertStringIncludes(lines[0] ?? "", "has a key that --api-key-file has, too");
    await keep(programs, `${NEW}\n`);
    await using server = await Server.start({ flags, reads: folder });
    await keep(people, `${OLD}\n${NEW}\n`);
    Deno.kill(server.pid, "SIGHUP");
    await server.logged("not_read_again", ({ flag }) => flag === "create-key-file");
    assertEquals(await creation(server, [V2, keyOffer(NEW)]), "wrong_key 4013");
    await server.stop();
    await Deno.remove(folder, { recursive: true });
  },
);
