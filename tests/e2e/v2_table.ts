/**
 * The people of a story whose room has v2 members, old terminals among them or not. Seats them one after
 * the other, as table.ts does, and holds what must be true of any such room at any time.
 */
import { assert, assertEquals, fail } from "@std/assert";
import { Table } from "./table.ts";
import type { Terminal } from "./v1_terminal.ts";
import { Member, V2 } from "./v2_member.ts";
import type { Room, V2Frame } from "./v2_shapes.ts";

type Query = Readonly<Record<string, string>>;

export class V2Table implements AsyncDisposable {
  readonly members: Member[] = [];
  /** The terminals, and what they share with a room of terminals alone. */
  readonly v1: Table;
  readonly #port: number;
  readonly #headers: Query;

  /** `headers`: what all who speak v2 send, too. */
  constructor(server: { readonly port: number }, headers: Query = {}) {
    this.#port = server.port;
    this.#headers = headers;
    this.v1 = new Table(server);
  }

  get roomId(): string {
    return this.v1.roomId;
  }

  /** Opens the room. */
  async creates(name: string, maxRoomCapacity: number, query: Query = {}): Promise<Member> {
    const create = { action: "CREATE_ROOM", name, max_room_capacity: `${maxRoomCapacity}` };
    const member = await this.connects({ ...create, ...query });
    this.v1.roomId = (await member.welcomed()).room.room_id;
    return member;
  }

  async joins(name: string, query: Query = {}): Promise<Member> {
    const member = await this.knocks(name, query);
    await member.welcomed();
    return member;
  }

  /** Joins with an old terminal. */
  async seats(name: string): Promise<Terminal> {
    return await this.v1.joins(name);
  }

  /** Connects to join, and waits for nothing. */
  async knocks(name: string, query: Query = {}): Promise<Member> {
    return await this.connects({ action: "JOIN_ROOM", name, room_id: this.roomId, ...query });
  }

  /** Comes back to this member's seat, on a new connection [W14]. */
  async returns(
    member: Member,
    { resume_token: resumeToken = member.welcome.you.resume_token, ...query }: Query = {},
  ): Promise<Member> {
    const resume = { action: "RESUME", name: member.name, room_id: this.roomId };
    return await this.connects({ ...resume, ...query }, [V2, `estimatex.token.${resumeToken}`]);
  }

  async connects(query: Query, protocols: readonly string[] = [V2]): Promise<Member> {
    const headers = this.#headers;
    const member = await Member.connect(this.#port, query, { protocols, headers });
    this.members.push(member);
    return member;
  }

  /** The cut, and the way back: what the newcomer is welcomed to. */
  async dropsAndReturns(member: Member, witness: Member): Promise<Member> {
    await member.cut();
    await witness.seesMember(member.name, { presence: "away" });
    const back = await this.returns(member);
    await back.welcomed();
    await witness.seesMember(member.name, { presence: "online" });
    return back;
  }

  /**
   * [P2.2, P2.3] What the members here were sent last is what a fresh WELCOME has. The witness is moved to
   * a new connection for that, which changes nothing in the room.
   */
  async agrees(witness: Member, ...others: readonly Member[]): Promise<Member> {
    const role = witness.room.members.find(({ member_id }) => member_id === witness.id)?.role;
    // the role it has: changes nothing, and shows how far the room is; a state may be under way
    await witness.sets("SET_ROLE", { role });
    const fresh = await this.returns(witness);
    const { room } = await fresh.welcomed();
    await witness.isClosed(4001);
    assertEquals(witness.room, room, "nothing was missing");
    for (const other of others) {
      assertEquals(await other.sees("the newest", ({ version }) => version >= room.version), room);
    }
    return fresh;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await using stack = new AsyncDisposableStack();
    // the creator last, so that nobody is sent an end that the story does not have
    for (const member of this.members) stack.use(member);
    stack.use(this.v1);
  }
}

/** The revealed cards by name. */
export function cardsOf({ ballot }: Pick<Room, "ballot">): Record<string, string> {
  assert(ballot?.phase === "revealed", JSON.stringify(ballot));
  return Object.fromEntries((ballot.votes ?? []).map(({ name, card }) => [name, card]));
}

/** Who has voted, of all members. */
export function voted({ members }: Room): string[] {
  return members.filter(({ voted }) => voted).map(({ name }) => name);
}

/**
 * [R7] No frame that a member got while a ballot was open has one of these cards in it, byte for byte,
 * but for the deck itself, and its own card in its own WELCOME. Names, tickets and texts of the story must
 * not look like the cards.
 */
export function assertSecretV2(
  member: { readonly frames: readonly V2Frame[]; readonly toString: () => string },
  cards: readonly string[],
): void {
  let open = false;
  for (const frame of member.frames) {
    const ballot = "room" in frame.data ? frame.data.room.ballot : undefined;
    if (ballot !== undefined) open = ballot !== null && ballot.phase !== "revealed";
    if (!open) continue;
    for (const card of cards) {
      const times = frame.raw.split(JSON.stringify(card)).length - 1;
      if (times !== allowed(frame, card)) fail(`a card before the reveal: ${frame.raw}\n${member}`);
    }
  }
}

function allowed(frame: V2Frame, card: string): number {
  if (!("room" in frame.data)) return 0;
  const inDeck = frame.data.room.deck.cards.includes(card) ? 1 : 0;
  return frame.type === "WELCOME" && frame.data.you.vote === card ? inDeck + 1 : inDeck;
}
