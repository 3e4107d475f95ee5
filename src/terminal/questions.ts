/** What a person is asked for a text: the question, how long the answer may be, and what is done with it. Pure. */
import { parseDeck } from "../protocol/deck_text.ts";
import {
  checkEstimate,
  checkLength,
  checkName,
  checkNote,
  checkPasscode,
} from "../protocol/text.ts";
import {
  CARD_LENGTH_MAX,
  DECK_CARDS_MAX,
  DESCRIPTION_LENGTH_MAX,
  ESTIMATE_LENGTH_MAX,
  NAME_LENGTH_MAX,
  NOTE_LENGTH_MAX,
  PASSCODE_LENGTH_MAX,
  ROOM_NAME_LENGTH_MAX,
  TICKET_ID_LENGTH_MAX,
  TITLE_LENGTH_MAX,
  URL_LENGTH_MAX,
} from "../room/limits.ts";
import type { Ticket } from "../client/mod.ts";
import { readTicket } from "../tickets/tickets.ts";
import type { Action } from "./action.ts";
import type { Field } from "./editor.ts";
import { type Model, ownMember, type Question } from "./model.ts";
import { readCapacity } from "./options.ts";
import { editableTicket, revealedTicket } from "./panel.ts";
import { readTimer, TIMER_FORM } from "./seconds.ts";
import { TICKET_FIELDS } from "./ticket_fields.ts";

interface QuestionForm extends Field {
  /** The question itself. */
  readonly ask: (model: Model, ticketId: string) => string;
  /** What stands there to begin with. */
  readonly text?: (model: Model, ticketId: string) => string;
  /** Nobody who looks on may read it. */
  readonly secret?: true;
  /** What is to be done; a sentence where the answer will not do, null where there is nothing to do. */
  readonly answer: (text: string, model: Model, ticketId: string) => Action | string | null;
}

/** A line with a ticket: its id, a title, and perhaps a link. */
const TICKET_LINE: Field = { max: TICKET_ID_LENGTH_MAX + TITLE_LENGTH_MAX + URL_LENGTH_MAX };

const FORMS: Readonly<Record<Question["what"], QuestionForm>> = {
  begin: {
    ...TICKET_LINE,
    ask: () => "Which ticket? Its id, and a title behind it; nothing for a vote without a ticket.",
    answer: (text) => {
      const ticket = text.trim() === "" ? {} : readTicket(text);
      return ticket === null ? "There is no ticket in that." : { do: "begin", ticket };
    },
  },
  tickets: {
    ...TICKET_LINE,
    ask: () => "Which tickets? Type one, or paste a list with one on each line.",
    answer: (text) => {
      if (text.trim() === "") return null;
      const ticket = readTicket(text);
      if (ticket === null) return "There is no ticket in that.";
      return { do: "queue", tickets: [ticket], replace: false };
    },
  },
  timer: {
    max: 24,
    ask: () => "How long? 90, 1:30 or 2m; an r behind it turns the cards at its end; 0 stops it.",
    answer: (text) => {
      if (text.trim() === "") return null;
      const timer = readTimer(text);
      return timer === null ? `It must be ${TIMER_FORM}.` : { do: "timer", ...timer };
    },
  },
  estimate: {
    max: ESTIMATE_LENGTH_MAX,
    ask: (model, ticketId) => {
      const suggestion = suggested(model, ticketId);
      const taken = suggestion === "" ? "" : ` Nothing typed takes ${suggestion}.`;
      return `What did the team settle on for ${ticketId}?${taken}`;
    },
    answer: (text, model, ticketId) => {
      const settled = text.trim() === "" ? suggested(model, ticketId) : text;
      if (settled === "") return null;
      const estimate = checkEstimate(settled);
      if (!estimate.ok) return `The estimate ${estimate.error}.`;
      return { do: "estimate", ticket_id: ticketId, estimate: estimate.value };
    },
  },
  note: {
    max: NOTE_LENGTH_MAX,
    lines: true,
    ask: (_, ticketId) => `What is to be noted on ${ticketId}? Alt-Enter begins a line.`,
    text: (model, ticketId) => revealedTicket(model, ticketId)?.note ?? "",
    answer: (text, _, ticketId) => {
      const note = checkNote(text);
      if (!note.ok) return `The note ${note.error}.`;
      return { do: "note", ticket_id: ticketId, note: note.value };
    },
  },
  title: ticketForm("title", { max: TITLE_LENGTH_MAX }, "What is the title"),
  url: ticketForm("url", { max: URL_LENGTH_MAX }, "Which address has"),
  description: ticketForm(
    "description",
    { max: DESCRIPTION_LENGTH_MAX, lines: true },
    "What is to be known about",
  ),
  rename: {
    max: NAME_LENGTH_MAX,
    ask: () => "What shall the others call you?",
    text: (model) => ownMember(model)?.name ?? "",
    answer: (text) => {
      if (text.trim() === "") return null;
      const name = checkName(text);
      return name.ok ? { do: "rename", name: name.value } : `Your name ${name.error}.`;
    },
  },
  name: {
    max: ROOM_NAME_LENGTH_MAX,
    ask: () => "What is the room called? Nothing takes its name away.",
    text: ({ room }) => room.name ?? "",
    answer: (text, { room }) => {
      const name = checkLength(text, ROOM_NAME_LENGTH_MAX, 0);
      if (!name.ok) return `The room's name ${name.error}.`;
      return name.value === (room.name ?? "") ? null : {
        do: "room",
        changes: { name: name.value },
      };
    },
  },
  capacity: {
    max: 6,
    ask: ({ room }) => `How many seats for voters? There are ${room.capacity} now.`,
    answer: (text) => {
      if (text.trim() === "") return null;
      const capacity = readCapacity(text);
      if (!capacity.ok) return `The number of seats ${capacity.error}.`;
      return { do: "room", changes: { capacity: capacity.value } };
    },
  },
  deck: {
    max: DECK_CARDS_MAX * (CARD_LENGTH_MAX + 2),
    ask: () =>
      "Which cards? fibonacci, modified_fibonacci, t_shirt, powers_of_two, or cards of your own: 1,2,3,?",
    answer: (text) => {
      if (text.trim() === "") return null;
      const deck = parseDeck(text);
      return deck.ok ? { do: "room", changes: { deck: text.trim() } } : `The deck ${deck.error}.`;
    },
  },
  passcode: {
    max: PASSCODE_LENGTH_MAX,
    secret: true,
    ask: ({ room }) =>
      room.passcode
        ? "What shall newcomers have to know from now on? Nothing takes the passcode away."
        : "What shall newcomers have to know?",
    answer: (text) => {
      if (text.trim() === "") return null;
      const passcode = checkPasscode(text);
      if (!passcode.ok) return `The passcode ${passcode.error}.`;
      return { do: "room", changes: { passcode: passcode.value } };
    },
  },
};

/** A question about a field of a ticket that waits or is open. */
function ticketForm(
  field: Exclude<keyof Ticket, "ticket_id">,
  limits: Field,
  words: string,
): QuestionForm {
  const hint = limits.lines ? " Alt-Enter begins a line." : "";
  return {
    ...limits,
    ask: (_, ticketId) => `${words}${field === "title" ? " of" : ""} ${ticketId}?${hint}`,
    text: ({ room }, ticketId) => editableTicket(room, ticketId)?.[field] ?? "",
    answer: (text, { room }, ticketId) => {
      const checked = TICKET_FIELDS[field](text);
      if (!checked.ok) return `The ${field === "url" ? "link" : field} ${checked.error}.`;
      if (checked.value === (editableTicket(room, ticketId)?.[field] ?? "")) return null;
      return { do: "edit", ticket_id: ticketId, changes: { [field]: checked.value } };
    },
  };
}

/** The question in words, and what may be typed. */
export function formOf(question: Question): Field & { readonly secret?: true } {
  return FORMS[question.what];
}

export function questionText(model: Model, question: Question): string {
  return FORMS[question.what].ask(model, ticketOf(question));
}

/** What stands there when the question is put. */
export function firstText(model: Model, question: Question): string {
  return FORMS[question.what].text?.(model, ticketOf(question)) ?? "";
}

/** What an answer leads to; a sentence where it will not do, null where it leads to nothing. */
export function answerTo(question: Question, text: string, model: Model): Action | string | null {
  return FORMS[question.what].answer(text, model, ticketOf(question));
}

function ticketOf(question: Question): string {
  return "ticket_id" in question ? question.ticket_id : "";
}

/** The card that the room suggests for a revealed ticket [R13]; "" where it suggests none. */
function suggested(model: Model, ticketId: string): string {
  return revealedTicket(model, ticketId)?.summary.suggestion ?? "";
}
