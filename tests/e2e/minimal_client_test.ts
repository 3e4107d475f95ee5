// The minimal client in the protocol document, in a session of two, on each runtime that is installed.
import { assertEquals } from "@std/assert";
import { permittedTest } from "../permitted.ts";
import { printError } from "../print.ts";
import { protocolText } from "../readme.ts";
import { eachLine } from "./program_lines.ts";
import { within } from "./patience.ts";
import { Server } from "./server.ts";

/** A program that uses the document's client, and prints the outcome. */
const STORY = `
const [server] = (globalThis.Deno?.args ?? process.argv.slice(2)).slice(-1);
const until = (client, fits) => new Promise((resolve) => {
  const look = (room) => room !== null && fits(room) && resolve(room);
  client.changed = look;
  look(client.room);
});
const ana = enter(server, { action: "CREATE_ROOM", name: "Ana", max_room_capacity: 2 });
const { room_id } = await until(ana, () => true);
const bob = enter(server, { action: "JOIN_ROOM", name: "Bob", room_id });
await until(bob, () => true);
const ended = new Promise((resolve) => bob.ended = (...how) => resolve(how));
const replies = [(await ana.send("BEGIN_VOTING", { ticket_id: "WEB-7" })).type];
for (const client of [ana, bob]) {
  await until(client, ({ ballot }) => ballot?.phase === "voting");
  replies.push((await client.send("MEMBER_VOTED", { ticket_id: "WEB-7", vote: "8" })).type);
}
replies.push((await bob.send("REVEAL_VOTES", { ticket_id: "WEB-7" })).code);
await ana.send("REVEAL_VOTES", { ticket_id: "WEB-7" });
const { ballot } = await until(bob, ({ ballot }) => ballot?.phase === "revealed");
ana.send("END_SESSION");
console.log(JSON.stringify([replies, ballot.summary.mean, await ended]));
`;

const CAME_OF_IT = [["OK", "OK", "OK", "not_admin"], 8, [1000, "session over"]];

/** Runtimes with a built-in WebSocket, as commands to run a module with an argument. */
const RUNTIMES: Readonly<Record<string, () => readonly string[]>> = {
  Deno: () => [Deno.execPath(), "run", "--no-config", "--allow-net"],
  "Node 22": () => ["npx", "-y", "node@22"],
};

for (const [runtime, words] of Object.entries(RUNTIMES)) {
  permittedTest(`the protocol document's client of a few lines plays on ${runtime}`, async (t) => {
    const [program = "", ...args] = words();
    const isHere = runtime === "Deno" || await succeeds([program, ...args, "--version"]);
    if (!isHere) printError(`THE CLIENT OF A FEW LINES WAS NOT TRIED ON ${runtime.toUpperCase()}`);
    await t.step({
      name: `with ${runtime}`,
      ignore: !isHere,
      async fn() {
        const shown = /^```js\n([^]*?)^```$/m.exec(await protocolText())?.[1] ?? "";
        await using server = await Server.start({ workers: 2 });
        const file = await Deno.makeTempFile({ suffix: ".mjs" });
        await Deno.writeTextFile(file, shown + STORY);
        const child = new Deno.Command(program, {
          args: [...args, file, `ws://127.0.0.1:${server.port}/ws`],
          stdin: "null",
          stdout: "piped",
        }).spawn();
        const lines: string[] = [];
        const all = Promise.all([
          child.status,
          eachLine(child.stdout.getReader(), (line) => lines.push(line)),
        ]);
        try {
          assertEquals((await within(all, "end of the client"))[0].code, 0);
        } finally {
          await Deno.remove(file);
        }
        assertEquals(lines.map((line) => JSON.parse(line)), [CAME_OF_IT]);
      },
    });
  });
}

async function succeeds([program = "", ...args]: readonly string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(program, { args, stdout: "null", stderr: "null" })
      .output();
    return success;
  } catch {
    return false;
  }
}
