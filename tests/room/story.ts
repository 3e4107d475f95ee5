/**
 * Stories: what people do in one room, a line a step, with what comes of it behind the arrow.
 *
 *     ana creates 2                              no arrow: no event and no refusal
 *     ana announces -> joined ana
 *     bob joins -> joined bob, filled            takes a seat and announces itself
 *     ana begins T-1 -> opened T-1 #1
 *     bob votes 8 -> voted bob first             on the last ticket begun, or `votes 8 on T-2`
 *     bob reveals T-1 -> refused not_admin
 *     phase? -> voting                           questions: phase, names, history, took part, active
 *
 * Every expectation is exact. After each step the room must be in a state a room may be in, and the room
 * before it untouched.
 */
import { assert, assertEquals, fail } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import type { Command, RoomEvent } from "../../src/room/events.ts";
import { createRoom, step } from "../../src/room/room.ts";
import type { EndReason, Results, RevealedBallot, Role, Room } from "../../src/room/state.ts";
import { checkRoom, checkTellsNoCard, deepFreeze, textOf } from "./invariants.ts";

/** When every story begins, in milliseconds since 1970. */
export const BEGINNING = 1_700_000_000_000;

/** Registers a test for each story, by its name. */
export function stories(all: Readonly<Record<string, string>>): void {
  for (const [name, script] of Object.entries(all)) Deno.test(name, () => void tell(script));
}

/** Runs a story; fails at the first line that comes out otherwise. Returns the room it ends with. */
export function tell(script: string): Room {
  return play(script).room;
}

/** What comes of `action` at the end of a story. */
export function outcomeOf(action: string, script: string): string {
  return play(script).run(action);
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

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

class Story {
  #room: Room | null = null;
  #results: Results | null = null;
  #now = BEGINNING;
  #ticket = "T-1";
  /** The member that each person is now: who comes back comes as a new one. */
  readonly #ids = new Map<string, string>();

  get room(): Room {
    assert(this.#room !== null, "no room was created");
    return this.#room;
  }

  run(action: string): string {
    // "ana votes ?" is no question
    if (/\w\?$/.test(action)) return this.#answer(action);
    const [who = "", verb = "", ...rest] = action.split(" ");
    if (who === "after") return this.#wait(verb);
    if (verb === "creates") return this.#create(who, rest);
    if (verb === "joins" || verb === "watches") {
      const seat = this.#reserve(who, verb === "joins" ? "voter" : "observer", rest);
      return seat === "ok" ? this.#apply({ type: "announce", by: this.#id(who) }) : seat;
    }
    if (verb === "seats") {
      const watching = rest[0] === "watching";
      return this.#reserve(who, watching ? "observer" : "voter", watching ? rest.slice(1) : rest);
    }
    return this.#apply(this.#command(who, verb, rest));
  }

  #command(who: string, verb: string, rest: readonly string[]): Command {
    const by = this.#id(who);
    const [first = this.#ticket, , second = this.#ticket] = rest;
    switch (verb) {
      case "announces":
        return { type: "announce", by };
      case "begins":
        this.#ticket = first;
        return { type: "begin", by, ticket: { ticket_id: first } };
      case "restarts":
        return { type: "restart", by };
      case "votes":
        return { type: "vote", by, ticket_id: second, card: first };
      case "reveals":
      case "forces":
        return { type: "reveal", by, ticket_id: first, force: verb === "forces" };
      case "observes":
        return { type: "set_role", by, role: "observer" };
      case "participates":
        return { type: "set_role", by, role: "voter" };
      case "removes":
        return { type: "remove", by, member_id: this.#id(first) };
      case "leaves":
        return { type: "leave", by };
      case "ends":
        return { type: "end", reason: endReason(who) };
      default:
        throw new Error(`no such verb: ${verb}`);
    }
  }

  /** `ana creates 3 [observing] [with CARD CARD ...]` */
  #create(who: string, [capacity, ...rest]: readonly string[]): string {
    const role = rest[0] === "observing" ? "observer" : "voter";
    const cards = rest.slice(rest.indexOf("with") + 1);
    const deck = rest.includes("with") ? { name: "custom", cards } : FIBONACCI;
    const admin = { member_id: this.#newId(who), name: who, role, protocol: "v2" } as const;
    const options = { room_id: "7Z3K9QWD", capacity: Number(capacity), deck, admin };
    this.#room = deepFreeze(createRoom(options, this.#now));
    checkRoom(this.#room, this.#now);
    return "ok";
  }

  #reserve(who: string, role: Role, [, ...name]: readonly string[]): string {
    const member_id = this.#newId(who);
    const shown = name.length === 0 ? who : name.join(" ");
    return this.#apply({ type: "reserve", member_id, name: shown, role, protocol: "v2" });
  }

  #apply(command: Command): string {
    assertEquals(this.#results, null, "the room is over");
    const { room } = this;
    const before = textOf(room);
    const result = deepFreeze(step(room, command, this.#now));
    assertEquals(textOf(room), before, "the room before the step was changed");
    checkTellsNoCard(room, command, { now: this.#now, result });
    if (result.kind === "refused") return `refused ${result.refusal.code}`;
    this.#room = result.room;
    checkRoom(result.room, this.#now);
    for (const event of result.events) if (event.type === "ended") this.#results = event.results;
    return result.events.map((event) => this.#told(event)).join(", ") || "ok";
  }

  #told(event: RoomEvent): string {
    switch (event.type) {
      case "role_changed":
        return `${event.member.name} is now ${event.member.role}`;
      case "joined":
      case "left":
      case "removed":
        return `${event.type} ${event.member.name}`;
      case "voted":
        return `voted ${event.member.name} ${event.first ? "first" : "again"}`;
      case "opened":
      case "restarted":
      case "completed":
        return `${event.type} ${event.ticket.ticket_id} #${event.attempt}`;
      case "revealed":
        return `revealed ${told(event.ballot)}`;
      case "filled":
        return event.type;
      case "ended":
        return `ended ${event.reason}`;
    }
  }

  #answer(question: string): string {
    const { members, ballot, history, participants, active_at } = this.room;
    const since = (at: number) => `${(at - BEGINNING) / 1_000}s`;
    switch (question) {
      case "phase?":
        return ballot?.phase ?? "none";
      case "names?":
        return [...members.values()].map(({ name }) => name).join(", ");
      case "history?":
        return (this.#results?.ballots ?? history).map(told).join(", ") || "none";
      case "took part?":
        return (this.#results?.participants ?? participants).map(({ name, joined_at, left_at }) =>
          `${name} ${since(joined_at)} to ${left_at === null ? "the end" : since(left_at)}`
        ).join(", ");
      case "active?":
        return since(active_at);
      default:
        throw new Error(`no such question: ${question}`);
    }
  }

  #wait(time: string): string {
    const [, count, unit = ""] = /^(\d+)(ms|s|m|h)$/.exec(time) ?? fail(`no such time: ${time}`);
    this.#now += Number(count) * (UNIT_MS[unit] ?? 0);
    return "ok";
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

function told({ ticket, attempt, votes }: RevealedBallot): string {
  const cards = votes?.map(({ name, card }) => ` ${name}:${card}`).join("") ?? " (votes dropped)";
  return `${ticket.ticket_id} #${attempt}${cards}`;
}

function endReason(word: string): EndReason {
  if (word === "admin_left" || word === "idle" || word === "server_stopping") return word;
  throw new Error(`no such reason: ${word}`);
}
