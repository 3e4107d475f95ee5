// The protocol document is true: every example in it is executed, and its tables of commands and codes are those of the
// sources [P2.5, P2.6, W7].
import { assert, assertEquals } from "@std/assert";
import { CLOSE, type CloseName } from "../../src/protocol/close_codes.ts";
import type { TrackerCode } from "../../src/protocol/tracker_codes.ts";
import { decodeV2, type V2Problem } from "../../src/protocol/v2_decode.ts";
import { FRAMES } from "../../src/protocol/v2_frames.ts";
import { RESULTS_PAGE_BALLOTS, RESULTS_PAGE_BYTES } from "../../src/protocol/results_pages.ts";
import { DECKS } from "../../src/room/deck.ts";
import type { RefusalCode } from "../../src/room/events.ts";
import * as limits from "../../src/room/limits.ts";
import { BAD_MESSAGES_MAX } from "../../src/server/forgiveness.ts";
import { V2_SILENCE_MS } from "../../src/server/silence.ts";
import { LAG_BYTES, OUTBOX_BYTES_MAX } from "../../src/server/outbox.ts";
import { MESSAGE_BYTES_MAX } from "../../src/protocol/wire_limits.ts";
import { WAITING_MESSAGES_MAX } from "../../src/server/inbox.ts";
import { STATE_BUDGET, STATE_TICK_MS } from "../../src/hosting/room_states.ts";
import { BALLOT_WAIT_MS } from "../../src/hosting/leaving.ts";
import { FLAGS } from "../../src/cli/flags.ts";
import { permittedTest } from "../permitted.ts";
import { protocolText } from "../readme.ts";
import { RawSocket } from "./raw_socket.ts";
import { Server } from "./server.ts";
import { Transcript } from "./transcript.ts";
import { codeIn, examplesIn, type Line, tableIn } from "./v2_document.ts";
import { Bindings } from "./v2_match.ts";

/** Every type of v1's events, in both directions [P1]. */
const V1_TYPES = [
  "CREATE_ROOM",
  "JOIN_ROOM",
  "ROOM_JOIN_UPDATES",
  "ROOM_CAPACITY_REACHED",
  "BEGIN_VOTING_PROMPT",
  "BEGIN_VOTING",
  "ASK_FOR_VOTE",
  "MEMBER_VOTED",
  "VOTING_COMPLETED",
  "REVEAL_VOTES_PROMPT",
  "REVEAL_VOTES",
  "VOTES_REVEALED",
  "AWAITING_ADMIN_VOTE_START",
];

/** Each code once, or this doesn't compile. */
const COMMAND_CODES: Readonly<
  Record<RefusalCode | TrackerCode | V2Problem["code"] | "session_over", true>
> = {
  bad_message: true,
  unknown_type: true,
  bad_field: true,
  room_full: true,
  not_announced: true,
  not_admin: true,
  not_voter: true,
  no_such_member: true,
  ballot_open: true,
  no_ballot: true,
  wrong_ticket: true,
  wrong_attempt: true,
  card_not_in_deck: true,
  already_revealed: true,
  not_complete: true,
  no_votes: true,
  session_full: true,
  session_over: true,
  not_revealed: true,
  queue_full: true,
  not_eligible: true,
  room_locked: true,
  barred: true,
  no_such_ticket: true,
  capacity_too_small: true,
  everybody_voted: true,
  too_soon: true,
  tracker_unknown: true,
  tracker_busy: true,
  tracker_unreachable: true,
  tracker_refused: true,
  tracker_not_found: true,
  tracker_bad_query: true,
  tracker_unclear_answer: true,
  tracker_not_writable: true,
  not_from_tracker: true,
  no_estimate: true,
};

/** The codes with which connections are refused [W4]. */
const ENTRY_CODES = [
  "bad_request",
  "no_such_room",
  "room_full",
  "room_locked",
  "wrong_passcode",
  "wrong_key",
  "barred",
  "resume_refused",
  "try_later",
  "restarting",
] as const satisfies readonly CloseName[];

/** A client in an example. */
class Person {
  readonly protocol: string;
  readonly #frames: string[] = [];
  readonly #transcript: Transcript;
  readonly #socket: RawSocket;
  readonly #running: Promise<void>;
  /** How many frames the examples have shown so far. */
  #shown = 0;

  private constructor(name: string, socket: RawSocket) {
    this.protocol = socket.protocol ?? "v1";
    this.#transcript = new Transcript(name);
    this.#socket = socket;
    this.#running = this.#run();
  }

  static async connect(name: string, port: number, path: string, protocols: readonly string[]) {
    return new Person(name, await RawSocket.open(port, { path, protocols }));
  }

  async sends(text: string): Promise<void> {
    this.#transcript.note(`-> ${text}`);
    await this.#socket.text(text);
  }

  /** Waits for the frame that the example shows. Only states may come before it. */
  async gets(shown: string, bindings: Bindings): Promise<void> {
    const { why } = await this.#transcript.until(`${bindings.real(shown)}`, () => {
      for (let at = this.#shown; at < this.#frames.length; at++) {
        const frame = this.#frames[at] ?? "";
        const why = bindings.mismatch(shown, frame);
        if (why === null) this.#shown = at + 1;
        else if (typeOf(frame) === "ROOM_STATE") continue;
        return { why };
      }
      return undefined;
    });
    if (why !== null) throw new Error(`${shown}\nshould come next, but ${why}; all:\n${this}`);
  }

  async cut(): Promise<void> {
    await this.#socket.cut();
    await this.#running;
  }

  toString(): string {
    return this.#transcript.toString();
  }

  async #run(): Promise<void> {
    for (;;) {
      const frame = await this.#socket.message(Infinity);
      if (frame.kind === "end") return;
      if (frame.kind === "text") this.#frames.push(frame.text);
      else if (frame.kind === "close") this.#frames.push(`closed: ${frame.code} ${frame.reason}`);
      this.#transcript.note(`<- ${this.#frames.at(-1)}`);
    }
  }
}

/** Executes every step of the document, and resolves with the types of all messages, in both directions. */
async function execute(lines: readonly Line[], port: number): Promise<Set<string>> {
  await using stack = new AsyncDisposableStack();
  const people = new Map<string, Person>();
  const bindings = new Bindings();
  const used = new Set<string>();
  for (const line of lines) {
    try {
      if (line.does === "connect") {
        const path = bindings.real(line.path);
        const protocols = line.protocols.map((name) => bindings.real(name));
        const person = await Person.connect(line.who, port, path, protocols);
        stack.defer(() => person.cut());
        people.set(line.who, person);
        continue;
      }
      const person = people.get(line.who);
      if (person === undefined) throw new Error(`${line.who} has not connected`);
      if (line.does === "cut") await person.cut();
      else if (line.does === "send") await person.sends(bindings.real(line.text));
      else await person.gets(line.text, bindings);
      if ("text" in line) used.add(`${person.protocol} ${line.does} ${typeOf(line.text)}`);
    } catch (error) {
      throw new Error(`line ${line.at}: ${error}`);
    }
  }
  return used;
}

function typeOf(text: string): string {
  return /^\{"type":"(\w+)"/.exec(text)?.[1] ?? "text";
}

/** The commands that the decoder knows, from its error about an unknown one. */
function commands(): readonly string[] {
  const decoded = decodeV2('{"type":"?"}');
  assert(!decoded.ok);
  return decoded.error.problem.message.match(/[A-Z_]{4,}/g) ?? [];
}

for (const workers of [1, 2, 4]) {
  const some = `${workers} worker${workers === 1 ? "" : "s"}`;

  permittedTest(`[P1, P2] every example of the protocol document is true, ${some}`, async () => {
    await using server = await Server.start({ workers });
    const used = await execute(examplesIn(await protocolText()), server.port);
    const missing = [
      ...commands().map((type) => `estimatex.v2 send ${type}`),
      ...Object.keys(FRAMES).map((type) => `estimatex.v2 get ${type}`),
    ].filter((one) => !used.has(one));
    assertEquals(missing, [], "what no example shows");
    const v1 = V1_TYPES.filter((type) =>
      !used.has(`v1 send ${type}`) && !used.has(`v1 get ${type}`)
    );
    assertEquals(v1, [], "what no example of v1 shows");
  });
}

permittedTest("[P2.5] the protocol document lists every command, and no other", async () => {
  const rows = tableIn(await protocolText(), "## Commands", "command");
  const listed = rows.flatMap(([command]) => codeIn(command));
  assertEquals(listed.toSorted(), commands().toSorted());
});

permittedTest("[P2.6] the protocol document lists every error code, and no other", async () => {
  const markdown = await protocolText();
  const rows = tableIn(markdown, "## Error codes", "the command was refused because");
  const listed = rows.flatMap(([code]) => codeIn(code));
  assertEquals(listed.toSorted(), Object.keys(COMMAND_CODES).toSorted());
  const entry = tableIn(markdown, "## Error codes", "closed with");
  const codes = entry.map(([code, close]) => [...codeIn(code), Number(close)]);
  assertEquals(codes, ENTRY_CODES.map((name) => [name, CLOSE[name].code]));
});

permittedTest("[W7] the protocol document lists every close code as the table has it", async () => {
  const rows = tableIn(await protocolText(), "## Close codes", "try again");
  const listed = rows.map(([code, reason, again]) => [code, ...codeIn(reason), again]);
  const wanted = Object.values(CLOSE).map(({ code, reason, retry }) => [
    `${code}`,
    reason,
    retry.replace("_", " "),
  ]);
  assertEquals(listed, wanted);
});

permittedTest("[P2.1] the protocol document lists the decks", async () => {
  const rows = tableIn(await protocolText(), "## Decks", "cards");
  const listed = rows.map(([name, cards]) => ({
    name: codeIn(name)[0] ?? "",
    cards: codeIn(cards),
  }));
  assertEquals(listed, [...DECKS]);
});

permittedTest("[W6, P2] the protocol document's figures are those of the sources", async () => {
  const text = (await protocolText()).replace(/\s+/g, " ");
  const KIB = 1024;
  const figures = [
    `a message has at most ${MESSAGE_BYTES_MAX.v2 / KIB} KiB`,
    `a message over ${MESSAGE_BYTES_MAX.v1 / KIB} KiB`,
    `${BAD_MESSAGES_MAX} bad messages`,
    `${WAITING_MESSAGES_MAX} messages before \`WELCOME\``,
    `${LAG_BYTES / KIB} KiB unread`,
    `${OUTBOX_BYTES_MAX / KIB / KIB} MiB unread`,
    `something within ${V2_SILENCE_MS / 1000} s`,
    `at most once in ${STATE_TICK_MS} ms`,
    `at most ${STATE_BUDGET.bytesPerSecond / 1e6} MB a second`,
    `ballot waits for its vote for ${BALLOT_WAIT_MS / 1000} s`,
    `\`--resume-grace\` (${FLAGS.resume_grace_ms.fallback(1) / 1000} s by default)`,
    `\`--admin-grace\` (${FLAGS.admin_grace_ms.fallback(1) / 1000} s by default)`,
    `in pages of at most ${RESULTS_PAGE_BALLOTS} ballots and about ${
      RESULTS_PAGE_BYTES / 1024
    } KiB`,
    `more than ${limits.HISTORY_VOTES_MAX} votes`,
    `${limits.HISTORY_BYTES_MAX / KIB / KIB} MiB as encoded`,
    `from 1 to ${limits.TIMER_SECONDS_MAX}`,
    `1 to ${limits.ESTIMATE_LENGTH_MAX} characters`,
    `1 to ${limits.NAME_LENGTH_MAX} characters`,
    `1 to ${limits.TICKET_ID_LENGTH_MAX} characters, titles at most ${limits.TITLE_LENGTH_MAX}`,
    `more than ${limits.QUEUE_TICKETS_MAX} tickets, or ${limits.QUEUE_BYTES_MAX / KIB} KiB`,
    `${limits.DECK_CARDS_MIN} to ${limits.DECK_CARDS_MAX} different cards`,
    `cards of 1 to ${limits.CARD_LENGTH_MAX} characters`,
  ];
  assertEquals(figures.filter((figure) => !text.includes(figure)), []);
});

Deno.test("an example that is not true is found out", () => {
  const bindings = new Bindings();
  const shown = '{"type":"OK","data":{"version":5},"re":"1"}';
  const rows: readonly (readonly [string, string, boolean])[] = [
    [shown, '{"type":"OK","data":{"version":7},"re":"1"}', true],
    [shown, '{"type":"OK","data":{"version":8},"re":"1"}', false],
    [shown, '{"type":"OK","data":{"version":7},"re":"2"}', false],
    [shown, '{"type":"OK","data":{"version":7,"more":1},"re":"1"}', false],
    ['{"type":"OK","data":{…},"re":"1"}', '{"type":"OK","data":{"more":1},"re":"1"}', true],
    ['{"version":4}', '{"version":7}', false],
    ['{"version":6}', '{"version":9}', true],
    ['{"member_id":"ANA"}', '{"member_id":"REAL"}', true],
    ['{"text":"ANA is here"}', '{"text":"REAL is here"}', true],
    ['{"member_id":"BOB"}', '{"member_id":"REAL"}', false],
    ['{"list":[1,2]}', '{"list":[1,2,3]}', false],
    ['{"list":[1,2,…]}', '{"list":[1,2,3]}', true],
    ["a line", "a line", true],
    ["a line", "a line and more", false],
    ["a line…", "a line and more", true],
    ["a line", '{"type":"OK"}', false],
  ];
  for (const [shown, actual, same] of rows) {
    assertEquals(bindings.mismatch(shown, actual) === null, same, `${shown} and ${actual}`);
  }
});
