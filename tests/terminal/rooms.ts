/** Rooms and models of them for tests of the terminal client, made of what a story needs to say. */
import type { Member, OpenBallot, RoomState, ShownBallot, Ticket } from "../../src/client/mod.ts";
import { UNICODE } from "../../src/terminal/glyphs.ts";
import type { Key, KeyName } from "../../src/terminal/keys.ts";
import { firstModel, type Model } from "../../src/terminal/model.ts";
import { plainText } from "../../src/terminal/ink.ts";
import { type Screen, view } from "../../src/terminal/view.ts";
import { summarize } from "../../src/room/summary.ts";
import { FIBONACCI } from "../../src/room/deck.ts";

export const NOW = 1_763_892_000_000;

/** Ana, the admin, with others. The id of a member is its name in capitals. */
export function roomOf(others: readonly Partial<Member>[] = [], more: Partial<RoomState> = {}) {
  const room: RoomState = {
    room_id: "7K2M9QXD",
    version: 1,
    created_at: NOW,
    capacity: 5,
    deck: FIBONACCI,
    locked: false,
    passcode: false,
    settings: { auto_reveal: false, on_admin_leave: "close", who_runs: "admin" },
    admin_id: "ANA",
    members: [member({ name: "Ana" }), ...others.map(member)],
    ballot: null,
    queue: [],
    timer: null,
    results_count: 0,
    ...more,
  };
  return room;
}

export function member(given: Partial<Member>): Member {
  const { name = "Bob" } = given;
  return {
    member_id: name.toUpperCase(),
    name,
    role: "voter",
    presence: "online",
    voted: false,
    ...given,
  };
}

export function open(ticketId: string, more: Partial<OpenBallot> = {}): OpenBallot {
  return { ticket_id: ticketId, attempt: 1, opened_at: NOW, phase: "voting", ...more };
}

/** A revealed ballot with these cards, by name. */
export function revealed(
  ticket: Ticket,
  cards: Readonly<Record<string, string>>,
  more: Partial<ShownBallot> = {},
): ShownBallot {
  const votes = Object.entries(cards).map(([name, card]) => ({
    member_id: name.toUpperCase(),
    name,
    card,
  }));
  return {
    ...ticket,
    attempt: 1,
    opened_at: NOW,
    revealed_at: NOW,
    phase: "revealed",
    votes,
    summary: summarize(FIBONACCI, Object.values(cards)),
    ...more,
  };
}

/** What this member's client knows. */
export function modelOf(room: RoomState, me = "ANA"): Model {
  return firstModel({ link: `http://localhost:8080/r/${room.room_id}`, room, me });
}

export function screenOf(columns: number, rows: number): Screen {
  return { columns, rows, now: NOW, glyphs: UNICODE };
}

/** The screen as text. */
export function shown(model: Model, screen: Screen = screenOf(80, 24)): string[] {
  return view(model, screen).map((spans) => plainText(spans, false));
}

const NAMED: Readonly<Record<string, KeyName>> = {
  enter: "enter",
  esc: "escape",
  left: "left",
  right: "right",
  up: "up",
  down: "down",
  home: "home",
  end: "end",
  back: "backspace",
  line: "new_line",
  clear: "erase_line",
  ctrl_c: "interrupt",
};

/** Keys as a person names them: a character each, `<enter>` and the like. */
export function keysOf(text: string): Key[] {
  return [...text.matchAll(/<(\w+)>|./gsu)].map(([char, word = ""]): Key => {
    const name = NAMED[word];
    return name === undefined ? { kind: "char", char } : { kind: "named", name };
  });
}
