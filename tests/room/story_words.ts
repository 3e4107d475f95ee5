/** How a story words a room's events and what is known about it. */
import type { RoomEvent } from "../../src/room/events.ts";
import {
  assertNever,
  type Results,
  type RevealedBallot,
  type Room,
  type Ticket,
} from "../../src/room/state.ts";
import { viewOf } from "../../src/room/secrecy.ts";

/** An event in a few words. */
export function worded(event: RoomEvent): string {
  switch (event.type) {
    case "renamed":
      return `${event.before} is now called ${event.member.name}`;
    case "nudged":
      return `${event.by.name} nudges ${event.members.join(" ")}`;
    case "role_changed":
      return `${event.member.name} is now ${event.member.role}`;
    case "admin_changed":
      return `${event.member.name} is now admin`;
    case "gave_way":
      return `${event.member.name} gave way`;
    case "joined":
    case "left":
    case "removed":
    case "away":
    case "back":
      return `${event.type} ${event.member.name}`;
    case "voted":
      return `voted ${event.member.name} ${event.first ? "first" : "again"}`;
    case "withdrawn":
      return `withdrew ${event.member.name}`;
    case "opened":
    case "restarted":
    case "cancelled":
    case "completed":
      return `${event.type} ${event.ticket.ticket_id} #${event.attempt}`;
    case "revealed":
      return `revealed ${ballotWords(event.ballot)}`;
    case "filled":
    case "estimated":
    case "noted":
    case "changed":
      return event.type;
    case "ended":
      return `ended ${event.reason}`;
    default:
      return assertNever(event);
  }
}

/**
 * The answer to a story's question: about the room, or about the `results` once it is over. Times are from `since` on.
 */
export function answer(
  question: string,
  room: Room,
  results: Results | null,
  since: number,
): string {
  const at = (time: number) => `${(time - since) / 1_000}s`;
  const ballots = results?.ballots ?? room.history;
  const view = viewOf(room);
  const members = [...view.members.values()];
  switch (question) {
    case "phase?":
      return room.ballot?.phase ?? "none";
    case "ticket?":
      return room.ballot === null ? "none" : ticketWords(room.ballot.ticket);
    case "names?":
      return list(members.map(({ name }) => name));
    case "people?": // ana admin, bob away, cem observer
      return list(members.map(({ member_id, name, role, presence }) =>
        [
          name,
          ...(member_id === view.admin_id ? ["admin"] : []),
          ...(role === "observer" ? [role] : []),
          ...(presence === "away" ? [presence] : []),
        ].join(" ")
      ));
    case "voted?":
      return list(members.filter(({ voted }) => voted).map(({ name }) => name));
    case "history?":
      return list(ballots.map(ballotWords));
    case "times?": // T-1 0s to 5s: opened and revealed
      return list(
        ballots.map(({ ticket, opened_at, revealed_at }) =>
          `${ticket.ticket_id} ${at(opened_at)} to ${at(revealed_at)}`
        ),
      );
    case "estimates?":
      return list(ballots.map((one) => `${attemptWords(one)}: ${one.estimate ?? "-"}`));
    case "notes?":
      return list(ballots.map((one) => `${attemptWords(one)}: ${one.note ?? "-"}`));
    case "suggestion?":
      return ballots.at(-1)?.summary.suggestion ?? "none";
    case "room?": // its name, 3 seats, locked, with a passcode
      return list([
        view.name ?? "no name",
        `${view.capacity} seats`,
        ...view.locked ? ["locked"] : [],
        ...view.has_passcode ? ["with a passcode"] : [],
      ]);
    case "cards?":
      return view.deck.cards.join(" ");
    case "took part?":
      return list(
        (results?.participants ?? room.participants).map(({ name, joined_at, left_at }) =>
          `${name} ${at(joined_at)} to ${left_at === null ? "the end" : at(left_at)}`
        ),
      );
    case "queue?":
      return list(view.queue.map(ticketWords));
    case "settings?":
      return `auto_reveal ${view.settings.auto_reveal ? "on" : "off"}, ` +
        `on_admin_leave ${view.settings.on_admin_leave}` +
        (view.settings.who_runs === "everyone" ? ", who_runs everyone" : "");
    case "timer?":
      return view.timer_ends_at === null
        ? "none"
        : at(view.timer_ends_at) + (view.timer_reveals ? " reveals" : "");
    case "version?":
      return String(view.version);
    case "active?":
      return at(room.active_at);
    default:
      throw new Error(`no such question: ${question}`);
  }
}

function ballotWords(ballot: RevealedBallot): string {
  const cards = ballot.votes?.map(({ name, card }) => ` ${name}:${card}`).join("");
  return attemptWords(ballot) + (cards ?? " (votes dropped)");
}

function attemptWords({ ticket, attempt }: RevealedBallot): string {
  return `${ticket.ticket_id} #${attempt}`;
}

function ticketWords({ ticket_id: ticketId, title, url, description }: Ticket): string {
  return ticketId + (title === undefined ? "" : `=${title}`) +
    (url === undefined ? "" : ` at ${url}`) +
    (description === undefined ? "" : ` (${description})`);
}

function list(entries: readonly string[]): string {
  return entries.join(", ") || "none";
}
