/** Protocol v2, server to client: the whole room in one message, and a reply for each command [P2]. */
import type { EndReason, MemberId, Results, RevealedBallot } from "../room/state.ts";
import type { RoomView } from "../room/view.ts";

/**
 * Revealed ballots in one page of GET_RESULTS, and about how long a page may get, in characters: its last
 * ballot may go past it. Far below what a connection may have unsent [S4], so that a page alone never puts
 * a slow reader out.
 */
export const RESULTS_PAGE_BALLOTS = 100;
export const RESULTS_PAGE_LENGTH = 64 * 1024;

/** The room as v2 members see it [P2.4], as JSON: made once for each version, whoever gets it. */
export function encodeRoom(view: RoomView): string {
  return JSON.stringify({
    room_id: view.room_id,
    version: view.version,
    created_at: view.created_at,
    capacity: view.capacity,
    deck: view.deck,
    settings: view.settings,
    admin_id: view.admin_id,
    members: [...view.members.values()].filter(({ announced }) => announced).map((
      { member_id, name, role, presence, voted },
    ) => ({ member_id, name, role, presence, voted })),
    ballot: ballotOf(view),
    queue: view.queue,
    timer: view.timer_ends_at === null ? null : { ends_at: view.timer_ends_at },
    results_count: view.results_count,
  });
}

/** What a member alone is told of itself [P2.2]; its own card is no secret to it [R7]. */
export interface You {
  readonly member_id: MemberId;
  readonly resume_token: string;
  readonly vote?: string;
}

/** Who welcomes, and what time it is there: every time in a room is by this clock. */
export interface Host {
  readonly server: { readonly name: string; readonly version: string };
  readonly now: number;
}

/** The first frame [P2.2]. `room` is what `encodeRoom` made. */
export function encodeWelcome(room: string, you: You, { server, now }: Host): string {
  return `{"type":"WELCOME","data":{"room":${room},"you":${JSON.stringify(you)},` +
    `"server":${JSON.stringify(server)},"now":${now}}}`;
}

/** [P2.3] `room` is what `encodeRoom` made. */
export function encodeState(room: string): string {
  return `{"type":"ROOM_STATE","data":{"room":${room}}}`;
}

/** The reply to a command that was done: `version` is the first that shows its effect. */
export function encodeOk(re: string, version: number): string {
  return `{"type":"OK","data":{"version":${version}},"re":${JSON.stringify(re)}}`;
}

/** The reply to a ping: it concerns no room, so it tells no version. */
export function encodePong(re: string): string {
  return JSON.stringify({ type: "OK", data: {}, re });
}

/** An error, the reply to a command if `re` names it [P2.6]. */
export function encodeError(
  re: string | null,
  error: { readonly code: string; readonly message: string; readonly field?: string | undefined },
): string {
  const { code, message, field } = error;
  return JSON.stringify({
    type: "ERROR",
    data: { code, message, ...field !== undefined && { field } },
    ...re !== null && { re },
  });
}

/** A page of revealed ballots from number `after` on; the last page has no `next` [P2.5]. */
export function encodeResultsPage(
  re: string,
  { history, after, version }: {
    readonly history: readonly RevealedBallot[];
    readonly after: number;
    readonly version: number;
  },
): string {
  const ballots: string[] = [];
  for (let length = 0; ballots.length < RESULTS_PAGE_BALLOTS && length < RESULTS_PAGE_LENGTH;) {
    const ballot = history[after + ballots.length];
    if (ballot === undefined) break;
    const text = JSON.stringify(revealedOf(ballot));
    ballots.push(text);
    length += text.length;
  }
  const end = after + ballots.length;
  const next = end < history.length ? `,"next":${end}` : "";
  return `{"type":"OK","data":{"version":${version},"ballots":[${ballots.join(",")}]${next}},` +
    `"re":${JSON.stringify(re)}}`;
}

/** [P2.8] */
export function encodeEnded(reason: EndReason, results: Results): string {
  const ballots = results.ballots.map(revealedOf);
  return JSON.stringify({
    type: "SESSION_ENDED",
    data: { reason, results: { ...results, ballots } },
  });
}

function ballotOf({ open, revealed }: RoomView): unknown {
  if (open !== null) {
    const { ticket, attempt, phase, opened_at } = open;
    return { ...ticket, attempt, phase, opened_at };
  }
  return revealed && { ...revealedOf(revealed), phase: "revealed" };
}

/** A revealed ballot as members and results see it. */
export function revealedOf(ballot: RevealedBallot) {
  const { ticket, attempt, opened_at, revealed_at, votes, summary, estimate } = ballot;
  return {
    ...ticket,
    attempt,
    opened_at,
    revealed_at,
    ...votes !== null && { votes },
    summary,
    ...estimate !== null && { estimate },
  };
}
