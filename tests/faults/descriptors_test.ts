// The server runs out of descriptors, as with a low `ulimit -n` and silent connections, which are no WebSockets and so
// count towards no limit [W10].
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { eventually } from "../e2e/patience.ts";
import { RawSocket } from "../e2e/raw_socket.ts";
import { Table } from "../e2e/table.ts";
import { permittedTest } from "../permitted.ts";
import { serverWords, workingFolder } from "../program.ts";
import { Subject } from "./subject.ts";

const DESCRIPTORS = 200;

/** Connections that say nothing, until a listener gives up or more are open than there can be. */
async function crowd(server: Subject, open: Deno.Conn[]): Promise<void> {
  while (open.length < 3 * DESCRIPTORS && server.count("listener_failed") === 0) {
    // with nobody listening any more they are refused, and that will do
    const conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port }).catch(() => null);
    if (conn === null) return;
    open.push(conn);
  }
}

/** The number to which a warning says that connections are lowered. */
function fitting(warning: string): number {
  return Number(/lowered from 10000 to (\d+)/.exec(warning)?.[1]);
}

/** A whole ballot of people who are there already, in a room that they filled. */
async function ballot(table: Table, ticket: string): Promise<void> {
  const [anna, bela] = table.people;
  await anna?.begins(ticket);
  await anna?.votes("13");
  await bela?.votes("8");
  await anna?.reveals();
  await bela?.receives("VOTES_REVEALED", { nth: Number(ticket.slice(2)) });
}

for (const workers of [1, 2]) {
  const some = `${workers} worker${workers === 1 ? "" : "s"}`;
  const starved = { workers, before: `ulimit -n ${DESCRIPTORS}` };

  for (const most of ["0", "60"]) {
    permittedTest(
      `[W10] out of descriptors with --max-connections ${most}: rooms live on, and others open when it is over, ${some}`,
      async () => {
        await using server = await Subject.start({
          ...starved,
          flags: ["--max-connections", most],
        });
        {
          await using table = new Table(server);
          await table.fills("anna", "bela");
          const strangers: Deno.Conn[] = [];
          try {
            await crowd(server, strangers);
            await ballot(table, "T-1");
          } finally {
            for (const conn of strangers) conn.close();
          }
          await server.logged("listener_failed");
          await server.logged("listening_again");
          await using late = new Table(server);
          // the other worker's listener may give up yet
          await eventually(
            "room for two",
            () => late.fills("cyril", "dora").catch(() => undefined),
          );
          await ballot(late, "T-1");
          await ballot(table, "T-2");
        }
        await server.stop();
      },
    );
  }

  permittedTest(
    `[W10] what fits is the same whether it is counted before the start or afterwards, ${some}`,
    async () => {
      const before = `ulimit -n 512`;
      const words = serverWords(["--workers", `${workers}`, "--check-config"]);
      const args = ["-c", `${before}; exec "$0" "$@"`, ...words];
      const check = new Deno.Command("sh", { args, cwd: workingFolder() });
      const checked = fitting(new TextDecoder().decode((await check.output()).stderr));
      await using server = await Subject.start({ workers, before });
      const { message } = await server.logged("setting_lowered");
      // how many descriptors a start has open is known to a few
      const served = fitting(`${message}`);
      assert(Math.abs(served - checked) <= 4, `${served} afterwards, ${checked} before`);
      await server.stop();
    },
  );

  const asked = [["its default", []], ["0", ["--max-connections", "0"]]] as const;
  for (const [what, flags] of asked) {
    permittedTest(
      `[W10] --max-connections, ${what}, becomes what fits: one too many gets the reason, ${some}`,
      async () => {
        await using server = await Subject.start({ ...starved, flags });
        if (flags.length === 0) await server.logged("setting_lowered");
        await using open = new AsyncDisposableStack();
        const create = { action: "CREATE_ROOM", name: "one", max_room_capacity: "2" };
        const path = `/ws?${new URLSearchParams(create)}`;
        let text = "";
        for (let n = 0; n < DESCRIPTORS && !text.includes("limit of connections"); n++) {
          const socket = open.use(await RawSocket.open(server.port, { path }));
          text = await socket.line();
        }
        assertStringIncludes(text, "limit of connections");
        assertEquals(server.count("listener_failed"), 0, `${server}`);
        await open.disposeAsync();
        await server.stop();
      },
    );
  }
}
