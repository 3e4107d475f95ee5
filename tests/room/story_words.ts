/** How a story says what a room tells and what is known about it. */
import type { RoomEvent } from "../../src/room/events.ts";
import {
  assertNever,
  type Results,
  type RevealedBallot,
  type Room,
  type Ticket,
} from "../../src/room/state.ts";
import { viewOf } from "../../src/room/view.ts";

/** An event in a few words. */
export function told(event: RoomEvent): string {
  switch (event.type) {
    case "role_changed":
      return `${event.member.name} is now ${event.member.role}`;
    case "admin_changed":
      return `${event.member.name} is now admin`;
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
    case "completed":
      return `${event.type} ${event.ticket.ticket_id} #${event.attempt}`;
    case "revealed":
      return `revealed ${toldBallot(event.ballot)}`;
    case "filled":
    case "changed":
      return event.type;
    case "ended":
      return `ended ${event.reason}`;
    default:
      return assertNever(event);
  }
}

/** The answer to a story's question: about the room, or about the `results` once it is over. Times are from `since` on. */
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
      return room.ballot === null ? "none" : toldTicket(room.ballot.ticket);
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
      return list(ballots.map(toldBallot));
    case "estimates?":
      return list(ballots.map((one) => `${toldAttempt(one)}: ${one.estimate ?? "-"}`));
    case "took part?":
      return list(
        (results?.participants ?? room.participants).map(({ name, joined_at, left_at }) =>
          `${name} ${at(joined_at)} to ${left_at === null ? "the end" : at(left_at)}`
        ),
      );
    case "queue?":
      return list(view.queue.map(toldTicket));
    case "settings?":
      return `auto_reveal ${view.settings.auto_reveal ? "on" : "off"}, ` +
        `on_admin_leave ${view.settings.on_admin_leave}`;
    case "timer?":
      return view.timer_ends_at === null ? "none" : at(view.timer_ends_at);
    case "version?":
      return String(view.version);
    case "active?":
      return at(room.active_at);
    default:
      throw new Error(`no such question: ${question}`);
  }
}

function toldBallot(ballot: RevealedBallot): string {
  const cards = ballot.votes?.map(({ name, card }) => ` ${name}:${card}`).join("");
  return toldAttempt(ballot) + (cards ?? " (votes dropped)");
}

function toldAttempt({ ticket, attempt }: RevealedBallot): string {
  return `${ticket.ticket_id} #${attempt}`;
}

function toldTicket({ ticket_id, title }: Ticket): string {
  return title === undefined ? ticket_id : `${ticket_id}=${title}`;
}

function list(entries: readonly string[]): string {
  return entries.join(", ") || "none";
}
