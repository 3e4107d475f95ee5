/** What a run came across. A simulation that never loses a post proves nothing about lost posts. */

/** Why a v2 command is refused [P2.6]; bad fields and the like are the connection's matter. */
export const REFUSALS = [
  "not_admin",
  "not_voter",
  "no_ballot",
  "ballot_open",
  "wrong_ticket",
  "wrong_attempt",
  "card_not_in_deck",
  "not_complete",
  "no_votes",
  "already_revealed",
  "not_revealed",
  "queue_full",
  "no_such_member",
  "not_eligible",
  "room_full",
] as const;

export type Refusal = typeof REFUSALS[number];

/** v2 commands that are done [P2.5]. */
export const ASKS = [
  "vote",
  "set_role",
  "leave",
  "begin",
  "restart",
  "reveal",
  "estimate",
  "queue",
  "hand_over",
  "remove",
  "settings",
  "timer",
  "end_session",
] as const;

/** Everything that has to happen in a smoke run. */
export const SIGHTS = [
  "rooms opened",
  "seats given",
  "members announced",
  "rooms filled",
  "rooms filled anew",
  "ballots opened",
  "tickets voted on again",
  "first votes",
  "votes replaced",
  "votes of a leaver given up",
  "completions",
  "completions because somebody left",
  "completions told again",
  "ballots opened again by a newcomer",
  "reveals",
  "refused: room full",
  "refused: last seat lost in a race",
  "refused: no such room",
  "refused: answered late",
  "refused: too many rooms",
  "refused: too many connections",
  "refused: bad request",
  "refused: stopping",
  "refused votes",
  "refused begins",
  "refused reveals",
  "wrong rooms announced",
  "answers after the state had moved on",
  "unusable answers",
  "messages before JOIN_ROOM",
  "messages before the seat",
  "messages to a room that was gone",
  "unannounced seats freed",
  "idle rooms",
  "members left",
  "rooms ended by the admin's leaving",
  "rooms ended by the drain",
  "bad messages",
  "put out: bad messages",
  "put out: too fast",
  "put out: too big or binary",
  "put out: impatient",
  "slow readers put out",
  "sockets that never opened",
  "workers blocked",
  "workers dead",
  "workers crashed with last words",
  "workers replaced",
  "members of a dead home told",
  "members of a dead edge gone",
  "posts lost",
  "posts sent again",
  "ring overflows",
  "windows full",
  "drains",
  "drains in the middle of things",
  "departures",
  "refused: no cards for an old client",
  "refused: too many observers",
  "refused: resume",
  "old clients told the cards",
  "votes too late for their attempt",
  "v2 voters",
  "v2 observers",
  "v2 rooms with a deck of their own",
  "v2 messages before WELCOME",
  "v2 pings answered",
  "v2 commands with id",
  "v2 commands without id",
  "v2 states",
  "v2 states of several changes",
  "v2 states skipped by a reader that lags",
  "v2 states sent late",
  "v2 quiet readers that know all",
  "v2 readers that took nothing put out",
  "v2 silence: connections given up",
  "v2 members away",
  "v2 members away in mid-ballot",
  "v2 members back",
  "v2 members back after the hold",
  "v2 votes kept over a resume",
  "v2 connections replaced",
  "v2 members given up after the grace",
  "v2 members left deliberately",
  "v2 joiners gone before WELCOME",
  "v2 resumes in rooms that were gone",
  "v2 resumes of former members",
  "v2 resumes with a strange token",
  "v2 completions because the hold was over",
  "v2 admins back in time",
  "v2 rooms closed after the admin grace",
  "v2 rooms closed by the admin's LEAVE",
  "v2 promotions after the admin grace",
  "v2 promotions after a LEAVE",
  "v2 removals of away members",
  "v2 auto reveals",
  "v2 forced reveals",
  "v2 restarts of open tickets",
  "v2 restarts of revealed tickets",
  "v2 votes withdrawn",
  "v2 results asked for",
  "v2 results in pages",
  "rooms restored",
  "rooms with a v1 admin ended by a restart",
  "v1 members left by a restart",
  "v2 members back after a restart",
  "votes restored",
  "queues restored",
  "histories restored",
  "changes lost that were never saved",
  "commits failed",
  "commits that worked again",
  "deaths before a commit",
  "deaths between a commit and telling",
  "deaths in the middle of telling",
  "commits of a life that was taken over meanwhile",
  "deaths told in the middle of things",
  "processes started again",
  "rooms at another number of workers",
  "stops with a disk that fails",
  "stops with a disk that had failed",
  ...ASKS.map((ask) => `v2 asks: ${ask}` as const),
  ...REFUSALS.map((code) => `v2 refused: ${code}` as const),
] as const;

export type Sight = typeof SIGHTS[number];

/** How often each was seen. */
export class Coverage {
  readonly #counts = new Map<Sight, number>();

  saw(sight: Sight, times = 1): void {
    if (times > 0) this.#counts.set(sight, this.of(sight) + times);
  }

  of(sight: Sight): number {
    return this.#counts.get(sight) ?? 0;
  }

  add(other: Coverage): void {
    for (const [sight, times] of other.#counts) this.saw(sight, times);
  }

  /** What was never seen. */
  get missing(): readonly Sight[] {
    return SIGHTS.filter((sight) => this.of(sight) === 0);
  }

  toString(): string {
    return SIGHTS.map((sight) => `${String(this.of(sight)).padStart(10)}  ${sight}`).join("\n");
  }
}
