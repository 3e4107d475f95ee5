/** What the letters do in the room. A letter that can do nothing now is refused with a notice. Pure. */
import { keyNamed, mayUse, momentOf } from "./key_table.ts";
import { IN_ROOM, isAdmin, type Model, ownMember } from "./model.ts";
import { openBallot } from "../client/open_ballot.ts";
import { opened } from "./panel.ts";
import { act, ask, begin, confirm, enter, refuse, sentence, stay, type Step } from "./step.ts";
import { acceptSuggestion } from "./suggestion.ts";
import { withdraw } from "./update_card.ts";

/** Does what a letter is for, if this person may. */
export function command(model: Model, char: string): Step {
  const entry = keyNamed(char);
  if (entry === undefined) return refuse(model, `${char} does nothing here; ? shows all keys.`);
  const moment = momentOf(model);
  if ((entry.who === "admin" || entry.who === "runner") && !mayUse(entry, moment)) {
    return refuse(model, `Only the admin can do that (${char}).`);
  }
  const { ballot, queue } = model.room;
  const open = openBallot(model.room);
  switch (char) {
    case "?":
      return enter(model, { name: "help", top: 0, from: IN_ROOM });
    case "q":
      return leave(model);
    case "u":
      return withdraw(model);
    case "o": {
      const role = ownMember(model)?.role === "observer" ? "voter" : "observer";
      return act(model, { do: "role", role });
    }
    case "p":
      return enter(model, opened(model, "people"));
    case "s":
      return enter(model, opened(model, "settings"));
    case "l": {
      const step = enter(model, opened(model, "list"));
      return model.room.results_count > 0 ? act(step.model, { do: "look_back" }) : step;
    }
    case "n":
      return begin(model, queue[0]);
    case "b":
      return begin(model);
    case "a":
      return ask(model, { what: "tickets" });
    case "v":
      return voteAgain(model);
    case "r":
    case "f":
      return reveal(model, char === "f");
    case "e":
    case "m":
      if (ballot?.phase !== "revealed") return refuse(model, "Reveal the votes first.");
      return ask(model, {
        what: char === "e" ? "estimate" : "note",
        ticket_id: ballot.ticket_id,
      });
    case "t":
      return ask(model, { what: "timer" });
    case "c":
      return open === null
        ? refuse(model, "No ballot is open: there is nothing to cancel.")
        : confirm(model, { what: "cancel", ticket_id: open.ticket_id });
    case "w":
      return open === null
        ? refuse(model, "There is nothing to vote on yet.")
        : act(model, { do: "nudge" });
    case "y": {
      const accepted = acceptSuggestion(model.room);
      return accepted.ok ? act(model, accepted.value) : refuse(model, sentence(accepted.error));
    }
    case "d":
      return confirm(model, { what: "end" });
    default:
      return stay(model);
  }
}

/** Leaves the room; asks first if something would be lost. */
export function leave(model: Model): Step {
  if (model.connection.state !== "online") return act(model, { do: "hang_up" });
  if (leavingCosts(model)) return confirm(model, { what: "leave" });
  return act({ ...model, mode: IN_ROOM, leaving: true }, { do: "leave" });
}

/** Whether something is lost when this person leaves: an admin ends the session, or hands it over. */
function leavingCosts(model: Model): boolean {
  const { room, me } = model;
  const others = room.members.some(({ member_id }) => member_id !== me);
  return isAdmin(model) && (others || room.results_count > 0 || room.queue.length > 0);
}

/** Begins a new attempt; asks first if votes that nobody has seen would be lost. */
function voteAgain(model: Model): Step {
  const { ballot, members } = model.room;
  if (ballot === null) return refuse(model, "There is nothing to vote on again yet.");
  return ballot.phase !== "revealed" && members.some(({ voted }) => voted)
    ? confirm(model, { what: "restart", ticket_id: ballot.ticket_id })
    : act(model, { do: "restart" });
}

function reveal(model: Model, force: boolean): Step {
  const { ballot, members } = model.room;
  if (ballot === null) return refuse(model, "There is nothing to reveal yet.");
  const { ticket_id, phase } = ballot;
  if (phase === "revealed") return refuse(model, `${ticket_id} is revealed already.`);
  if (phase === "complete") return act(model, { do: "reveal", ticket_id, force: false });
  if (!members.some(({ voted }) => voted)) return refuse(model, "Nobody has voted yet.");
  if (!force) {
    const how = isAdmin(model) ? ": f reveals anyway." : ".";
    return refuse(model, `Not everybody has voted yet${how}`);
  }
  return confirm(model, { what: "force", ticket_id });
}
