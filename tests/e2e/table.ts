/**
 * The v1 clients of a story and their room: they join one after the other, so that the order is certain, and leave at
 * the end. Also has assertions that stories share.
 */
import { assert, assertEquals, fail } from "@std/assert";
import { isRecord } from "./go_event.ts";
import { type Received, Terminal } from "./v1_terminal.ts";

export class Table implements AsyncDisposable {
  roomId = "";
  readonly people: Terminal[] = [];
  readonly #port: number;

  constructor(server: { readonly port: number }) {
    this.#port = server.port;
  }

  /** Opens the room and waits until its creator is in it. */
  async creates(name: string, capacity: number): Promise<Terminal> {
    const terminal = await Terminal.create(this.#port, name, capacity);
    this.people.push(terminal);
    const { data } = await terminal.receives("CREATE_ROOM");
    this.roomId = `${data["room_id"]}`;
    await terminal.receives("ROOM_JOIN_UPDATES", { nth: 2 });
    return terminal;
  }

  /** Joins and waits until the room has announced the newcomer. */
  async joins(name: string, roomId: string = this.roomId): Promise<Terminal> {
    const terminal = await this.knocks(name, roomId);
    await terminal.receives("ROOM_JOIN_UPDATES", { with: [this.roomId] });
    return terminal;
  }

  /** Connects to join, without waiting for the outcome. */
  async knocks(name: string, roomId: string = this.roomId): Promise<Terminal> {
    const terminal = await Terminal.join(this.#port, name, roomId);
    this.people.push(terminal);
    return terminal;
  }

  /** Creates with the first name and joins with the others, up to capacity. */
  async fills(...names: [string, ...string[]]): Promise<Terminal[]> {
    const [admin, ...others] = names;
    const all = [await this.creates(admin, names.length)];
    for (const name of others) all.push(await this.joins(name));
    return all;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The admin last, so that a story's end is not sent to people who are about to leave anyway.
    for (const terminal of this.people.toReversed()) await terminal.interrupt();
  }
}

/**
 * Waits until a client that wanted to join has been refused, in one line with these words [W4].
 * Its JOIN_ROOM is under way then and crosses the server's close frame; Deno 2.4 at times hangs up on
 * that, which the person hardly sees. refusals_test.ts insists on the close code where nothing crosses.
 */
export async function turnedAway(terminal: Terminal, ...words: string[]): Promise<void> {
  const { by, code } = await terminal.ended();
  assert(by === "server" && (code === 1000 || code === undefined), `${terminal}`);
  assertFrames(terminal, ["text"]);
  assertWords(terminal, terminal.frames[0]?.raw ?? "", words);
}

/** Waits for the `nth` update (from 1) that mentions this name. */
export async function isUpdated(terminal: Terminal, name: string, nth: number): Promise<void> {
  await terminal.receives("ROOM_JOIN_UPDATES", { with: [name], nth });
}

/**
 * Checks a client's whole sequence of frames. Each row is a type and words that the frame must hold;
 * a last row of type "texts" stands for all that follows: at least one text, together holding them.
 */
export function assertFrames(terminal: Terminal, rows: readonly string[]): void {
  const tail = rows.at(-1)?.startsWith("texts") === true ? rows.length - 1 : undefined;
  const count = tail ?? rows.length;
  const wanted = rows.slice(0, count).map((row) => row.split(" "));
  const head = terminal.frames.slice(0, count);
  const rest = terminal.frames.slice(count);
  assertEquals(head.map(({ type }) => type), wanted.map(([type]) => type), `${terminal}`);
  wanted.forEach(([, ...words], i) => assertWords(terminal, head[i]?.raw ?? "", words));
  if (tail === undefined) return assertEquals(rest.map(({ raw }) => raw), [], `${terminal}`);
  assert(rest.length > 0 && rest.every(({ type }) => type === "text"), `${terminal}`);
  const [, ...words] = rows[tail]?.split(" ") ?? [];
  assertWords(terminal, rest.map(({ raw }) => raw).join("\n"), words);
}

function assertWords(terminal: Terminal, text: string, words: readonly string[]): void {
  const missing = words.filter((word) => !text.includes(word));
  if (missing.length > 0) fail(`"${missing.join('", "')}" is missing in: ${text}\n${terminal}`);
}

/** The cards of a VOTES_REVEALED by name; checks that ids and keys agree, as the client relies on it. */
export function cardsByName({ data, raw }: Received): Record<string, unknown> {
  const map = data["client_vote_choice_map"];
  assert(isRecord(map), raw);
  const cards: Record<string, unknown> = {};
  for (const [key, vote] of Object.entries(map)) {
    assert(isRecord(vote), raw);
    assertEquals(Object.keys(vote).sort(), ["MemberID", "MemberName", "Value"], raw);
    assertEquals(key, vote["MemberID"], raw);
    const name = `${vote["MemberName"]}`;
    assert(!(name in cards), `two votes of one name: ${raw}`);
    cards[name] = vote["Value"];
  }
  return cards;
}

/**
 * Checks that from each ask to the reveal after it no frame shows one of these cards [R7]. The story
 * must see to it that names, tickets and counts don't look like them.
 */
export function assertSecret(terminal: Terminal, cards: readonly string[]): void {
  const card = new RegExp(`\\b(${cards.join("|")})\\b`);
  let secret = false;
  /** What it was sent before any ask: the line that lists the room's cards comes again with an ask that is repeated. */
  const known = new Set<string>();
  for (const { type, raw } of terminal.frames) {
    if (type === "ASK_FOR_VOTE") secret = true;
    if (type === "VOTES_REVEALED") secret = false;
    if (!secret && type === "text") known.add(raw);
    if (secret && !known.has(raw) && card.test(raw)) {
      fail(`a card before the reveal: ${raw}\n${terminal}`);
    }
  }
}
