/**
 * Stories: what people do in one room, a line a step, with what comes of it behind the arrow.
 *
 *     ana creates 2                              no arrow: no event and no refusal
 *     ana announces -> joined ana
 *     bob joins -> joined bob, filled            takes a seat and announces itself
 *     program opens 2                            a room that has no admin yet, and `program queues T-1`
 *     ana claims -> joined ana                   comes with its admin link; or `ana claims watching`
 *     ana begins T-1 -> opened T-1 #1
 *     bob votes 8 -> voted bob first             on the last ticket begun, or `votes 8 on T-2`
 *     bob reveals T-1 -> refused not_admin
 *     ana begins -> opened Vote 1 #1             on no ticket
 *     bob drops -> away bob                      the connection is gone; `bob returns -> back bob`
 *     after 10s                                  time passes, and the room gets a `tick`
 *     clock leaps -5h                            the wall clock is set back, or ahead: `leaps 5h`
 *     tick -> left bob
 *     phase? -> voting                           a question; story_words.ts has them all
 *
 * Everybody speaks v2 but those who join, seat or create `by v1`. Every expectation is exact. After each
 * step the room must be in a state a room may be in, must have got there as a room may, and the room
 * before it must be untouched.
 */
import { assert, assertEquals, fail } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import type { Command } from "../../src/room/events.ts";
import type { Moment } from "../../src/room/moment.ts";
import { createRoom, openRoom, step } from "../../src/room/room.ts";
import type { Protocol, Results, Role, Room } from "../../src/room/state.ts";
import { checkRoom, deepFreeze, textOf } from "./invariants.ts";
import { checkStep } from "./step_invariants.ts";
import { commandOf, milliseconds } from "./story_commands.ts";
import { answer, worded } from "./story_words.ts";

/** When every story begins, in milliseconds since 1970. */
export const BEGINNING = 1_700_000_000_000;

/** ana, who is the admin, and bob and cem, in a room that is not full, with T-1 open. */
export const OPENED = `
    ana creates 5
    ana announces -> joined ana
    bob joins -> joined bob
    cem joins -> joined cem
    ana begins T-1 -> opened T-1 #1`;

/** Registers a test for each story, by its name. */
export function stories(all: Readonly<Record<string, string>>): void {
  for (const [name, script] of Object.entries(all)) Deno.test(name, () => void play(script));
}

/** Runs a story; fails at the first line that comes out otherwise. Returns the room it ends with. */
export function roomAfter(script: string): Room {
  return play(script).room;
}

/** Runs a story once, to try any number of actions at its end: each by itself. */
export function outcomesAfter(script: string): (action: string) => string {
  const story = play(script);
  return (action) => story.copy().run(action);
}

function play(script: string): Story {
  const lines = script.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const story = new Story();
  for (const [at, line] of lines.entries()) {
    const [action = "", expected = "ok"] = line.split(" -> ");
    let got: string;
    try {
      got = story.run(action.trim());
    } catch (error) {
      got = `failure: ${error instanceof Error ? error.message : error}`;
    }
    if (got !== expected.trim()) {
      const marked = lines.map((text, n) => `${n === at ? "  > " : "    "}${text}`);
      fail(["a story came out otherwise:", ...marked, `  got: ${got}`].join("\n"));
    }
  }
  return story;
}

/** What a line has about a seat: `[watching] [by v1] [from ORIGIN] [as SHOWN NAME]`. */
interface SeatWords {
  readonly role: Role;
  readonly protocol: Protocol;
  readonly name: string;
  readonly origin?: string;
}

class Story {
  #room: Room | null = null;
  #results: Results | null = null;
  #now = BEGINNING;
  /** How far the wall clock is off the steady one. */
  #off = 0;
  #ticket = "T-1";
  /** The member that each person is now: who comes back comes as a new one. */
  readonly #ids: Map<string, string>;

  constructor(ids: ReadonlyMap<string, string> = new Map()) {
    this.#ids = new Map(ids);
  }

  /** The same story, to go on otherwise. */
  copy(): Story {
    const story = new Story(this.#ids);
    story.#room = this.#room;
    story.#results = this.#results;
    story.#now = this.#now;
    story.#off = this.#off;
    story.#ticket = this.#ticket;
    return story;
  }

  get #moment(): Moment {
    return { wall: this.#now + this.#off, steady: this.#now };
  }

  get room(): Room {
    assert(this.#room !== null, "no room was created");
    return this.#room;
  }

  run(action: string): string {
    // "ana votes ?" is no question
    if (/\w\?$/.test(action)) return answer(action, this.room, this.#results, BEGINNING);
    if (action === "tick") return this.#apply({ type: "tick" });
    const [who = "", verb = "", ...rest] = action.split(" ");
    switch (verb) {
      case "creates":
        return this.#create(who, rest);
      case "opens":
        return this.#open(Number(rest[0]));
      case "claims":
        this.#ids.set(who, this.room.admin_id);
        return this.#join(who, this.room.admin_id, seatWords(who, rest));
      case "seats":
        return this.#reserve(who, seatWords(who, rest));
      case "joins":
      case "watches": {
        const words = seatWords(who, verb === "watches" ? ["watching", ...rest] : rest);
        return this.#join(who, this.#newId(who), words);
      }
      case "begins":
        this.#ticket = rest[0]?.split("=")[0] ?? this.#ticket;
    }
    if (who === "after") {
      this.#now += milliseconds(verb);
      return "ok";
    }
    if (who === "clock") {
      this.#off += milliseconds(rest[0] ?? "");
      return "ok";
    }
    const idOf = (person: string) => this.#id(person);
    const came = this.#apply(
      commandOf({ who, verb, rest }, { idOf, ticket: this.#ticket, now: this.#now }),
    );
    // a ballot without a ticket has its name from the room
    if (verb === "begins" && rest.length === 0) {
      this.#ticket = this.room.ballot?.ticket.ticket_id ?? this.#ticket;
    }
    return came;
  }

  /** `ana creates 3 [observing] [promoting] [by v1] [with CARD CARD ...]` */
  #create(who: string, [capacity, ...rest]: readonly string[]): string {
    const cards = rest.slice(rest.indexOf("with") + 1);
    const words = rest.includes("with") ? rest.slice(0, rest.indexOf("with")) : rest;
    const role = words.includes("observing") ? "observer" : "voter";
    const protocol = words.includes("v1") ? "v1" : "v2";
    const options = {
      room_id: "7Z3K9QWD",
      capacity: Number(capacity),
      deck: rest.includes("with") ? { name: "custom", cards } : FIBONACCI,
      on_admin_leave: words.includes("promoting") ? "promote" : "close",
      admin: { member_id: this.#newId(who), name: who, role, protocol },
    } as const;
    this.#room = deepFreeze(createRoom(options, this.#moment));
    checkRoom(this.#room, this.#now);
    return "ok";
  }

  /** `program opens 3` */
  #open(capacity: number): string {
    const settings = { auto_reveal: false, on_admin_leave: "close", who_runs: "admin" } as const;
    const ids = { room_id: "7Z3K9QWD", admin_id: "admin", admin_link_hash: "hash" };
    const options = {
      ...ids,
      capacity,
      deck: FIBONACCI,
      settings,
      name: null,
      passcode_hash: null,
    };
    this.#room = deepFreeze(openRoom(options, this.#moment));
    checkRoom(this.#room, this.#now);
    return "ok";
  }

  #join(who: string, member_id: string, words: SeatWords): string {
    const seat = this.#apply({ type: "reserve", member_id, ...words });
    return seat === "ok" ? this.#apply({ type: "announce", by: this.#id(who) }) : seat;
  }

  #reserve(who: string, words: SeatWords): string {
    return this.#apply({ type: "reserve", member_id: this.#newId(who), ...words });
  }

  #apply(command: Command): string {
    assertEquals(this.#results, null, "the room is over");
    const { room } = this;
    const before = textOf(room);
    const result = deepFreeze(step(room, command, this.#moment));
    assertEquals(textOf(room), before, "the room before the step was changed");
    checkStep(room, command, { now: this.#moment, result });
    if (result.kind === "refused") return `refused ${result.refusal.code}`;
    this.#room = result.room;
    for (const event of result.events) if (event.type === "ended") this.#results = event.results;
    if (this.#results === null) checkRoom(result.room, this.#now);
    return result.events.map(worded).join(", ") || "ok";
  }

  #id(who: string): string {
    return this.#ids.get(who) ?? who;
  }

  #newId(who: string): string {
    const id = this.#ids.has(who) ? `${this.#id(who)}'` : who;
    this.#ids.set(who, id);
    return id;
  }
}

function seatWords(who: string, rest: readonly string[]): SeatWords {
  const as = rest.indexOf("as");
  const words = as < 0 ? rest : rest.slice(0, as);
  return {
    role: words.includes("watching") ? "observer" : "voter",
    protocol: words.includes("v1") ? "v1" : "v2",
    name: as < 0 ? who : rest.slice(as + 1).join(" "),
    ...words.includes("from") && { origin: words[words.indexOf("from") + 1] ?? "" },
  };
}
