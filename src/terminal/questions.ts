/** The questions that are answered by a text: their words, the limits of an answer, and what it leads to. Pure. */
import type { Result } from "../base/result.ts";
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
import type { RoomAction } from "./action.ts";
import type { Field } from "./editor.ts";
import { type Model, ownMember, type Question } from "./model.ts";
import { editableTicket, revealedTicket } from "./panel.ts";
import {
  asBegin,
  asCapacity,
  asDeck,
  asEdit,
  asEstimate,
  asNote,
  asPasscode,
  asQueue,
  asRename,
  asRoomName,
  asTimer,
} from "./text_actions.ts";
import type { TicketField } from "./ticket_fields.ts";

/** The action of an answer, null if there is nothing to do; the error is a clause about what is wrong. */
type Answer = Result<RoomAction | null, string>;

interface QuestionForm extends Field {
  /** The question itself. */
  readonly ask: (model: Model, ticketId: string) => string;
  /** The text to edit. */
  readonly text?: (model: Model, ticketId: string) => string;
  /** Whether the answer must not be shown on the screen. */
  readonly secret?: true;
  readonly answer: (text: string, model: Model, ticketId: string) => Answer;
}

const NOTHING_TO_DO = { ok: true, value: null } as const;

/** A line with a ticket: its id, a title, and perhaps a link. */
const TICKET_LINE: Field = { max: TICKET_ID_LENGTH_MAX + TITLE_LENGTH_MAX + URL_LENGTH_MAX };

const FORMS: Readonly<Record<Question["what"], QuestionForm>> = {
  begin: {
    ...TICKET_LINE,
    ask: () =>
      "Which ticket? Type its id, and a title if you like; or nothing, to vote without one.",
    answer: asBegin,
  },
  tickets: {
    ...TICKET_LINE,
    ask: () => "Which tickets? Type one, or paste a list with one on each line.",
    answer: ifAny(asQueue),
  },
  timer: {
    max: 24,
    ask: () => "How long? 90, 1:30 or 2m; add r to reveal when it ends; 0 stops it.",
    answer: ifAny(asTimer),
  },
  estimate: {
    max: ESTIMATE_LENGTH_MAX,
    ask: (model, ticketId) => {
      const suggestion = suggested(model, ticketId);
      const taken = suggestion === "" ? "" : ` Enter alone takes ${suggestion}.`;
      return `What did the team settle on for ${ticketId}?${taken}`;
    },
    answer: (text, model, ticketId) => {
      const settled = text.trim() === "" ? suggested(model, ticketId) : text;
      return settled === "" ? NOTHING_TO_DO : asEstimate(ticketId, settled);
    },
  },
  note: {
    max: NOTE_LENGTH_MAX,
    lines: true,
    ask: (_, ticketId) => `What should be noted about ${ticketId}? Alt-Enter begins a line.`,
    text: (model, ticketId) => revealedTicket(model, ticketId)?.note ?? "",
    answer: (text, _, ticketId) => asNote(ticketId, text),
  },
  title: ticketForm("title", { max: TITLE_LENGTH_MAX }, "What is the title"),
  url: ticketForm("url", { max: URL_LENGTH_MAX }, "Which address has"),
  description: ticketForm(
    "description",
    { max: DESCRIPTION_LENGTH_MAX, lines: true },
    "What should everybody know about",
  ),
  rename: {
    max: NAME_LENGTH_MAX,
    ask: () => "What is your new name?",
    text: (model) => ownMember(model)?.name ?? "",
    answer: ifAny(asRename),
  },
  name: {
    max: ROOM_NAME_LENGTH_MAX,
    ask: () => "What is the room called? Leave it empty to remove the name.",
    text: ({ room }) => room.name ?? "",
    answer: (text, { room }) => text === (room.name ?? "") ? NOTHING_TO_DO : asRoomName(text),
  },
  capacity: {
    max: 6,
    ask: ({ room }) => `How many seats for voters? There are ${room.capacity} now.`,
    answer: ifAny(asCapacity),
  },
  deck: {
    max: DECK_CARDS_MAX * (CARD_LENGTH_MAX + 2),
    ask: () =>
      "Which cards? fibonacci, modified_fibonacci, t_shirt, powers_of_two, or cards of your own: 1,2,3,?",
    answer: ifAny(asDeck),
  },
  passcode: {
    max: PASSCODE_LENGTH_MAX,
    secret: true,
    ask: ({ room }) =>
      room.passcode
        ? "What is the new passcode? Leave it empty to remove the passcode."
        : "What is the passcode?",
    answer: ifAny(asPasscode),
  },
};

/** A question about a field of a ticket in the queue or on the open ballot. */
function ticketForm(
  field: TicketField,
  limits: Field,
  words: string,
): QuestionForm {
  const hint = limits.lines ? " Alt-Enter begins a line." : "";
  return {
    ...limits,
    ask: (_, ticketId) => `${words}${field === "title" ? " of" : ""} ${ticketId}?${hint}`,
    text: ({ room }, ticketId) => editableTicket(room, ticketId)?.[field] ?? "",
    answer: (text, { room }, ticketId) =>
      text === (editableTicket(room, ticketId)?.[field] ?? "")
        ? NOTHING_TO_DO
        : asEdit(ticketId, field, text),
  };
}

/** Reads an answer, where an empty one leads to nothing. */
function ifAny(read: (text: string) => Answer): (text: string) => Answer {
  return (text) => text.trim() === "" ? NOTHING_TO_DO : read(text);
}

/** The words of a question, and what may be typed. */
export function formOf(question: Question): Field & { readonly secret?: true } {
  return FORMS[question.what];
}

/** The question itself, a sentence or two. */
export function questionText(model: Model, question: Question): string {
  return FORMS[question.what].ask(model, ticketOf(question));
}

/** The text to edit when a question is asked. */
export function firstText(model: Model, question: Question): string {
  return FORMS[question.what].text?.(model, ticketOf(question)) ?? "";
}

/** Reads an answer to a question. */
export function answerTo(question: Question, text: string, model: Model): Answer {
  return FORMS[question.what].answer(text, model, ticketOf(question));
}

function ticketOf(question: Question): string {
  return "ticket_id" in question ? question.ticket_id : "";
}

/** The card that the room suggests for a revealed ticket [R13]; "": none. */
function suggested(model: Model, ticketId: string): string {
  return revealedTicket(model, ticketId)?.summary.suggestion ?? "";
}
