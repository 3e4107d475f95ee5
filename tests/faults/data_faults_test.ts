// Data directories that can't be used, on real file systems: each is one clear line that names the path, and
// exit code 1; nothing is served, and nobody's file is touched.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { runToEnd, Server } from "../e2e/server.ts";
import { V2Table } from "../e2e/v2_table.ts";
import { permittedTest } from "../permitted.ts";
import { giveToProgram, programsFolder } from "../program.ts";

async function withDirectory(story: (directory: string) => Promise<void>): Promise<void> {
  const directory = programsFolder();
  try {
    await story(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function refuses(directory: string, words: RegExp, workers = 1): Promise<void> {
  const flags = ["--port", "0", "--host", "127.0.0.1", "--workers", `${workers}`];
  const { code, lines } = await runToEnd([...flags, "--data", directory]);
  assertEquals([code, lines.length], [1, 1], lines.join("\n"));
  assertStringIncludes(lines[0] ?? "", directory);
  assertMatch(lines[0] ?? "", words);
}

/** A data file as the server makes it. */
async function made(directory: string): Promise<string> {
  const server = await Server.start({ flags: ["--data", directory] });
  await server.stop();
  return `${directory}/worker-0.db`;
}

permittedTest(
  "[S6] a data directory is made for its owner alone, and so are its files",
  async () => {
    await withDirectory(async (parent) => {
      const directory = `${parent}/a/b`;
      await using server = await Server.start({ flags: ["--data", directory] });
      assertEquals(((await Deno.stat(directory)).mode ?? 0) & 0o777, 0o700);
      for await (const { name } of Deno.readDir(directory)) {
        assertEquals(((await Deno.stat(`${directory}/${name}`)).mode ?? 0) & 0o777, 0o600, name);
      }
      await server.stop();
    });
  },
);

permittedTest("[S6] two processes on one directory: the second says so and ends", async () => {
  await withDirectory(async (directory) => {
    await using server = await Server.start({ flags: ["--data", directory] });
    await refuses(directory, /in use by another process: stop that one/);
    await server.kill("SIGKILL");
    await made(directory); // the lock has died with its process
  });
});

const DAMAGES: Record<string, { readonly damage: (file: string) => void; readonly words: RegExp }> =
  {
    "no database at all": {
      damage: (file) => Deno.writeTextFileSync(file, "not a database ".repeat(500)),
      words: /no data file of this program: move it away/,
    },
    "a database of another program": {
      damage(file) {
        Deno.removeSync(file);
        using database = new DatabaseSync(file);
        database.exec("CREATE TABLE theirs (a)");
        giveToProgram(file);
      },
      words: /database of some other program: move it away/,
    },
    "a file of a newer version": {
      damage(file) {
        using database = new DatabaseSync(file);
        database.exec("PRAGMA user_version = 99");
      },
      words: /newer version of this program \(schema 99, this one knows 1\): run that version/,
    },
    "a file that was cut off": {
      damage: (file) => Deno.truncateSync(file, 20_000),
      words: /damaged .*put a copy of it back, or move it away/,
    },
    "garbage in the middle": {
      damage(file) {
        const bytes = Deno.readFileSync(file);
        bytes.fill(0xa5, 4_096, 45_056);
        Deno.writeFileSync(file, bytes);
      },
      words: /damaged .*put a copy of it back, or move it away/,
    },
  };

for (const [what, { damage, words }] of Object.entries(DAMAGES)) {
  permittedTest(`[S6] ${what}: it isn't touched, and nothing is served`, async () => {
    await withDirectory(async (directory) => {
      const file = await made(directory);
      damage(file);
      const before = Deno.readFileSync(file);
      for (const workers of [1, 2]) await refuses(directory, words, workers);
      assert(Deno.readFileSync(file).every((byte, at) => byte === before[at]), "it was touched");
    });
  });
}

permittedTest("[S6] a file in place of the directory", async () => {
  await withDirectory(async (directory) => {
    const file = `${directory}/file`;
    await Deno.writeTextFile(file, "");
    await refuses(file, /can't be used|can't be written/);
  });
});

/** Mounts a small file system of its own; null where that is not allowed. */
async function mounted(directory: string, options: string): Promise<AsyncDisposable | null> {
  const run = async (command: string, args: string[]) => {
    const { success } = await new Deno.Command(command, { args, stdout: "null", stderr: "null" })
      .output().catch(() => ({ success: false }));
    return success;
  };
  if (!await run("mount", ["-t", "tmpfs", "-o", options, "tmpfs", directory])) return null;
  return { [Symbol.asyncDispose]: async () => void await run("umount", ["-l", directory]) };
}

function notMounted(what: string): void {
  console.error(`${what} WAS NOT TESTED: NO FILE SYSTEM CAN BE MOUNTED HERE. RUN IT AS ROOT`);
}

permittedTest("[S6] a directory that can only be read", async () => {
  await withDirectory(async (directory) => {
    await using mount = await mounted(directory, "ro,size=1m");
    if (mount === null) return notMounted("A READ-ONLY DIRECTORY");
    await refuses(directory, /can't be written .*let this user write there/);
  });
});

permittedTest(
  "[S6] a disk that fills up: rooms go on in memory, loudly, and are saved once there is room",
  async () => {
    await withDirectory(async (directory) => {
      await using mount = await mounted(directory, "size=1m");
      if (mount === null) return notMounted("A FULL DISK");
      await using server = await Server.start({ flags: ["--data", directory] });
      const health = async () => {
        const answer = await fetch(`http://127.0.0.1:${server.port}/healthz`);
        const { status, reason = null } = await answer.json();
        return [answer.status, status, reason];
      };
      assertEquals(await health(), [200, "ok", null]);
      const filler = await Deno.open(`${directory}/filler`, { create: true, write: true });
      try {
        for (;;) await filler.write(new Uint8Array(1_024));
      } catch (error) {
        assert(`${error}`.includes("space"), `${error}`);
      }
      filler.close();

      await using table = new V2Table(server);
      const ana = await table.creates("ana", 2);
      const ben = await table.joins("ben");
      for (let n = 0; n < 40; n++) {
        const tickets = Array.from({ length: 9 }, (_, at) => ({
          ticket_id: `Q-${n}-${at}`,
          title: "x".repeat(200),
        }));
        await ana.does("QUEUE_TICKETS", { tickets, replace: true });
        if (server.log.some(({ event }) => event === "journal_failed")) break;
      }
      const line = await server.logged("journal_failed");
      assertEquals(line["level"], "error");
      assert(["disk_full", "io_error"].includes(`${line["reason"]}`), `${line["reason"]}`);
      assertEquals(await health(), [200, "degraded", line["reason"]]);
      const version = await ana.does("BEGIN_VOTING", { ticket_id: "T-ONE" });
      await ben.sees("the ballot", (room) => room.version >= version);

      await Deno.remove(`${directory}/filler`);
      await server.logged("journal_works_again");
      assertEquals(await health(), [200, "ok", null]);
      await server.kill("SIGKILL");
      await using again = await Server.start({ port: server.port, flags: ["--data", directory] });
      const back = await table.returns(ana);
      assertEquals((await back.welcomed()).room.ballot?.ticket_id, "T-ONE");
      for (const member of table.members) await member.cut();
      await again.stop();
    });
  },
);
