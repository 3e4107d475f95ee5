/**
 * Protocol v1, server to client: what existing estimatex clients can read [P1]. A v1 client exits on an unknown event,
 * so this module must make only those of v1_events.ts, and no plain text that parses as JSON.
 */
import type { Refusal, RoomEvent } from "../room/events.ts";
import {
  assertNever,
  type Member,
  type MemberId,
  type RevealedBallot,
  type Ticket,
} from "../room/state.ts";
import type { RoomView } from "../room/secrecy.ts";
import { resultsTable } from "./results_table.ts";
import type { V1Data, V1Type } from "./v1_events.ts";

/** A frame and its recipients; `news`: its line, if that may be sent in one frame with others. */
interface Delivery {
  readonly to: readonly MemberId[];
  readonly frame: string;
  readonly news?: News;
}

/** A line about another member, which needs no answer. */
export interface News {
  readonly type: "text" | "ROOM_JOIN_UPDATES";
  readonly text: string;
}

/** In rooms with more members than this, v1 clients get such lines gathered, many in one frame. */
export const APART_MEMBERS_MAX = 100;

/** A refusal as a line. The prompt that follows lists the cards [P1.3]. */
export function refusedV1({ code, message }: Refusal): string {
  return plain(code === "card_not_in_deck" ? "This room's deck has no such card." : message);
}

/** The first frame to a creator; its client answers with JOIN_ROOM [R3]. */
export function createdV1(roomId: string): string {
  return encode("CREATE_ROOM", { room_id: roomId });
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
  const update = (text: string) => [newsTo(audience, updated(text))];
  const line = (text: string) => [newsTo(audience, { type: "text", text })];
  switch (event.type) {
    case "joined":
      return joined(event.member, view, audience);
    case "left":
      return update(`👋 ${event.member.name} left`);
    case "removed":
      return update(`👋 ${event.member.name} was removed by the admin`);
    case "renamed":
      return update(`✏️ ${event.before} is called ${event.member.name} now`);
    case "away":
      return update(`💤 ${event.member.name} lost the connection`);
    case "back":
      return update(`👤 ${event.member.name} is back`);
    case "admin_changed":
      return update(`👑 ${event.member.name} is the admin now`);
    case "withdrawn":
      return line(`↩️ ${event.member.name} took back the vote on ${event.ticket.ticket_id}`);
    case "gave_way":
      return []; // nobody was sent that it joined
    case "estimated":
    case "noted":
    case "changed":
      return []; // nothing a v1 client could show
    case "role_changed":
      return update(
        event.member.role === "observer"
          ? `👀 ${event.member.name} only watches now`
          : `👤 ${event.member.name} votes now`,
      );
    case "filled":
      return adminAndOthers(view, audience, (isAdmin) =>
        encode("ROOM_CAPACITY_REACHED", {
          message: "🟢 Everybody is here: the room is full." + whoseTurn(view, isAdmin),
        }));
    case "opened":
      // the ask itself is a prompt
      return [];
    case "restarted":
      return line(`🔁 Voting on ${event.ticket.ticket_id} starts again.`);
    case "cancelled":
      return line(`🚫 Voting on ${event.ticket.ticket_id} was cancelled.`);
    case "nudged": {
      // the ask is still unanswered on their screens [P1.5]
      const to = audience.filter((id) => event.members.includes(id));
      const { ticket_id } = event.ticket;
      return [{
        to,
        frame: plain(`🔔 ${event.by.name} is waiting for your vote on ${ticket_id}.`),
      }];
    }
    case "voted":
      return event.first ? line(votedText(event.member, event.ticket)) : [];
    case "completed": {
      const { ticket_id } = event.ticket;
      return adminAndOthers(view, audience, (isAdmin) =>
        encode("VOTING_COMPLETED", {
          ticket_id,
          // with auto_reveal the votes have been revealed already
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

/** What follows now that the room is full; nothing if it filled while a ballot was open. */
function whoseTurn({ open }: RoomView, isAdmin: boolean): string {
  if (open !== null) return "";
  return isAdmin ? " Over to you." : " Waiting for the admin to begin.";
}

/** The line about a member's first vote. */
export function votedV1(member: Pick<Member, "name">, ticket: Ticket): string {
  return plain(votedText(member, ticket));
}

function votedText({ name }: Pick<Member, "name">, { ticket_id }: Ticket): string {
  return `🗳️ ${name} voted for ${ticket_id}`;
}

/** A line for a person. If it parsed as JSON, the client would not show it, or would exit, so it gets a prefix [P1]. */
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
    deliveries.push(newsTo(to, updated(`🧠 You are in room ${view.room_id}`)));
    const others: News[] = [];
    for (const other of view.members.values()) {
      if (!other.announced || other.member_id === member.member_id) continue;
      others.push(updated(`${label(other.member_id, other.name)} is here`));
    }
    if (others.length > APART_MEMBERS_MAX) deliveries.push({ to, frame: encodeNews(others) });
    else for (const other of others) deliveries.push(newsTo(to, other));
  }
  const news = updated(`${label(member.member_id, member.name)} joined`);
  return [...deliveries, newsTo(audience, news)];
}

function newsTo(to: readonly MemberId[], news: News): Delivery {
  return { to, frame: encodeNews([news]), news };
}

function updated(text: string): News {
  return { type: "ROOM_JOIN_UPDATES", text };
}

/** One frame with all lines. */
export function encodeNews(news: readonly News[]): string {
  const text = news.map(({ text }) => text).join("\n");
  const isUpdate = news.every(({ type }) => type === "ROOM_JOIN_UPDATES");
  return isUpdate ? encode("ROOM_JOIN_UPDATES", { message: text }) : plain(text);
}

/** The line that replaces `count` others. */
export function leftOut(count: number): News {
  return updated(`… and ${count} more`);
}

function revealed(ballot: RevealedBallot): string {
  const choices: V1Data<"VOTES_REVEALED">["client_vote_choice_map"] = {};
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

/** One event frame. */
export function encode<Type extends V1Type>(type: Type, data: V1Data<Type>): string {
  return JSON.stringify({ type, data });
}

/** How every JSON text begins: a line that begins otherwise need not be parsed to see that it is none. */
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
