/**
 * A room and the screens of its v1 members, with prompts kept as the home keeps them: whatever happens,
 * each member without an unanswered prompt then gets the one that is due, if any [P1.5].
 */
import { assert, assertEquals } from "@std/assert";
import { answer, duePrompt, type Prompt, renderPrompt } from "../../src/protocol/prompts.ts";
import { decodeV1 } from "../../src/protocol/v1_decode.ts";
import { type Deck, v1CardsOf } from "../../src/room/deck.ts";
import type { Command } from "../../src/room/events.ts";
import { createRoom, step } from "../../src/room/room.ts";
import type { MemberId, Room } from "../../src/room/state.ts";
import { viewOf } from "../../src/room/secrecy.ts";
import { commandOfV1 } from "../../src/hosting/command_of.ts";
import { LiveRoom } from "../../src/hosting/sessions.ts";
import { at } from "../room/moments.ts";

/** The question that a v1 client's screen shows, and the ticket it is about, if any. */
export interface Question {
  readonly type: string;
  readonly ticket_id: string;
}

interface Frame {
  readonly type: string;
  readonly data: { readonly ticket_id?: string };
}

/** What answers each question. */
export const ANSWERS: Readonly<Record<string, string>> = {
  BEGIN_VOTING_PROMPT: "BEGIN_VOTING",
  ASK_FOR_VOTE: "MEMBER_VOTED",
  REVEAL_VOTES_PROMPT: "REVEAL_VOTES",
};

export class Desk {
  room: Room;
  readonly #unanswered = new Map<MemberId, Prompt>();
  /** What each client has on its screen, as far as the frames show it got. */
  readonly #screens = new Map<MemberId, Question>();

  constructor(capacity: number, deck: Deck) {
    const admin = { member_id: "m0", name: "m0", role: "voter", protocol: "v1" } as const;
    this.room = createRoom({ room_id: "7Z3K9QWD", capacity, deck, admin }, at(0));
  }

  /** What is on this member's screen. */
  screen(by: MemberId): Question | null {
    return this.#screens.get(by) ?? null;
  }

  /** The cards a v1 client can vote with here. */
  get cards(): readonly string[] {
    return v1CardsOf(this.room.deck);
  }

  /** Something happens that no v1 client asked for. */
  happens(command: Command): void {
    this.#apply(command);
    this.#prompt();
  }

  /** A member's client sends an event. */
  sends(by: MemberId, type: string, data: Readonly<Record<string, unknown>>): void {
    const decoded = decodeV1(JSON.stringify({ type, data }));
    assert(decoded.ok);
    const screen = this.#screens.get(by);
    if (screen !== undefined && ANSWERS[screen.type] === type) this.#screens.delete(by);

    const unanswered = this.#unanswered.get(by) ?? null;
    const judged = answer(unanswered, decoded.value, viewOf(this.room));
    if (judged.unanswered === null) this.#unanswered.delete(by);
    assertEquals(this.#unanswered.has(by), this.#screens.has(by), "the server knows the screen");
    const live = new LiveRoom({ room: this.room, tokens: new Map() }, null);
    const command = judged.tooLate ?? commandOfV1(decoded.value, { member_id: by, live });
    if (typeof command !== "string") this.#apply(command);
    this.#prompt();
  }

  #apply(command: Command): void {
    const result = step(this.room, command, at(0));
    if (result.kind === "refused") return;
    this.room = result.room;
    for (const event of result.events) {
      if (event.type !== "left" && event.type !== "removed") continue;
      this.#unanswered.delete(event.member.member_id);
      this.#screens.delete(event.member.member_id);
    }
  }

  #prompt(): void {
    const view = viewOf(this.room);
    for (const by of this.room.members.keys()) {
      if (this.#unanswered.has(by)) continue;
      const due = duePrompt(view, by);
      if (due === null) continue;
      this.#unanswered.set(by, due);
      for (const frame of renderPrompt(due, view)) this.#show(by, frame);
    }
  }

  #show(by: MemberId, frame: string): void {
    if (!frame.startsWith("{")) return;
    const { type, data }: Frame = JSON.parse(frame);
    assert(type in ANSWERS, `${type} is no prompt`);
    assert(!this.#screens.has(by), `${by} has a second prompt on its screen: ${type}`);
    this.#screens.set(by, { type, ticket_id: data.ticket_id ?? "" });
  }
}
