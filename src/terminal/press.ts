/**
 * What a key does: from a model and a key to a model and, perhaps, an action. Pure. What is refused here is
 * told in a notice; whether the room agrees is the server's to say.
 */
import { NOTHING_TYPED } from "./editor.ts";
import type { Key } from "./keys.ts";
import { IN_ROOM, isAdmin, type Mode, type Model, ownMember } from "./model.ts";
import { pressInMode } from "./press_mode.ts";
import { act, enter, lookOver, refuse, stay, type Step } from "./step.ts";

export function press(model: Model, key: Key): Step {
  if (key.kind === "named" && key.name === "interrupt") return interrupt(model);
  const quiet = model.notice === null ? model : { ...model, notice: null };
  if (quiet.mode.name !== "room") return pressInMode(quiet, quiet.mode, key);
  switch (key.kind) {
    case "paste":
      return pasted(quiet, key.text);
    case "char":
      return /^[a-z?]$/.test(key.char) ? command(quiet, key.char) : typeCard(quiet, key.char);
    case "named":
      return named(quiet, key.name);
  }
}

/** Whether something is lost when this person leaves: an admin takes the session with it, or gives it away. */
export function leavingCosts(model: Model): boolean {
  const { room, me } = model;
  const others = room.members.some(({ member_id }) => member_id !== me);
  return isAdmin(model) && (others || room.results_count > 0 || room.queue.length > 0);
}

/** Ctrl-C: leaves as `q` does; the second one goes at once, whatever stands in between. */
function interrupt(model: Model): Step {
  const asked = model.mode.name === "sure" && model.mode.about.what === "leave";
  if (asked || model.leaving) return act(model, { do: "hang_up" });
  return leave({ ...model, notice: null });
}

function leave(model: Model): Step {
  if (model.connection.state !== "online") return act(model, { do: "hang_up" });
  if (leavingCosts(model)) return enter(model, { name: "sure", about: { what: "leave" } });
  return act({ ...model, mode: IN_ROOM, leaving: true }, { do: "leave" });
}

function named(model: Model, name: (Key & { kind: "named" })["name"]): Step {
  switch (name) {
    case "enter":
      return isForConnection(model) ? act(model, { do: "retry" }) : vote(model);
    case "left":
    case "up":
      return move(model, -1);
    case "right":
    case "down":
    case "tab":
      return move(model, 1);
    case "home":
      return point(model, 0);
    case "end":
      return point(model, model.room.deck.cards.length - 1);
    case "backspace":
    case "escape":
      return stay({ ...model, typed: "", card: null });
    default:
      return stay(model);
  }
}

/** Without a connection Enter tries now; but a card that was chosen is voted with, and goes out later. */
function isForConnection(model: Model): boolean {
  const { connection, card, vote, room: { deck } } = model;
  return connection.state === "offline" && (card === null || deck.cards[card] === vote?.card);
}

function command(model: Model, char: string): Step {
  switch (char) {
    case "?":
      return enter(model, { name: "help", top: 0 });
    case "q":
      return leave(model);
    case "u":
      return withdraw(model);
    case "o": {
      const role = ownMember(model)?.role === "observer" ? "voter" : "observer";
      return act(model, { do: "role", role });
    }
    default:
      return adminCommand(model, char);
  }
}

function adminCommand(model: Model, char: string): Step {
  const { ballot, queue } = model.room;
  if (!"nbavrfethxsd".includes(char)) {
    return refuse(model, `${char} does nothing here; ? shows all keys.`);
  }
  if (!isAdmin(model)) return refuse(model, `Only the admin can do that (${char}).`);
  switch (char) {
    case "n": {
      const [ticket] = queue;
      if (ballot !== null && ballot.phase !== "revealed") {
        return refuse(model, `${ballot.ticket_id} is still being voted on: reveal it first.`);
      }
      return ticket === undefined ? ask(model, "begin") : act(model, { do: "begin", ticket });
    }
    case "b":
      if (ballot !== null && ballot.phase !== "revealed") {
        return refuse(model, `${ballot.ticket_id} is still being voted on: reveal it first.`);
      }
      return ask(model, "begin");
    case "a":
      return ask(model, "tickets");
    case "v":
      if (ballot === null) return refuse(model, "There is nothing to vote on again yet.");
      return act(model, { do: "restart" });
    case "r":
    case "f":
      return reveal(model, char === "f");
    case "e":
      if (ballot?.phase !== "revealed") return refuse(model, "Reveal the votes first.");
      return ask(model, "estimate");
    case "t":
      return ask(model, "timer");
    case "h":
    case "x": {
      const purpose = char === "h" ? "hand_over" : "remove";
      if (model.room.members.length < 2) return refuse(model, "Nobody else is here.");
      return enter(model, { name: "pick", purpose, index: 0 });
    }
    case "s":
      return enter(model, { name: "settings" });
    default:
      return enter(model, { name: "sure", about: { what: "end" } });
  }
}

function ask(model: Model, question: (Mode & { name: "ask" })["question"]): Step {
  return enter(model, { name: "ask", question, ...NOTHING_TYPED });
}

function reveal(model: Model, force: boolean): Step {
  const { ballot, members } = model.room;
  if (ballot === null) return refuse(model, "There is nothing to reveal yet.");
  const { ticket_id, phase } = ballot;
  if (phase === "revealed") return refuse(model, `${ticket_id} is revealed already.`);
  if (phase === "complete") return act(model, { do: "reveal", ticket_id, force: false });
  if (!members.some(({ voted }) => voted)) return refuse(model, "Nobody has voted yet.");
  if (!force) return refuse(model, "Not everybody has voted yet: f reveals all the same.");
  return enter(model, { name: "sure", about: { what: "force", ticket_id } });
}

/** Whether this person can vote now; what to tell it where it can't. */
function whyNoVote(model: Model): string | null {
  const { ballot } = model.room;
  if (ownMember(model)?.role === "observer") return "You are watching: o takes part.";
  if (ballot === null) return "There is no ticket to vote on yet.";
  return ballot.phase === "revealed" ? `${ballot.ticket_id} is revealed: votes are fixed.` : null;
}

function vote(model: Model): Step {
  const why = whyNoVote(model);
  const { ballot, deck: { cards } } = model.room;
  if (why !== null || ballot === null) return refuse(model, why ?? "");
  const card = model.card === null ? undefined : cards[model.card];
  if (card === undefined) return refuse(model, "Choose a card first: arrows, or type it.");
  const { ticket_id } = ballot;
  return act({ ...model, typed: "" }, { do: "vote", ticket_id, card });
}

function withdraw(model: Model): Step {
  const { ballot } = model.room;
  const why = whyNoVote(model);
  if (why !== null || ballot === null) return refuse(model, why ?? "");
  if (model.vote === null || model.vote.card === null) return refuse(model, "You have no vote in.");
  return act(model, { do: "withdraw", ticket_id: ballot.ticket_id });
}

function move(model: Model, by: 1 | -1): Step {
  const count = model.room.deck.cards.length;
  const from = model.card ?? chosenCard(model) ?? (by === 1 ? -1 : count);
  return point(model, (from + by + count) % count);
}

function point(model: Model, card: number): Step {
  const why = whyNoVote(model);
  if (why !== null) return refuse(model, why);
  return stay({ ...model, card, typed: "" });
}

function chosenCard({ vote, room }: Model): number | null {
  const at = room.deck.cards.findIndex((card) => card === vote?.card);
  return at < 0 ? null : at;
}

/** Typed: digits and capitals choose the card that begins so, the exact one before any other. */
function typeCard(model: Model, char: string): Step {
  const why = whyNoVote(model);
  if (why !== null) return refuse(model, why);
  const { cards } = model.room.deck;
  for (const typed of [model.typed + char, char]) {
    const wanted = typed.toLowerCase();
    const exact = cards.findIndex((card) => card.toLowerCase() === wanted);
    const begun = cards.findIndex((card) => card.toLowerCase().startsWith(wanted));
    const card = exact >= 0 ? exact : begun;
    if (card >= 0) return stay({ ...model, typed, card });
  }
  return refuse({ ...model, typed: "" }, `No card begins with ${char}.`);
}

function pasted(model: Model, text: string): Step {
  if (!isAdmin(model)) return refuse(model, "Only the admin can add tickets.");
  return lookOver(model, text);
}
