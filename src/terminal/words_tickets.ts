/** Words of line mode about tickets: those that wait, and what is known about them. Pure. */
import { quote } from "../protocol/text.ts";
import { readTicket } from "../tickets/tickets.ts";
import { TICKET_FIELDS } from "./ticket_fields.ts";
import { oneOf, ticketNamed, type Words } from "./word.ts";

export const TICKET_WORDS: Words = {
  add: {
    usage: "add TICKET [TITLE]",
    about: "admin: add a ticket to those that wait",
    read: (rest) => {
      const ticket = readTicket(rest);
      if (ticket === null) return "say which ticket: add WEB-7";
      return { do: "queue", tickets: [ticket], replace: false };
    },
  },
  edit: {
    usage: "edit TICKET FIELD [TEXT]",
    about: "admin: change a ticket's title, url or description; no text takes it away",
    lines: true,
    read: (rest, place) => {
      const found = ticketNamed(rest, place);
      if (typeof found === "string") return found;
      const [, word = "", text = ""] = /^(\S*)\s*(.*)$/s.exec(found.rest) ?? [];
      const field = oneOf(word, ["title", "url", "description"]);
      if (field === null) {
        return `a ticket has a title, a url and a description, and no ${quote(word)}`;
      }
      const checked = TICKET_FIELDS[field](text);
      if (!checked.ok) return `the ${field} ${checked.error}`;
      const { ticket_id } = found.ticket;
      return { do: "edit", ticket_id, changes: { [field]: checked.value } };
    },
  },
  move: {
    usage: "move TICKET [OTHER]",
    about: "admin: put a ticket that waits before another one, or to the end",
    read: (rest, place) => {
      const found = ticketNamed(rest, place);
      if (typeof found === "string") return found;
      const { ticket_id } = found.ticket;
      if (found.rest === "") return { do: "move", ticket_id, before: null };
      const other = ticketNamed(found.rest, place);
      if (typeof other === "string") return other;
      return { do: "move", ticket_id, before: other.ticket.ticket_id };
    },
  },
  drop: {
    usage: "drop TICKET",
    about: "admin: take a ticket out of those that wait",
    read: (rest, place) => {
      const found = ticketNamed(rest, place);
      return typeof found === "string" ? found : { do: "drop", ticket_id: found.ticket.ticket_id };
    },
  },
};
