/** What keys do in the other modes: a question, a list, a confirmation. Pure. */
import { assertNever } from "../room/state.ts";
import type { Action } from "./action.ts";
import { edit, isTooLong, NOTHING_TYPED } from "./editor.ts";
import { isChar, isNamed, type Key } from "./keys.ts";
import { type Confirmation, IN_ROOM, type Mode, type Model, trouble } from "./model.ts";
import { answerTo, formOf } from "./questions.ts";
import { act, back, confirm, lookOver, refuse, sentence, stay, type Step } from "./step.ts";
import { updateInPanel } from "./update_panel.ts";
import { ENGLISH } from "../tickets/english.ts";
import { fitQueue } from "../tickets/queue_fit.ts";
import { inWords } from "../tickets/remarks.ts";
import type { FoundTicket } from "../tickets/tickets.ts";
import { sentencesAbout } from "./left_out.ts";

type Busy = Exclude<Mode, { name: "room" }>;
type ModeNamed<Name extends Mode["name"]> = Extract<Mode, { name: Name }>;

/** Updates the model with a key that was pressed in such a mode. */
export function updateInMode(model: Model, mode: Busy, key: Key): Step {
  if (isNamed(key, "escape")) {
    return stay("from" in mode ? back(model) : { ...model, mode: IN_ROOM });
  }
  switch (mode.name) {
    case "help":
      return inHelp(model, mode, key);
    case "ask":
      return inQuestion(model, mode, key);
    case "tickets":
      return inTickets(model, mode, key);
    case "confirm":
      return inConfirm(model, mode.about, key);
    case "list":
    case "people":
    case "settings":
      return updateInPanel(model, mode, key);
    default:
      return assertNever(mode);
  }
}

function inHelp(model: Model, mode: ModeNamed<"help">, key: Key): Step {
  const by = isNamed(key, "down") ? 1 : isNamed(key, "up") ? -1 : 0;
  const page = isNamed(key, "page_down") ? 10 : isNamed(key, "page_up") ? -10 : 0;
  if (by + page === 0) return stay(back(model));
  return stay({ ...model, mode: { ...mode, top: Math.max(0, mode.top + by + page) } });
}

function inQuestion(model: Model, mode: ModeNamed<"ask">, key: Key): Step {
  const { question } = mode;
  if (isNamed(key, "enter")) return answered(model, mode);
  if (key.kind === "paste" && question.what === "tickets" && /[\r\n]\s*\S/.test(key.text)) {
    return lookOver(model, mode.text + key.text);
  }
  const form = formOf(question);
  const typed = edit(mode, key, form);
  if (typed === null) return stay(model);
  const next: Model = { ...model, mode: { ...mode, ...typed } };
  return isTooLong(mode, key, form)
    ? refuse(next, `There is space for ${form.max} characters.`)
    : stay(next);
}

/** Answers a question. An invalid answer is refused with a notice, and stays to be corrected. */
function answered(model: Model, mode: ModeNamed<"ask">): Step {
  const { question, text } = mode;
  if (question.what === "passcode" && text.trim() === "" && model.room.passcode) {
    return confirm(model, { what: "no_passcode" });
  }
  const answer = answerTo(question, text, model);
  if (!answer.ok) return refuse(model, sentence(answer.error));
  if (answer.value === null) return stay(back(model));
  // the question stays open, since people often type several tickets
  if (question.what === "tickets") {
    return act({ ...model, mode: { ...mode, ...NOTHING_TYPED } }, answer.value);
  }
  return act(question.what === "begin" ? inRoom(model) : back(model), answer.value);
}

function inTickets(model: Model, { tickets }: ModeNamed<"tickets">, key: Key): Step {
  if (key.kind === "paste") return lookOver(model, key.text);
  if (isNamed(key, "enter") || isChar(key, "a")) {
    return addFound(model, tickets, { replace: false });
  }
  if (isChar(key, "r")) return addFound(model, tickets, { replace: true });
  return refuse(model, "Enter adds them, r replaces the queue with them, Esc discards them.");
}

/** Adds all of them, or none: the queue may not have space for all, or for their descriptions [P2.5]. */
function addFound(
  model: Model,
  tickets: readonly FoundTicket[],
  { replace }: { readonly replace: boolean },
): Step {
  const fit = fitQueue(tickets, replace ? [] : model.room.queue);
  const [first] = fit.leftOut;
  if (first !== undefined) {
    const why = inWords(first.why, ENGLISH);
    return refuse(model, `There is no space for ${fit.leftOut.length} of them: ${why}.`);
  }
  const notes = sentencesAbout(fit).join(" ");
  const after = notes === "" ? back(model) : { ...back(model), notice: trouble(notes) };
  return act(after, { do: "queue", tickets: fit.tickets, replace });
}

function inConfirm(model: Model, about: Confirmation, key: Key): Step {
  if (isChar(key, "n")) return stay(back(model));
  if (!isChar(key, "y")) return refuse(model, "y: yes, n: no.");
  if (about.what === "leave") {
    return act({ ...inRoom(model), leaving: true }, { do: "leave" });
  }
  return act(back(model), meant(about));
}

/** Does what was confirmed. */
function meant(about: Exclude<Confirmation, { what: "leave" }>): Action {
  switch (about.what) {
    case "end":
      return { do: "end" };
    case "cancel":
      return { do: "cancel" };
    case "restart":
      return { do: "restart" };
    case "force":
      return { do: "reveal", ticket_id: about.ticket_id, force: true };
    case "drop":
      return { do: "drop", ticket_id: about.ticket_id };
    case "no_passcode":
      return { do: "room", changes: { passcode: null } };
    case "hand_over":
      return { do: "hand_over", member_id: about.member_id };
    case "remove":
    case "bar":
      return { do: "remove", member_id: about.member_id, bar: about.what === "bar" };
    default:
      return assertNever(about);
  }
}

function inRoom(model: Model): Model {
  return { ...model, mode: IN_ROOM };
}
