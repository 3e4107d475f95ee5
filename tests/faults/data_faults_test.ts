// Data directories that can't be used, on real file systems: each is one clear line that names the path, and
// exit code 1; nothing is served, and nobody's file is touched.
import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { moveBegins, movingWith } from "../../src/journal/data_directory.ts";
import { JournalFailure } from "../../src/journal/journal.ts";
import { httpExchange } from "../e2e/http_exchange.ts";
import { runToEnd, Server } from "../e2e/server.ts";
import { V2Table } from "../e2e/v2_table.ts";
import { permittedTest } from "../permitted.ts";
import { giveToProgram, programsFolder } from "../program.ts";
import { printError } from "../print.ts";
import { fill, mounted, notMounted } from "./small_disk.ts";
import { Subject } from "./subject.ts";

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

permittedTest(
  "[S5, S6] two processes on one directory whose lock was removed: the first starts no worker there again, and says so",
  async () => {
    await withDirectory(async (directory) => {
      const flags = ["--data", directory];
      await using first = await Server.start({ workers: 2, flags });
      await Deno.remove(`${directory}/lock`);
      await using second = await Server.start({ workers: 2, flags });
      // the home of the room finds its file taken with its first commit
      await using table = new V2Table(first);
      const isOpened = await table.creates("ana", 2).then(() => true, () => false);
      assertEquals(isOpened, false);
      await first.logged("worker_not_replaced", ({ error }) => /another process/.test(`${error}`));
      const health = async ({ port }: Server) => {
        const { status, body } = await httpExchange(port, { path: "/readyz" });
        return [status, JSON.parse(body).reason];
      };
      assertEquals(await health(first), [503, "data_gone"]);
      assertEquals(first.log.filter(({ event }) => event === "data_gone").length, 1, `${first}`);
      assertEquals(await health(second), [200, undefined]);
      assertEquals(second.log.filter(({ event }) => event === "worker_crashed"), [], `${second}`);
      await first.kill("SIGTERM");
      await second.stop();
    });
  },
);

permittedTest("[S6] two processes on one directory: the second reports it and ends", async () => {
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
      words: /newer version of this program \(schema 99, this one knows \d+\): run that version/,
    },
    "a file that was cut off": {
      damage: (file) => Deno.truncateSync(file, 20_000),
      words: /damaged .*put a copy of it back, or move it away/,
    },
    "a damaged schema": {
      damage(file) {
        using database = new DatabaseSync(file);
        database.exec("PRAGMA journal_mode = WAL; ALTER TABLE queues RENAME COLUMN queue TO queud");
      },
      words: /^--data can't be used: .* is damaged .*put a copy of it back, or move it away/,
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

permittedTest(
  "[S6] a room that can't be read is named at each start until it is given up, and all others come back",
  async () => {
    await withDirectory(async (directory) => {
      const first = await Server.start({ flags: ["--data", directory] });
      const [lost, kept] = [new V2Table(first), new V2Table(first)];
      const ana = await lost.creates("ana", 2);
      const ben = await kept.creates("ben", 2);
      await ana.does("BEGIN_VOTING", { ticket_id: "T-ONE" });
      await ana.does("MEMBER_VOTED", { ticket_id: "T-ONE", vote: "8" });
      await ana.does("REVEAL_VOTES", { ticket_id: "T-ONE" });
      await first.kill("SIGKILL");
      const change = (sql: string) => {
        using database = new DatabaseSync(`${directory}/worker-0.db`);
        assertEquals(database.prepare(sql).run(lost.roomId).changes, 1);
      };
      change("UPDATE rooms SET head = '{}' WHERE room_id = ?");

      for (let start = 1; start <= 2; start++) {
        const again = await Server.start({ port: first.port, flags: ["--data", directory] });
        const line = await again.logged("room_not_restored");
        assertEquals([line["level"], line["room"]], ["error", lost.roomId]);
        assertMatch(`${line["problem"]}`, /head/);
        assertEquals((await again.logged("rooms_restored"))["rooms"], 1);
        const back = await kept.returns(ben);
        await back.welcomed();
        await again.kill("SIGKILL");
      }

      change("DELETE FROM rooms WHERE room_id = ?"); // as the operator's guide has it
      await using last = await Server.start({ flags: ["--data", directory] });
      assertEquals((await last.logged("rooms_restored"))["rooms"], 1);
      assertEquals(last.log.filter(({ event }) => event === "room_not_restored"), []);
      const { code, lines } = await runToEnd(["results", "show", lost.roomId, "--data", directory]);
      assertEquals(code, 0, lines.join("\n"));
      assertStringIncludes(lines.join("\n"), "T-ONE");
      await last.stop();
    });
  },
);

permittedTest("[S6] a file that only a worker opens is reported like any other", async () => {
  await withDirectory(async (directory) => {
    await made(directory);
    const mark = `${directory}/worker-0.commits`;
    await Deno.remove(mark);
    await Deno.mkdir(mark);
    for (const workers of [1, 2]) {
      await refuses(
        directory,
        /^--data can't be used: .*worker-0\.commits can't be used: /,
        workers,
      );
    }
  });
});

permittedTest("[S6] a file in place of the directory", async () => {
  await withDirectory(async (directory) => {
    const file = `${directory}/file`;
    await Deno.writeTextFile(file, "");
    await refuses(file, /can't be used|can't be written/);
  });
});

/** What `/healthz` and then `/readyz` say: status, word and reason. */
async function health({ port }: { readonly port: number }): Promise<readonly unknown[]> {
  const answers: unknown[] = [];
  for (const path of ["/healthz", "/readyz"]) {
    const { status: code, body } = await httpExchange(port, { path });
    const { status, reason = null } = JSON.parse(body);
    answers.push([code, status, reason]);
  }
  return answers;
}

const HEALTHY = [[200, "ok", null], [200, "ok", null]];

/** Alive, so that nobody ends it and what it still has; and no place to send somebody new to. */
const degraded = (reason: unknown) => [[200, "degraded", reason], [503, "degraded", reason]];

permittedTest("[S6] a directory that can only be read", async () => {
  await withDirectory(async (directory) => {
    await using mount = await mounted(directory, "ro,size=1m");
    if (mount === null) return notMounted("A READ-ONLY DIRECTORY");
    await refuses(directory, /can't be written .*let this user write there/);
  });
});

permittedTest("[S6] a move that can't begin, since the disk is full, hasn't begun", async () => {
  await withDirectory(async (directory) => {
    await using mount = await mounted(directory, "size=64k");
    if (mount === null) return notMounted("A MOVE ON A FULL DISK");
    fill(directory);
    assertThrows(() => moveBegins(directory, "estimatex"), JournalFailure, "its disk is full");
    assertEquals(movingWith(directory), null);
    assertEquals([...Deno.readDirSync(directory)].map(({ name }) => name), ["filler"]);
  });
});

permittedTest(
  "[S6] a disk that fills up: rooms go on in memory, loudly, and are saved once there is room",
  async () => {
    await withDirectory(async (directory) => {
      await using mount = await mounted(directory, "size=1m");
      if (mount === null) return notMounted("A FULL DISK");
      await using server = await Server.start({ flags: ["--data", directory] });
      assertEquals(await health(server), HEALTHY);
      fill(directory);

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
      assertEquals(await health(server), degraded(line["reason"]));
      const version = await ana.does("BEGIN_VOTING", { ticket_id: "T-ONE" });
      await ben.sees("the ballot", (room) => room.version >= version);

      await Deno.remove(`${directory}/filler`);
      await server.logged("journal_works_again");
      assertEquals(await health(server), HEALTHY);
      await server.kill("SIGKILL");
      await using again = await Server.start({ port: server.port, flags: ["--data", directory] });
      const back = await table.returns(ana);
      assertEquals((await back.welcomed()).room.ballot?.ticket_id, "T-ONE");
      for (const member of table.members) await member.cut();
      await again.stop();
    });
  },
);

/** How large a file may become, in blocks of 512 bytes: enough for an empty data file and a few rooms. */
const FILE_BLOCKS_MAX = 400;
/** States to save: each is over 20 KB, and all go to one file before they go to the other. */
const STATES_MAX = 100;

for (const workers of [1, 2]) {
  permittedTest(
    `[S6] files that may not grow: /healthz shows degraded and why, /readyz is 503, until they may, ${workers} worker(s)`,
    async () => {
      await withDirectory(async (directory) => {
        // without a limit of messages: how many states fit before a write fails differs from run to run
        const flags = ["--data", directory, "--message-rate", "0"];
        // a write past the limit fails then, instead of ending the process
        const before = `trap "" XFSZ; ulimit -S -f ${FILE_BLOCKS_MAX}`;
        await using server = await Subject.start({ workers, flags, before });
        await using table = new V2Table(server);
        assertEquals(await health(server), HEALTHY);
        const ana = await table.creates("ana", 2);
        for (let n = 0; n < STATES_MAX && server.count("journal_failed") === 0; n++) {
          const title = `${n}`.padEnd(200, "x");
          const tickets = Array.from({ length: 100 }, (_, at) => ({ ticket_id: `Q-${at}`, title }));
          await ana.does("QUEUE_TICKETS", { tickets, replace: true });
        }
        const { reason } = await server.logged("journal_failed");
        assert(["disk_full", "io_error"].includes(`${reason}`), `${reason}`);
        // whichever worker is asked: each request is another connection
        for (let n = 0; n < 4; n++) assertEquals(await health(server), degraded(reason));

        const lifted = await new Deno.Command("prlimit", {
          args: ["--pid", `${server.pid}`, "--fsize=unlimited:"],
        }).output().catch(() => ({ success: false }));
        if (!lifted.success) {
          return printError(
            "THE WAY BACK FROM DEGRADED WAS NOT TESTED: THERE IS NO prlimit HERE",
          );
        }
        await server.logged("journal_works_again");
        assertEquals(await health(server), HEALTHY);
        await server.stop();
      });
    },
  );
}
