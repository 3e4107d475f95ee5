/** What can be changed about a ticket but its id, and the rule for each. Pure. */
import type { Ticket } from "../client/mod.ts";
import { checkDescription, type Checked, checkTitle, checkUrl } from "../protocol/text.ts";

export type TicketField = Exclude<keyof Ticket, "ticket_id" | "tracker">;

export const TICKET_FIELDS: Readonly<Record<TicketField, (text: string) => Checked>> = {
  title: checkTitle,
  url: checkUrl,
  description: checkDescription,
};
