// Backups of a directory that a server writes to, and deleting one session there.
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { copyBegins } from "../../src/journal/data_directory.ts";
import { runToEnd, Server } from "../e2e/server.ts";
import { V2Table } from "../e2e/v2_table.ts";
import { permittedTest } from "../permitted.ts";
import { giveToProgram, programsFolder } from "../program.ts";
import { mounted, notMounted } from "./small_disk.ts";
import { adapted, GUIDE, shellCommands } from "../readme.ts";

/** The guide's command, with these in place of its directories. */
async function shown(command: string, copy: string, data: string): Promise<readonly string[]> {
  const line = (await shellCommands(GUIDE)).find((it) =>
    it.startsWith(`estimatex-server ${command} `)
  );
  const places = [["/var/backups/estimatex/monday", copy], ["/var/lib/estimatex", data]] as const;
  return adapted(line ?? command, places).split(" ").slice(1);
}

const TICKET = { ticket_id: "T-ONE" };

permittedTest(
  "[S6] a backup of a server that runs is a room where it was, and its results",
  async () => {
    const directory = programsFolder();
    const elsewhere = programsFolder();
    const copy = `${directory}/monday`; // where the task may write
    await using server = await Server.start({ workers: 2, flags: ["--data", directory] });
    await using table = new V2Table(server);
    const ana = await table.creates("ana", 2);
    await ana.does("BEGIN_VOTING", TICKET);
    await ana.does("MEMBER_VOTED", { ...TICKET, vote: "8" });
    const { code, lines } = await runToEnd(await shown("backup", copy, directory));
    assertEquals([code, lines], [0, [`copied 2 data files from ${directory} to ${copy}`]]);
    for (const { name } of Deno.readDirSync(copy)) {
      assertEquals((Deno.statSync(`${copy}/${name}`).mode ?? 0) & 0o777, 0o600, name);
    }
    assertEquals((Deno.statSync(copy).mode ?? 0) & 0o777, 0o700);
    // what comes later is not in the copy
    await ana.does("REVEAL_VOTES", TICKET);
    await server.stop();

    const again = await runToEnd(await shown("backup", copy, directory));
    assertEquals([again.code, again.lines.length], [1, 1], again.lines.join("\n"));
    assertMatch(again.lines[0] ?? "", /monday is not empty: name a new directory$/);
    const restored = await runToEnd(await shown("restore", copy, elsewhere), [copy]);
    assertEquals([restored.code, restored.lines.length], [0, 1], restored.lines.join("\n"));

    await using other = await Server.start({
      port: server.port,
      workers: 1,
      flags: ["--data", elsewhere],
    });
    const back = await table.returns(ana);
    const { room } = await back.welcomed();
    assertEquals([back.id, room.ballot?.phase], [ana.id, "complete"]);
    assertEquals(other.log.filter(({ event }) => event === "changes_not_restored"), []);
    await other.stop();
    for (const path of [directory, elsewhere]) await Deno.remove(path, { recursive: true });
  },
);

permittedTest(
  "[S6] a new file system is as good as an empty directory, a file is none",
  async () => {
    const directory = programsFolder();
    const server = await Server.start({ flags: ["--data", directory] });
    await server.stop();
    const disk = `${directory}/disk`; // where the task may write
    await Deno.mkdir(`${disk}/lost+found`, { recursive: true });
    giveToProgram(disk);
    const there = await runToEnd(["backup", disk, "--data", directory]);
    assertEquals([there.code, there.lines.length], [0, 1], there.lines.join("\n"));
    assertEquals([...Deno.readDirSync(disk)].map(({ name }) => name).sort(), [
      "lost+found",
      "worker-0.db",
    ]);
    const file = `${disk}/worker-0.db`;
    for (const args of [["backup", file, "--data", directory], ["--port", "0", "--data", file]]) {
      const { code, lines } = await runToEnd(args, [directory]);
      assertEquals([code, lines.length], [1, 1], lines.join("\n"));
      assertMatch(lines[0] ?? "", /worker-0\.db is no directory: name one$/);
    }
    await Deno.remove(directory, { recursive: true });
  },
);

permittedTest(
  "[S6] a backup that its disk has no room for names it, and leaves nothing",
  async () => {
    const directory = programsFolder();
    const small = `${directory}/small`; // where the task may write
    await Deno.mkdir(small);
    {
      await using mount = await mounted(small, "size=64k");
      if (mount === null) return notMounted("A BACKUP ONTO A FULL DISK");
      giveToProgram(small);
      const server = await Server.start({ flags: ["--data", directory] });
      await server.stop();
      const { code, lines } = await runToEnd(["backup", `${small}/monday`, "--data", directory]);
      const said =
        `${small}/monday/worker-0.db can't be written, its disk is full: make room, or choose another directory`;
      assertEquals([code, lines], [1, [said]]);
      assertEquals([...Deno.readDirSync(small)], []);
    }
    await Deno.remove(directory, { recursive: true });
  },
);

permittedTest(
  "[S6] a copy that was cut short is used by nobody, neither a server nor restore nor results",
  async () => {
    const directory = programsFolder();
    const server = await Server.start({ workers: 2, flags: ["--data", directory] });
    await server.stop();
    const copy = `${directory}/monday`; // where the task may write
    assertEquals((await runToEnd(["backup", copy, "--data", directory])).code, 0);
    // as it was when the process was killed before the last file
    copyBegins(copy);
    giveToProgram(`${copy}/copying`);
    await Deno.remove(`${copy}/worker-1.db`);
    for (
      const args of [
        ["--port", "0", "--host", "127.0.0.1", "--data", copy],
        ["restore", copy, "--data", `${directory}/again`],
        ["backup", `${directory}/tuesday`, "--data", copy],
        ["results", "--data", copy],
        ["results", "delete", "7K2M9QXD", "--data", copy],
      ]
    ) {
      const { code, lines } = await runToEnd(args, [directory]);
      assertEquals([code, lines.length], [1, 1], lines.join("\n"));
      assertMatch(lines[0] ?? "", /monday is a copy that has not been finished: .*copy again/);
    }
    await Deno.remove(directory, { recursive: true });
  },
);

permittedTest(
  "results delete takes one session, of a room that has ended, from a server that runs",
  async () => {
    const directory = programsFolder();
    await using server = await Server.start({ flags: ["--data", directory] });
    const ids: string[] = [];
    await using table = new V2Table(server);
    for (const name of ["Stays", "Deleted"]) {
      await using other = new V2Table(server);
      const member = await other.creates(name, 2);
      await member.does("BEGIN_VOTING", TICKET);
      await member.does("MEMBER_VOTED", { ...TICKET, vote: "8" });
      await member.does("REVEAL_VOTES", TICKET);
      ids.push(other.roomId);
      const deleting = () => runToEnd(["results", "delete", other.roomId, "--data", directory]);
      if (name === "Stays") continue;
      const goesOn = await deleting();
      assertEquals([goesOn.code, goesOn.lines], [1, [
        `room ${other.roomId} goes on: end it first`,
      ]]);
      await member.does("END_SESSION");
      const { code, lines } = await deleting();
      assertEquals([code, lines], [0, [`deleted 1 session of room ${other.roomId}`]]);
      assertEquals((await deleting()).code, 1);
    }
    const { lines } = await runToEnd(["results", "--data", directory]);
    assertStringIncludes(lines.join("\n"), ids[0] ?? "?");
    assertEquals(lines.join("\n").includes(ids[1] ?? ""), false);
    // the server writes on
    await table.creates("ana", 2);
    await server.stop();
    await Deno.remove(directory, { recursive: true });
  },
);
