/** What a run came across. A simulation that never loses a post proves nothing about lost posts. */

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
