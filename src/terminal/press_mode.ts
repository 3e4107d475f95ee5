/** What keys do while the person is in the middle of something: a question, a list, a doubt. Pure. */
import { assertNever } from "../room/state.ts";
import { checkEstimate } from "../protocol/text.ts";
import { edit, NOTHING_TYPED, type Typed } from "./editor.ts";
import type { Key } from "./keys.ts";
import { type Doubt, IN_ROOM, type Mode, type Model } from "./model.ts";
import type { Member } from "../client/mod.ts";
import { readSeconds, SECONDS_FORM } from "./seconds.ts";
import { act, lookOver, refuse, stay, type Step } from "./step.ts";
import { readTicket } from "../tickets/tickets.ts";

type Busy = Exclude<Mode, { name: "room" }>;
type ModeNamed<Name extends Mode["name"]> = Extract<Mode, { name: Name }>;

export function pressInMode(model: Model, mode: Busy, key: Key): Step {
  if (key.kind === "named" && key.name === "escape") return back(model);
  switch (mode.name) {
    case "help":
      return inHelp(model, mode, key);
    case "ask":
      return inQuestion(model, mode, key);
    case "tickets":
      return inTickets(model, mode, key);
    case "pick":
      return inPick(model, mode, key);
    case "settings":
      return inSettings(model, key);
    case "sure":
      return inDoubt(model, mode.about, key);
    default:
      return assertNever(mode);
  }
}

/** Whom the admin can hand the room to, or remove. */
export function pickable({ room, me }: Model, purpose: "hand_over" | "remove"): readonly Member[] {
  return room.members.filter(({ member_id, role, presence }) =>
    member_id !== me &&
    (purpose === "remove" || (role === "voter" && presence === "online"))
  );
}

function back(model: Model): Step {
  return stay({ ...model, mode: IN_ROOM });
}

function inHelp(model: Model, { top }: ModeNamed<"help">, key: Key): Step {
  const by = isNamed(key, "down") ? 1 : isNamed(key, "up") ? -1 : 0;
  const page = isNamed(key, "page_down") ? 10 : isNamed(key, "page_up") ? -10 : 0;
  if (by + page === 0) return back(model);
  return stay({ ...model, mode: { name: "help", top: Math.max(0, top + by + page) } });
}

function inQuestion(model: Model, mode: ModeNamed<"ask">, key: Key): Step {
  if (isNamed(key, "enter")) return answered(model, mode);
  if (key.kind === "paste" && mode.question === "tickets" && /[\r\n]\s*\S/.test(key.text)) {
    return lookOver(model, mode.text + key.text);
  }
  const typed: Typed | null = edit(mode, key);
  return stay(typed === null ? model : { ...model, mode: { ...mode, ...typed } });
}

/** A typo is told, and what was typed stays to be mended. */
function answered(model: Model, { question, text }: ModeNamed<"ask">): Step {
  const room: Model = { ...model, mode: IN_ROOM };
  const { ballot } = model.room;
  if (text.trim() === "") return stay(room);
  switch (question) {
    case "begin":
    case "tickets": {
      const ticket = readTicket(text);
      if (ticket === null) return refuse(model, "There is no ticket in that.");
      if (question === "begin") return act(room, { do: "begin", ticket });
      // the question stays open: whoever types one ticket often has more
      const more: Mode = { name: "ask", question, ...NOTHING_TYPED };
      return act({ ...model, mode: more }, { do: "queue", tickets: [ticket], replace: false });
    }
    case "estimate": {
      const estimate = checkEstimate(text);
      if (ballot?.phase !== "revealed") return refuse(room, "Voting has started over meanwhile.");
      if (!estimate.ok) return refuse(model, `The estimate ${estimate.rule}.`);
      const { ticket_id } = ballot;
      return act(room, { do: "estimate", ticket_id, estimate: estimate.value });
    }
    case "timer": {
      const seconds = readSeconds(text);
      if (seconds === null) return refuse(model, `It must be ${SECONDS_FORM}.`);
      return act(room, { do: "timer", seconds: seconds === 0 ? null : seconds });
    }
    default:
      return assertNever(question);
  }
}

function inTickets(model: Model, { tickets }: ModeNamed<"tickets">, key: Key): Step {
  const room: Model = { ...model, mode: IN_ROOM };
  if (key.kind === "paste") return lookOver(model, key.text);
  if (isNamed(key, "enter") || isChar(key, "a")) {
    return act(room, { do: "queue", tickets, replace: false });
  }
  if (isChar(key, "r")) return act(room, { do: "queue", tickets, replace: true });
  return refuse(model, "Enter adds them, r puts them in place of those that wait, Esc drops them.");
}

function inPick(model: Model, { purpose, index }: ModeNamed<"pick">, key: Key): Step {
  const members = pickable(model, purpose);
  if (members.length === 0) return stay(model);
  const last = members.length - 1;
  const at = Math.min(index, last);
  const to = (next: number) =>
    stay({ ...model, mode: { name: "pick", purpose, index: Math.max(0, Math.min(last, next)) } });
  if (isNamed(key, "up") || isNamed(key, "left")) return to(at - 1);
  if (isNamed(key, "down") || isNamed(key, "right") || isNamed(key, "tab")) return to(at + 1);
  if (key.kind === "char" && /^[1-9]$/.test(key.char)) return to(Number(key.char) - 1);
  const member = members[at];
  if (!isNamed(key, "enter") || member === undefined) {
    return refuse(model, "Arrows choose, Enter takes, Esc goes back.");
  }
  const { member_id, name } = member;
  if (purpose === "remove") {
    return stay({ ...model, mode: { name: "sure", about: { what: "remove", member_id, name } } });
  }
  return act({ ...model, mode: IN_ROOM }, { do: "hand_over", member_id });
}

function inSettings(model: Model, key: Key): Step {
  const { auto_reveal, on_admin_leave } = model.room.settings;
  if (isChar(key, "1")) {
    return act(model, { do: "settings", settings: { auto_reveal: !auto_reveal } });
  }
  if (isChar(key, "2")) {
    const other = on_admin_leave === "close" ? "promote" : "close";
    return act(model, { do: "settings", settings: { on_admin_leave: other } });
  }
  if (isNamed(key, "enter") || isChar(key, "s") || isChar(key, "q")) return back(model);
  return refuse(model, "1 and 2 change a setting, Esc goes back.");
}

function inDoubt(model: Model, about: Doubt, key: Key): Step {
  const room: Model = { ...model, mode: IN_ROOM };
  if (isChar(key, "n")) return stay(room);
  if (!isChar(key, "y")) return refuse(model, "y: yes, n: no.");
  switch (about.what) {
    case "leave":
      return act({ ...room, leaving: true }, { do: "leave" });
    case "end":
      return act(room, { do: "end" });
    case "force":
      return act(room, { do: "reveal", ticket_id: about.ticket_id, force: true });
    case "remove":
      return act(room, { do: "remove", member_id: about.member_id });
    default:
      return assertNever(about);
  }
}

function isNamed(key: Key, name: (Key & { kind: "named" })["name"]): boolean {
  return key.kind === "named" && key.name === name;
}

/** A letter in either case, or a digit. */
function isChar(key: Key, char: string): boolean {
  return key.kind === "char" && key.char.toLowerCase() === char;
}
