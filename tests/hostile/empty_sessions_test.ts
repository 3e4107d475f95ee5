// Hundreds of rooms that are opened and left [R16, W9]: none is saved, and only its id is left on the disk.
import { assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { RawSocket } from "../e2e/raw_socket.ts";
import { runToEnd, Server } from "../e2e/server.ts";
import { V2 } from "../e2e/v2_member.ts";
import { permittedTest } from "../permitted.ts";
import { programsFolder } from "../program.ts";
import { complaints } from "./siege.ts";
import { event } from "./stranger.ts";

const ROOMS = 500;
/** Open at a time. */
const CROWD = 20;
/** What a room may leave behind, of what one leaves that has a revealed ballot. */
const SHARE_MAX = 0.3;
/** The longest name, so that a participant who is kept takes his room. */
const NAME = "\u{1F9EA}".repeat(40);
const GUESTS = 3;

const TICKET = { ticket_id: "T" };
const BALLOT = [
  event("BEGIN_VOTING", TICKET),
  event("MEMBER_VOTED", { ...TICKET, vote: "5" }),
  event("REVEAL_VOTES", { ...TICKET, force: true }),
];

async function joins({ port }: Server, query: Readonly<Record<string, string>>) {
  const path = `/ws?${new URLSearchParams({ name: NAME, ...query })}`;
  const socket = await RawSocket.open(port, { path, protocols: [V2] });
  const first = await socket.message();
  const text = first.kind === "text" ? first.text : "";
  assertStringIncludes(text, '"WELCOME"');
  return { socket, room_id: /"room_id":"(\w+)"/.exec(text)?.[1] ?? "" };
}

/** Opens a room, has guests in, does this in it, and ends it. */
async function session(server: Server, commands: readonly string[]): Promise<void> {
  const { socket, room_id } = await joins(server, {
    action: "CREATE_ROOM",
    max_room_capacity: `${GUESTS + 1}`,
  });
  await using admin = socket;
  await using stack = new AsyncDisposableStack();
  for (let n = 0; n < GUESTS; n++) {
    stack.use((await joins(server, { action: "JOIN_ROOM", room_id })).socket);
  }
  for (const command of [...commands, event("END_SESSION", {})]) await admin.text(command);
  await admin.rest();
}

/** What the files take once the process has ended, in bytes. */
async function bytesAfter(
  directory: string,
  { workers, commands }: { readonly workers: number; readonly commands: readonly string[] | null },
): Promise<number> {
  await using server = await Server.start({ workers, flags: ["--data", directory] });
  for (let n = 0; commands !== null && n < ROOMS; n += CROWD) {
    await Promise.all(Array.from({ length: CROWD }, () => session(server, commands)));
  }
  await server.stop();
  assertEquals(complaints(server), []);
  let bytes = 0;
  for await (const { name } of Deno.readDir(directory)) {
    bytes += (await Deno.stat(`${directory}/${name}`)).size;
  }
  return bytes;
}

for (const workers of [1, 2]) {
  const some = `${workers} worker${workers === 1 ? "" : "s"}`;

  permittedTest(`[R16, W9] rooms opened and left leave their ids alone, ${some}`, async () => {
    const directory = programsFolder();
    const empty = await bytesAfter(directory, { workers, commands: null });
    const left = await bytesAfter(directory, { workers, commands: [] });
    const { code, lines } = await runToEnd(["results", "--data", directory]);
    assertEquals(code, 0, lines.join("\n"));
    assertStringIncludes(lines.join("\n"), "No sessions are kept there");
    const kept = await bytesAfter(directory, { workers, commands: BALLOT });
    const share = (left - empty) / (kept - left);
    assertLess(share, SHARE_MAX, `${(left - empty) / ROOMS} bytes of ${(kept - left) / ROOMS}`);
    await using server = await Server.start({ workers, flags: ["--data", directory] });
    await server.stop();
    assertEquals(server.log.filter(({ event }) => event === "rooms_restored"), []);
    await Deno.remove(directory, { recursive: true });
  });
}
