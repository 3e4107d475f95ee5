// Line mode with a server all of whose texts are hostile: nothing of it reaches a terminal, or a program's.
import { assert } from "@std/assert";
import { ASCII } from "../../src/terminal/glyphs.ts";
import { runLines } from "../../src/terminal/lines.ts";
import { jsonReporter, plainReporter, type Reporter } from "../../src/terminal/reporter.ts";
import { RoomSession } from "../../src/terminal/room_session.ts";
import { Seats } from "../../src/terminal/seats.ts";
import { NO_SUMMARY, roomWith, TOKEN, turns, World } from "../client/fake_world.ts";

const HOSTILE = "\u001b]0;x\u0007\u001b[31m\u009b2J\u202e\u2028\r\n\u{e0041}";
/** Nothing that steers a terminal, turns text round, or hides; descriptions and notes have lines. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const REPORTERS: Readonly<Record<string, (write: (line: string) => void) => Reporter>> = {
  json: jsonReporter,
  plain: (write) => plainReporter(write, ASCII),
};

const TICKET = { ticket_id: "T-1", title: "One", description: "Text", url: "https://x.example/1" };
const REVEALED = {
  ...TICKET,
  attempt: 1,
  phase: "revealed",
  opened_at: 0,
  revealed_at: 1,
  votes: [{ member_id: "ANA", name: "ana", card: "5" }],
  summary: { ...NO_SUMMARY, counts: [{ card: "5", count: 1 }], suggestion: "5" },
  estimate: "5",
  note: "Note",
} as const;

/** Every text, and every name of a field that nobody knows, is followed by something hostile. */
function hostile(value: unknown, name = ""): unknown {
  if (typeof value === "string") {
    return ["type", "re", "phase", "role", "presence"].includes(name) ? value : value + HOSTILE;
  }
  if (Array.isArray(value)) return value.map((each) => hostile(each));
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([key, each]) => [key, hostile(each, key)]);
  return { ...Object.fromEntries(fields), ["more" + HOSTILE]: HOSTILE };
}

/** What Ana's client writes while the server plays the story. */
async function written(
  kind: string,
  play: (world: World) => Promise<void>,
): Promise<readonly string[]> {
  using world = new World();
  const { environment, clock } = world;
  const lines: string[] = [];
  const reporter = REPORTERS[kind]?.((line) => lines.push(line));
  assert(reporter !== undefined);
  const ana = new RoomSession({
    server: { socket: "ws://server.test/ws", page: "http://server.test" },
    name: "Ana",
    seats: new Seats(null, () => 0),
    listener: { room: () => {}, vote: () => {}, status: () => {} },
    environment,
  });
  const joining = ana.client.join({ name: "Ana", room_id: "7K2M9QXD" });
  const room = roomWith({ name: "Team", queue: [TICKET], ballot: REVEALED, results_count: 1 });
  const you = { member_id: "ANA", resume_token: TOKEN, vote: "5" };
  const server = { name: "estimatex-server", version: "1" };
  world.socket.receive(hostile({ type: "WELCOME", data: { room, you, server, now: 0 } }));
  await joining;
  const over = runLines(ana, {
    reporter,
    input: (async function* () {
      yield "begin T-2";
    })(),
    unread: new Promise(() => {}),
    onSignal: () => () => {},
    clock,
  });
  await turns();
  await play(world);
  await turns();
  ana.client.close();
  reporter.over(await over);
  return lines;
}

/** In the line as it is, and in what a program reads of it. */
function assertClean(kind: string, line: string): void {
  assert(!UNFIT.test(line), JSON.stringify(line));
  if (kind === "json") assertFit(JSON.parse(line), line);
}

function assertFit(value: unknown, line: string): void {
  if (typeof value === "string") assert(!UNFIT.test(value.replaceAll("\n", "")), line);
  else if (typeof value === "object" && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      assertFit(key, line);
      assertFit(each, line);
    }
  }
}

for (const kind of Object.keys(REPORTERS)) {
  Deno.test(`a hostile server, ${kind}: its rooms, its refusals, its end`, async () => {
    const lines = await written(kind, async ({ socket }) => {
      const error = { code: "not_admin", message: "No.", field: "ticket_id" };
      socket.receive(hostile({ type: "ERROR", re: socket.last.id, data: error }));
      await turns();
      const by = { member_id: "BOB", name: "bob" };
      socket.receive(hostile({ type: "NUDGED", data: { ticket_id: "T-1", by } }));
      const results = { room_id: "7K2M9QXD", participants: [by], ballots: [REVEALED] };
      socket.receive(hostile({ type: "SESSION_ENDED", data: { reason: "idle", results } }));
    });
    for (const line of lines) assertClean(kind, line);
    const shown = kind === "json"
      ? ['"member_id":"ANA"', '"code":"not_admin"', '"nudged"', '"results"']
      : ["ana (you, admin)", "Not done: No.", "bob waits", "is closed"];
    for (const words of shown) assert(lines.some((line) => line.includes(words)), words);
  });

  Deno.test(`a hostile server, ${kind}: the reason why nobody comes back`, async () => {
    const lines = await written(kind, async (world) => {
      world.socket.end(1012);
      world.clock.advance(500);
      const error = { code: "resume_refused", message: "Gone.", field: "room_id" };
      world.socket.receive(hostile({ type: "ERROR", data: error }));
      world.socket.end(4010);
      await turns();
    });
    for (const line of lines) assertClean(kind, line);
    assert(lines.some((line) => line.includes("Gone.")));
  });
}
