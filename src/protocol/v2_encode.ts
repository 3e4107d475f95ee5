/** Protocol v2, server to client: the whole room in one message, and a reply for each command [P2]. */
import { revealedOf } from "../room/results.ts";
import type { MemberView, RoomView } from "../room/secrecy.ts";
import type { Member, OkData, RoomState, ServerInfo, ServerMessage, You } from "./v2_frames.ts";

/** A member as v2 members see it [P2.4], as JSON. */
export function encodeMember({ member_id, name, role, presence, voted }: MemberView): string {
  const member: Member = { member_id, name, role, presence, voted };
  return JSON.stringify(member);
}

/**
 * The room as v2 members see it [P2.4], as JSON: the same text for every member. `timer_ends_at` is when its timer
 * ends, in milliseconds on the wall clock, or null without a timer; the view's own is on the steady clock [R17a].
 * `members`: what `encodeMember` returns for each announced member, if the caller has it already.
 */
export function encodeRoom(
  view: RoomView,
  timer_ends_at: number | null,
  members: readonly string[] = view.members.values()
    .filter(({ announced }) => announced).map(encodeMember),
): string {
  const head: Omit<RoomState, "members" | keyof typeof tail> = {
    room_id: view.room_id,
    version: view.version,
    created_at: view.created_at,
    capacity: view.capacity,
    deck: view.deck,
    ...view.name !== null && { name: view.name },
    locked: view.locked,
    passcode: view.has_passcode,
    settings: view.settings,
    admin_id: view.admin_id,
  };
  const tail = {
    ballot: ballotOf(view),
    queue: view.queue,
    timer: timer_ends_at === null
      ? null
      : { ends_at: timer_ends_at, ...view.timer_reveals && { reveal: true } },
    results_count: view.results_count,
  } satisfies Partial<RoomState>;
  return `${JSON.stringify(head).slice(0, -1)},"members":[${members.join(",")}],` +
    JSON.stringify(tail).slice(1);
}

/** The server that sends the welcome, and its wall clock in milliseconds, to which every time in a room refers. */
interface Host {
  readonly server: ServerInfo;
  readonly now: number;
}

/** The first frame that a v2 member is sent [P2.2]. `room`: as returned by `encodeRoom`. */
export function encodeWelcome(room: string, you: You, { server, now }: Host): string {
  return `{"type":"WELCOME","data":{"room":${room},"you":${JSON.stringify(you)},` +
    `"server":${JSON.stringify(server)},"now":${now}}}`;
}

/** The room's state [P2.3]. `room`: as returned by `encodeRoom`; `now`: the wall clock then, to read its times by. */
export function encodeState(room: string, now: number): string {
  return `{"type":"ROOM_STATE","data":{"room":${room},"now":${now}}}`;
}

/** The same state for one member, as the reply to its commands `re`, whose effect it shows. */
export function withReplies(state: string, re: readonly string[]): string {
  return `${state.slice(0, -1)},"re":${JSON.stringify(re)}}`;
}

/** Tells a voter who has not voted yet that `by` is waiting for the vote [P2.5a]. */
export function encodeNudged(by: Pick<Member, "member_id" | "name">, ticketId: string): string {
  const { member_id, name } = by;
  return encoded({ type: "NUDGED", data: { ticket_id: ticketId, by: { member_id, name } } });
}

/** The reply to a command that was done. `version`: the room's first version that shows its effect. */
export function encodeOk(re: string, version: number): string {
  return `{"type":"OK","data":{"version":${version}},"re":${JSON.stringify(re)}}`;
}

/** The reply to a command with more data than the version [A5]. */
export function encodeReply(re: string, data: OkData): string {
  return encoded({ type: "OK", data, re });
}

/** The reply to a ping: it concerns no room, so it has no version. */
export function encodePong(re: string): string {
  return `{"type":"OK","data":{},"re":${JSON.stringify(re)}}`;
}

/** An error, the reply to a command if `re` names it [P2.6]. */
export function encodeError(
  re: string | null,
  error: {
    readonly code: string;
    readonly message: string;
    readonly field?: string | undefined;
    readonly retry_after_ms?: number | undefined;
  },
): string {
  const { code, message, field, retry_after_ms } = error;
  return encoded({
    type: "ERROR",
    data: {
      code,
      message,
      ...field !== undefined && { field },
      ...retry_after_ms !== undefined && { retry_after_ms },
    },
    ...re !== null && { re },
  });
}

function encoded(message: ServerMessage): string {
  return JSON.stringify(message);
}

function ballotOf({ open, revealed }: RoomView): RoomState["ballot"] {
  if (open !== null) {
    const { ticket, attempt, phase, opened_at } = open;
    return { ...ticket, attempt, phase, opened_at };
  }
  return revealed && { ...revealedOf(revealed), phase: "revealed" };
}
