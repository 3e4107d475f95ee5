/** The fields of a ticket that can be changed, and the rule for each. Pure. */
import type { Ticket } from "../client/mod.ts";
import { checkDescription, type Checked, checkTitle, checkUrl } from "../protocol/text.ts";

export type TicketField = Exclude<keyof Ticket, "ticket_id" | "tracker">;

export const TICKET_FIELDS: Readonly<Record<TicketField, (text: string) => Checked>> = {
  title: checkTitle,
  url: checkUrl,
  description: checkDescription,
};
