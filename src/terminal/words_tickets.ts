/** Words of line mode about tickets: the queue, and changes to tickets. Pure. */
import { quote } from "../protocol/text.ts";
import { asEdit, asQueue } from "./text_actions.ts";
import { command, oneOf, refusal, ticketNamed, type Words } from "./word.ts";

export const TICKET_WORDS: Words = {
  add: {
    usage: "add TICKET [TITLE]",
    about: "admin: add a ticket to the queue",
    read: (rest) => rest === "" ? refusal("say which ticket: add WEB-7") : asQueue(rest),
  },
  edit: {
    usage: "edit TICKET FIELD [TEXT]",
    about: "admin: change a ticket's title, url or description; no text removes it",
    lines: true,
    read: (rest, place) => {
      const found = ticketNamed(rest, place);
      if (!found.ok) return found;
      const { ticket_id: ticketId, rest: change } = found.value;
      const [, word = "", text = ""] = /^(\S*)\s*(.*)$/s.exec(change) ?? [];
      const field = oneOf(word, ["title", "url", "description"]);
      if (field === null) {
        return refusal(`a ticket has a title, a url and a description, and no ${quote(word)}`);
      }
      return asEdit(ticketId, field, text);
    },
  },
  move: {
    usage: "move TICKET [OTHER]",
    about: "admin: move a ticket before another one, or to the end of the queue",
    read: (rest, place) => {
      const found = ticketNamed(rest, place);
      if (!found.ok) return found;
      const { ticket_id, rest: before } = found.value;
      if (before === "") return command({ do: "move", ticket_id, before: null });
      const other = ticketNamed(before, place);
      return other.ok ? command({ do: "move", ticket_id, before: other.value.ticket_id }) : other;
    },
  },
  drop: {
    usage: "drop TICKET",
    about: "admin: remove a ticket from the queue",
    read: (rest, place) => {
      const found = ticketNamed(rest, place);
      return found.ok ? command({ do: "drop", ticket_id: found.value.ticket_id }) : found;
    },
  },
};
