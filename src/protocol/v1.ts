/**
 * Protocol v1 on the wire: what existing estimatex clients send and can read [P1]. A v1 client exits on
 * an event type it doesn't know, so this module must never make one that is not in P1's table, nor a
 * plain text that parses as JSON.
 */
import type { Refusal, RoomEvent } from "../room/events.ts";
import { assertNever, type Member, type MemberId, type RevealedBallot } from "../room/state.ts";
import type { RoomView } from "../room/view.ts";
import type { Decoded, Question, V1Message } from "./client_message.ts";
import { ownValue } from "./own_value.ts";
import { resultsTable } from "./results_table.ts";
import { checkRoomId, checkTicketId, quote, sanitize } from "./text.ts";

/** The cards that the old client's menu offers; anything else typed makes it exit [P1.3]. */
export const V1_CARDS: readonly string[] = ["1", "2", "3", "5", "8", "13", "21"];

/** One frame and who gets it. */
export interface Delivery {
  readonly to: readonly MemberId[];
  readonly frame: string;
}

/** Decodes what a v1 client sent, by field, own keys only. */
export function decodeV1(text: string): Decoded {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return wrong(`A message must be a JSON object with type and data, got ${quote(text)}.`);
  }
  const type = ownValue(parsed, "type");
  if (typeof type !== "string") {
    return wrong(`A message must be a JSON object whose type is a string, got ${quote(text)}.`);
  }
  const data = ownValue(parsed, "data");
  const field = (name: string) => {
    const value = ownValue(data, name);
    return typeof value === "string" ? value : null;
  };
  const missing = (name: string) => wrong(`${type}: data.${name} must be a string.`);

  const ticket_id = field("ticket_id");
  switch (type) {
    case "JOIN_ROOM": {
      const room_id = field("room_id");
      if (room_id === null) return missing("room_id");
      const checked = checkRoomId(room_id);
      return right({ type: "announce", room_id: checked.ok ? checked.value : sanitize(room_id) });
    }
    case "BEGIN_VOTING": {
      if (ticket_id === null) return missing("ticket_id");
      const checked = checkTicketId(ticket_id);
      if (checked.ok) return right({ type: "begin", ticket_id: checked.value });
      return unusable("begin", `A ticket id ${checked.rule}.`);
    }
    case "MEMBER_VOTED": {
      const card = field("vote");
      if (ticket_id === null) return missing("ticket_id");
      if (card === null) return missing("vote");
      const checked = checkTicketId(ticket_id);
      if (!checked.ok) return unusable("vote", `A ticket id ${checked.rule}.`);
      return V1_CARDS.includes(card)
        ? right({ type: "vote", ticket_id: checked.value, card })
        : unusable("vote", `Vote one of your client's cards; ${quote(card)} is none of them.`);
    }
    case "REVEAL_VOTES": {
      if (ticket_id === null) return missing("ticket_id");
      const checked = checkTicketId(ticket_id);
      if (checked.ok) return right({ type: "reveal", ticket_id: checked.value });
      return unusable("reveal", `A ticket id ${checked.rule}.`);
    }
    default:
      return wrong(
        `type must be JOIN_ROOM, BEGIN_VOTING, MEMBER_VOTED or REVEAL_VOTES, got ${quote(type)}.`,
      );
  }
}

/** What the room turned down, in a line. Which cards there are is said with the ask that follows [P1.3]. */
export function refusedV1({ code, message }: Refusal): string {
  return plain(code === "card_not_in_deck" ? "This room's deck has no such card." : message);
}

/** The first frame a creator gets; its client answers with JOIN_ROOM [R3]. */
export function createdV1(room_id: string): string {
  return encode("CREATE_ROOM", { room_id });
}

/**
 * Renders an event for the announced v1 members `audience`, each distinct frame once. `view` is the room
 * after the event. Prompts are not events: prompts.ts sends them.
 */
export function renderV1(
  event: RoomEvent,
  view: RoomView,
  audience: readonly MemberId[],
): readonly Delivery[] {
  const all = (frame: string) => [{ to: audience, frame }];
  switch (event.type) {
    case "joined":
      return joined(event.member, view, audience);
    case "left":
      return all(update(`👋 ${event.member.name} left`));
    case "removed":
      return all(update(`👋 ${event.member.name} was removed by the admin`));
    case "away":
      return all(update(`💤 ${event.member.name} lost the connection`));
    case "back":
      return all(update(`👤 ${event.member.name} is back`));
    case "admin_changed":
      return all(update(`👑 ${event.member.name} is the admin now`));
    case "withdrawn":
      return all(plain(`↩️ ${event.member.name} took back the vote on ${event.ticket.ticket_id}`));
    case "changed":
      return []; // nothing a v1 client could show
    case "role_changed":
      return all(update(
        event.member.role === "observer"
          ? `👀 ${event.member.name} only watches now`
          : `👤 ${event.member.name} votes now`,
      ));
    case "filled":
      return adminAndOthers(view, audience, (isAdmin) =>
        encode("ROOM_CAPACITY_REACHED", {
          message: isAdmin
            ? "🟢 Everybody is here: the room is full. Over to you."
            : "🟢 Everybody is here: the room is full. Waiting for the admin to begin.",
        }));
    case "opened":
      // the ask itself is a prompt
      return [];
    case "restarted":
      return all(plain(`🔁 Voting on ${event.ticket.ticket_id} starts again.`));
    case "voted":
      return event.first
        ? all(plain(`🗳️ ${event.member.name} voted for ${event.ticket.ticket_id}`))
        : [];
    case "completed": {
      const { ticket_id } = event.ticket;
      return adminAndOthers(view, audience, (isAdmin) =>
        encode("VOTING_COMPLETED", {
          ticket_id,
          // with auto_reveal the cards are on the table already
          message: isAdmin || view.open === null
            ? `✅ Everybody has voted on ${ticket_id}.`
            : `✅ Everybody has voted on ${ticket_id}. Waiting for the admin to reveal.`,
        }));
    }
    case "revealed":
      return [
        ...all(revealed(event.ballot)),
        {
          to: audience.filter((id) => id !== view.admin_id),
          frame: encode("AWAITING_ADMIN_VOTE_START", {
            message: "⏳ Waiting for the admin to begin the next ticket.",
          }),
        },
      ];
    case "ended":
      return all(plain(resultsTable(event.reason, event.results)));
    default:
      return assertNever(event);
  }
}

/** A line for a person. What would parse as JSON would not be shown, or make the client exit [P1]. */
export function plain(text: string): string {
  return isJson(text) ? `> ${text}` : text;
}

function joined(
  member: Member,
  view: RoomView,
  audience: readonly MemberId[],
): readonly Delivery[] {
  const label = (id: MemberId, name: string) =>
    id === view.admin_id ? `👑 ${name} (admin)` : `👤 ${name}`;
  const to = audience.filter((id) => id === member.member_id);
  const deliveries: Delivery[] = [];
  if (to.length > 0) {
    // [P1] the client shows the room's id nowhere else
    deliveries.push({ to, frame: update(`🧠 You are in room ${view.room_id}`) });
    for (const other of view.members.values()) {
      if (!other.announced || other.member_id === member.member_id) continue;
      deliveries.push({ to, frame: update(`${label(other.member_id, other.name)} is here`) });
    }
  }
  const news = update(`${label(member.member_id, member.name)} joined`);
  return [...deliveries, { to: audience, frame: news }];
}

function revealed(ballot: RevealedBallot): string {
  const choices: Record<string, { Value: string; MemberID: string; MemberName: string }> = {};
  for (const { member_id, name, card } of ballot.votes ?? []) {
    choices[member_id] = { Value: card, MemberID: member_id, MemberName: name };
  }
  return encode("VOTES_REVEALED", {
    ticket_id: ballot.ticket.ticket_id,
    client_vote_choice_map: choices,
  });
}

function adminAndOthers(
  view: RoomView,
  audience: readonly MemberId[],
  frame: (isAdmin: boolean) => string,
): readonly Delivery[] {
  return [
    { to: audience.filter((id) => id === view.admin_id), frame: frame(true) },
    { to: audience.filter((id) => id !== view.admin_id), frame: frame(false) },
  ];
}

function update(message: string): string {
  return encode("ROOM_JOIN_UPDATES", { message });
}

/** The event types a v1 client knows; anything else makes it exit. */
type V1Type =
  | "CREATE_ROOM"
  | "ROOM_JOIN_UPDATES"
  | "ROOM_CAPACITY_REACHED"
  | "BEGIN_VOTING_PROMPT"
  | "ASK_FOR_VOTE"
  | "VOTING_COMPLETED"
  | "REVEAL_VOTES_PROMPT"
  | "VOTES_REVEALED"
  | "AWAITING_ADMIN_VOTE_START";

/** One event frame. */
export function encode(type: V1Type, data: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ type, data });
}

/** How every JSON text begins; a line that doesn't need not be parsed to be told from one. */
const JSON_BEGINS = /^[ \t\n\r]*[{["\-\dtfn]/;

function isJson(text: string): boolean {
  if (!JSON_BEGINS.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function right(message: V1Message): Decoded {
  return { ok: true, message };
}

function unusable(answers: Question, message: string): Decoded {
  return right({ type: "unusable", answers, message });
}

function wrong(error: string): Decoded {
  return { ok: false, error };
}
