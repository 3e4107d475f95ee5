/** The outcomes of a key: a model, and perhaps an action. Pure. */
import type { Action } from "./action.ts";
import { type Mode, type Model, trouble } from "./model.ts";
import { readTickets } from "../tickets/tickets.ts";

export interface Step {
  readonly model: Model;
  readonly action: Action | null;
}

/** Nothing more to do than this. */
export function stay(model: Model): Step {
  return { model, action: null };
}

export function act(model: Model, action: Action): Step {
  return { model, action };
}

export function refuse(model: Model, text: string): Step {
  return stay({ ...model, notice: trouble(text) });
}

/** The person is in the middle of something else now. */
export function enter(model: Model, mode: Mode): Step {
  return stay({ ...model, mode, typed: "" });
}

/** Shows what was found in a paste before it is added. */
export function lookOver(model: Model, text: string): Step {
  const { tickets } = readTickets(text);
  if (tickets.length === 0) return refuse(model, "There is no ticket in what you pasted.");
  return enter(model, { name: "tickets", tickets });
}
