/** The outcomes of a key: a model, and perhaps an action. Pure. */
import type { Ticket } from "../client/mod.ts";
import type { Action } from "./action.ts";
import {
  baseOf,
  type Confirmation,
  IN_ROOM,
  isAdmin,
  type Mode,
  type Model,
  type Question,
  trouble,
} from "./model.ts";
import { openBallot } from "../client/open_ballot.ts";
import { typedAlready } from "./editor.ts";
import { sentencesAbout } from "./left_out.ts";
import { firstText } from "./questions.ts";
import { UNKNOWN_COLUMNS } from "../tickets/columns.ts";
import { ENGLISH } from "../tickets/english.ts";
import { inWords } from "../tickets/remarks.ts";
import { readTickets } from "../tickets/tickets.ts";

export interface Step {
  readonly model: Model;
  readonly action: Action | null;
}

/** A step without an action. */
export function stay(model: Model): Step {
  return { model, action: null };
}

/** A step with an action. */
export function act(model: Model, action: Action): Step {
  return { model, action };
}

/** A step that only says why nothing is done. */
export function refuse(model: Model, text: string): Step {
  return stay({ ...model, notice: trouble(text) });
}

/** Makes a sentence of a clause. */
export function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}

/** Switches to another mode. */
export function enter(model: Model, mode: Mode): Step {
  return stay({ ...model, mode, typed: "" });
}

/** Asks a question; if it is asked in a panel, the person returns to that. */
export function ask(model: Model, question: Question): Step {
  const from = baseOf(model.mode);
  return enter(model, { name: "ask", question, ...typedAlready(firstText(model, question)), from });
}

/** Begins a ballot on a ticket, or asks for one; refused while another ballot is open. */
export function begin(model: Model, ticket?: Ticket): Step {
  const open = openBallot(model.room);
  if (open !== null) {
    return refuse(model, `${open.ticket_id} is still being voted on: reveal it first.`);
  }
  if (ticket === undefined) return ask(model, { what: "begin" });
  return act({ ...model, mode: IN_ROOM }, { do: "begin", ticket });
}

/** Asks for a confirmation. */
export function confirm(model: Model, about: Confirmation): Step {
  return enter(model, { name: "confirm", about, from: baseOf(model.mode) });
}

/** Returns to where the person was before. */
export function back(model: Model): Model {
  return { ...model, mode: baseOf(model.mode) };
}

/** Shows the admin the tickets that were found in a paste, before they are added. */
export function lookOver(model: Model, text: string): Step {
  if (!isAdmin(model)) return refuse(model, "Only the admin can add tickets.");
  const reading = readTickets(text);
  switch (reading.kind) {
    case "refused":
      return refuse(model, `What you pasted can't be read: ${inWords(reading.why, ENGLISH)}.`);
    case "asks":
      return refuse(
        model,
        `Nothing is read: ${UNKNOWN_COLUMNS}. Paste these two alone, or with "Key" and "Title" above them.`,
      );
    case "tickets": {
      const { tickets } = reading;
      if (tickets.length === 0) return refuse(model, "There is no ticket in what you pasted.");
      const remarks = sentencesAbout(reading);
      const noticed = remarks.length === 0
        ? model
        : { ...model, notice: trouble(remarks.join(" ")) };
      return enter(noticed, { name: "tickets", tickets, from: baseOf(model.mode) });
    }
  }
}
