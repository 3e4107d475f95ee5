/**
 * Updates the model with a message, and may return an action. A key that can do nothing now is refused with a notice;
 * whether an action succeeds, the server decides. Pure.
 */
import type { Key, KeyName } from "./keys.ts";
import type { Message, Model } from "./model.ts";
import { act, lookOver, stay, type Step } from "./step.ts";
import { move, point, typeCard, vote } from "./update_card.ts";
import { command, leave } from "./update_command.ts";
import { updateInMode } from "./update_mode.ts";
import { updateWithNews } from "./update_news.ts";

/** Updates the model. Only keys lead to actions. */
export function update(model: Model, message: Message): Step {
  return message.kind === "key"
    ? updateWithKey(model, message.key)
    : stay(updateWithNews(model, message));
}

function updateWithKey(model: Model, key: Key): Step {
  if (key.kind === "named" && key.name === "interrupt") return interrupt(model);
  const quiet = model.notice === null ? model : { ...model, notice: null };
  if (quiet.mode.name !== "room") return updateInMode(quiet, quiet.mode, key);
  switch (key.kind) {
    case "paste":
      return lookOver(quiet, key.text);
    case "char":
      return /^[a-z?]$/.test(key.char) ? command(quiet, key.char) : typeCard(quiet, key.char);
    case "named":
      return named(quiet, key.name);
  }
}

/** Ctrl-C leaves as `q` does; the second one closes the connection at once, in any mode. */
function interrupt(model: Model): Step {
  const asked = model.mode.name === "confirm" && model.mode.about.what === "leave";
  if (asked || model.leaving) return act(model, { do: "hang_up" });
  return leave({ ...model, notice: null });
}

function named(model: Model, name: KeyName): Step {
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

/** Whether Enter reconnects: without a connection, unless a card is chosen, which is then voted with later. */
function isForConnection(model: Model): boolean {
  const { connection, card, vote, room: { deck } } = model;
  return connection.state === "offline" && (card === null || deck.cards[card] === vote?.card);
}
