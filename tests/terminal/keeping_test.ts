// What the client keeps between two starts, and where; and lines that come in pieces.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { foldersOf } from "../../src/terminal/folders.ts";
import { readLines } from "../../src/terminal/pipes.ts";
import { remember, remembered } from "../../src/terminal/remembered.ts";
import { SEAT_KEPT_MS, Seats } from "../../src/terminal/seats.ts";
import { permittedTest } from "../permitted.ts";

/** The lines of a text that comes in pieces of so many bytes. */
async function linesOf(text: string, pieceBytes: number): Promise<string[]> {
  const bytes = new TextEncoder().encode(text);
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        controller.enqueue(bytes.slice(at, at + pieceBytes));
      }
      controller.close();
    },
  });
  return await Array.fromAsync(readLines(stream));
}

Deno.test("pipes: lines come whole, wherever they are cut", async () => {
  assertEquals(await linesOf("one\r\ntwo\n日本\nlast", 1), ["one", "two", "日本", "last"]);
});

Deno.test("pipes: a line that is too long has the same length in one piece and in many", async () => {
  for (const pieceBytes of [1_000, 1_000_000]) {
    const lines = await linesOf(`${"x".repeat(100_000)}\nnext\n`, pieceBytes);
    assertEquals(lines.map(({ length }) => length), [64 * 1024, 4], `${pieceBytes}`);
  }
});

Deno.test("folders: by the XDG rules", () => {
  const of = (set: Record<string, string>) => foldersOf((name) => set[name]);
  assertEquals(of({ HOME: "/home/ana" }), {
    config: "/home/ana/.config/estimatex",
    state: "/home/ana/.local/state/estimatex",
  });
  assertEquals(of({ HOME: "/home/ana", XDG_CONFIG_HOME: "/c/", XDG_STATE_HOME: "relative" }), {
    config: "/c/estimatex",
    state: "/home/ana/.local/state/estimatex",
  });
  assertEquals(of({}), { config: null, state: null });
});

permittedTest(
  "seats: kept for one person in one room, for a day, for nobody else's eyes",
  async () => {
    const folder = await Deno.makeTempDir();
    let now = 1_000_000;
    const seats = new Seats(folder, () => now);
    const key = { server: "ws://a/ws", room_id: "7K2M9QXD", name: "Ana" };
    const seat = { room_id: "7K2M9QXD", resume_token: "0".repeat(32) };
    assertEquals(await seats.find(key), null);
    await seats.keep(key, seat);
    assertEquals(await seats.find({ ...key, name: "ANA" }), seat);
    for (const other of [{ server: "ws://b/ws" }, { room_id: "7K2M9QXE" }, { name: "Bob" }]) {
      assertEquals(await seats.find({ ...key, ...other }), null);
    }
    const [file] = [...Deno.readDirSync(`${folder}/seats`)];
    assert(file !== undefined && !/ana|7k2m/i.test(file.name));
    if (Deno.build.os !== "windows") {
      assertEquals(((await Deno.stat(`${folder}/seats/${file.name}`)).mode ?? 0) & 0o777, 0o600);
    }
    await Deno.writeTextFile(`${folder}/seats/odd.json`, "{");
    seats.prune();
    assertEquals([...Deno.readDirSync(`${folder}/seats`)].length, 1);
    now += SEAT_KEPT_MS;
    assertEquals(await seats.find(key), null);
    seats.prune();
    assertEquals([...Deno.readDirSync(`${folder}/seats`)].length, 0);
    await seats.keep(key, seat);
    await seats.forget(key);
    await seats.forget(key);
    assertEquals(await seats.find(key), null);
    // nowhere to keep anything is no failure
    const nowhere = new Seats("/proc/nowhere", () => now);
    await nowhere.keep(key, seat);
    assertEquals(await nowhere.find(key), null);
    await Deno.remove(folder, { recursive: true });
  },
);

permittedTest("remembered: what was used last, as far as it makes sense", async () => {
  const folder = await Deno.makeTempDir();
  assertEquals(remembered(folder), {});
  remember(folder, { server: "http://localhost:8080" });
  remember(folder, { name: "Ana" });
  assertEquals(remembered(folder), { server: "http://localhost:8080", name: "Ana" });
  assertStringIncludes(await Deno.readTextFile(`${folder}/config.json`), '"name": "Ana"');
  for (const odd of ["", "[]", "null", '{"name":5,"server":"ftp://x"}', '{"name":"\\u0007"}']) {
    await Deno.writeTextFile(`${folder}/config.json`, odd);
    assertEquals(remembered(folder), {}, odd);
  }
  await Deno.remove(folder, { recursive: true });
});

permittedTest(
  "remembered: a pipe, a folder and a file without end in its place are nothing",
  async () => {
    const folder = await Deno.makeTempDir();
    const file = `${folder}/config.json`;
    await Deno.writeTextFile(file, JSON.stringify({ name: "Ana", more: "x".repeat(64 * 1024) }));
    assertEquals(remembered(folder), {});
    await Deno.remove(file);
    await Deno.mkdir(file);
    assertEquals(remembered(folder), {});
    await Deno.remove(file);
    if (Deno.build.os !== "windows") {
      await new Deno.Command("mkfifo", { args: [file] }).output();
      assertEquals(remembered(folder), {});
    }
    await Deno.remove(folder, { recursive: true });
  },
);
