/**
 * The model of a room: the rules in the plainest way, with arrays in which everything is looked up each time. It shares
 * no code with the server, and must stay simple: if it and the real room differ, one of them is wrong. This file has
 * the room's state and what follows from any change. Commands are in model_v1.ts and model_v2.ts, coming and going in
 * model_presence.ts.
 */
import type { Ticket } from "./v2_request.ts";
import type { Coverage } from "./coverage.ts";
import { type View, visible } from "./model_view.ts";
import type { Asking, Note } from "./model_trackers.ts";
import { revealBallot } from "./model_voting.ts";
import type { Ballot, Bar, Deck, Person } from "./person.ts";
import type { ExpectedFrame } from "./expected_frame.ts";

interface ModelRoomOptions {
  readonly capacity: number;
  readonly admin: Person;
  readonly deck: Deck;
  readonly on_admin_leave: "close" | "promote";
  readonly now: number;
  /** The wall clock, for timestamps; everything else uses the steady clock [R17a]. */
  readonly wall: () => number;
  readonly coverage: Coverage;
  /** Member ids by the model's numbers for members, as far as they have been sent. */
  readonly ids: ReadonlyMap<number, string>;
}

/** The cards that v1 clients can play [P1.3]. */
export const V1_CARDS: readonly string[] = ["1", "2", "3", "5", "8", "13", "21"];

export class ModelRoom {
  id = "";
  /** The address that it counts for [W10]; null: none, because it was restored. */
  openedFrom: string | null = null;
  over = false;
  capacity: number;
  deck: Deck;
  /** Name, lock, passcode, and who was barred [R17b]. */
  name: string | null = null;
  locked = false;
  passcode: string | null = null;
  bars: readonly Bar[] = [];
  readonly created_at: number;
  readonly wall: () => number;
  readonly coverage: Coverage;
  readonly ids: ReadonlyMap<number, string>;
  /** [P2.8] Members who may stay after the end, because SESSION_ENDED left ballots out. */
  readers: readonly Person[] = [];
  admin: Person;
  /** The secret with which the first admin joins; null: the room has had an admin [A3]. */
  awaits: string | null = null;
  /** Until when the room waits for an admin who is away [R14]; null: it does not. */
  admin_until: number | null = null;
  auto_reveal = false;
  on_admin_leave: "close" | "promote";
  who_runs: "admin" | "everyone" = "admin";
  /** Everybody with a seat, in the order in which they got it. */
  people: Person[];
  /** Everybody who was ever announced. */
  everybody: Person[] = [];
  ballot: Ballot | null = null;
  past: Ballot[] = [];
  /** How often each ticket was begun or restarted. */
  readonly attempts = new Map<string, number>();
  queue: Ticket[] = [];
  /** The request to a tracker that it waits for; null: none [A5]. */
  asking: Asking | null = null;
  notes: readonly Note[] = [];
  /** On the steady clock. */
  timer_ends_at: number | null = null;
  timer_reveals = false;
  /** When voters were last nudged on this ballot; null: never [P2.5a]. */
  nudged_at: number | null = null;
  /** How far the wall clock was ahead of the steady clock when the room was saved. */
  savedAhead = 0;
  everFull = false;
  full = false;
  /** When something last happened here [R17]. */
  touched: number;
  /** [P2.3] Grows by one with each change that members can see. */
  version = 1;
  changedAt: number;
  /** When v2 members were last sent a state, and which. */
  stateSentAt = 0;
  /** How many bytes of it were sent, to all members together. */
  stateBytes = 0;
  sentVersion = 0;
  sentFrame = "";
  /** How often anything may have changed, visible or not. */
  changes = 0;
  /** What members can see, except the room's id, at each version that may still be sent. */
  readonly views = new Map<number, View>();
  #seen: string;
  /** Whether the current change is a vote [P2.7]. */
  voted = false;

  constructor(options: ModelRoomOptions) {
    const { capacity, admin, deck, on_admin_leave, now, wall, coverage, ids } = options;
    this.capacity = capacity;
    this.admin = admin;
    this.deck = deck;
    this.on_admin_leave = on_admin_leave;
    this.touched = this.changedAt = now;
    this.wall = wall;
    this.created_at = wall();
    this.coverage = coverage;
    this.ids = ids;
    this.people = [admin];
    this.#seen = this.#shown();
    this.#look();
  }

  get open(): Ballot | null {
    return this.ballot !== null && !this.ballot.revealed ? this.ballot : null;
  }

  /** The members who have been announced. */
  get here(): readonly Person[] {
    return this.people.filter(({ announced }) => announced);
  }

  /** The cards that v1 clients can play in this room [P1.3]. */
  get v1Cards(): readonly string[] {
    return this.playable(this.deck);
  }

  /** The cards of a deck that v1 clients can play. */
  playable({ cards }: Deck): readonly string[] {
    return V1_CARDS.filter((card) => cards.includes(card));
  }

  /** [R2] How many seats of a role are taken, including reserved ones and those of members who are away. */
  taken(role: Person["role"]): number {
    return this.people.filter((person) => person.role === role).length;
  }

  /** Whether there is a free seat of a role; a voter's seat is kept for an admin who has not come yet [A3]. */
  hasSeat(role: Person["role"], isAdmin = false): boolean {
    const kept = this.awaits !== null && role === "voter" && !isAdmin ? 1 : 0;
    return this.taken(role) + kept < this.capacity;
  }

  /** Makes a change, and what follows from it. Returns whether it completed the ballot. */
  change(now: number, what: () => void): boolean {
    this.voted = false;
    what();
    this.changes++;
    const news = this.over ? false : this.#conclude();
    const seen = this.#shown();
    if (seen !== this.#seen && !this.over) {
      this.version++;
      this.changedAt = now;
      this.#look();
    }
    this.#seen = seen;
    return news;
  }

  /** [A3] A program opens the room, with these tickets and nobody in it. */
  opensFor(
    secret: string,
    { auto_reveal, who_runs, tickets }: Pick<ModelRoom, "auto_reveal" | "who_runs"> & {
      readonly tickets: readonly Ticket[];
    },
  ): void {
    Object.assign(this, { people: [], awaits: secret, auto_reveal, who_runs });
    this.#seen = this.#shown();
    this.#look();
    this.change(this.touched, () => this.queue = [...tickets]);
  }

  /** [P2.3] Continues with this version: after a restart, versions jump, because more may have been sent than saved. */
  jumpsTo(version: number): void {
    this.version = version;
    this.#look();
  }

  /** Drops the views before this version, which can't be sent any more. */
  forgetViews(before: number): void {
    for (const version of this.views.keys()) if (version < before) this.views.delete(version);
  }

  /** Sends a frame to the v1 members; v2 members see the change in the room's state. */
  sendV1(frame: ExpectedFrame, but: Person | null = null): void {
    for (const person of this.here) {
      if (person.protocol === "v1" && person !== but) person.send(frame);
    }
  }

  /** [R15] Notifies v1 members that somebody came, left or changed. */
  sendUpdateOf(person: Person): void {
    this.sendV1({ what: "ROOM_JOIN_UPDATES", mentions: [person.shown] });
  }

  /** Everything that members can see, also in results; without the id, which does not change. */
  #shown(): string {
    const outcomes = this.past.map(({ estimate, note }) => [estimate, note]);
    // a new passcode is a change, too, although it is not shown
    return JSON.stringify({ ...visible(this), room_id: "", outcomes, passcode: this.passcode });
  }

  #look(): void {
    this.views.set(this.version, visible(this));
  }

  /** [R4, R8, P2.7] Does what follows from any change. Returns whether the ballot has become complete. */
  #conclude(): boolean {
    const { open } = this;
    const voters = this.here.filter(({ role }) => role === "voter");
    let news = false;
    if (open !== null) {
      const online = voters.filter(({ away }) => away === null);
      const awaited = voters.filter(({ away }) => away === null || away.waited_for);
      const all = awaited.every((person) => open.votes.some(({ who }) => who === person));
      const complete = open.votes.length > 0 && online.length > 0 && all;
      news = complete && !open.complete;
      open.complete = complete;
      if (news) {
        this.coverage.count(open.wasComplete ? "completions announced again" : "completions");
        open.wasComplete = true;
        this.sendV1({
          what: "VOTING_COMPLETED",
          mentions: [open.ticket],
          data: { ticket_id: open.ticket },
        });
      }
      if (news && this.auto_reveal) {
        // [P2.7] a leave never reveals
        this.coverage.count(this.voted ? "v2 auto reveals" : "v2 completions that reveal nothing");
        if (this.voted) revealBallot(this, open);
      }
    }
    const full = voters.length === this.capacity;
    if (full && !this.full && (this.open === null || !this.everFull)) {
      this.coverage.count(this.everFull ? "rooms filled anew" : "rooms filled");
      this.sendV1({ what: "ROOM_CAPACITY_REACHED" });
    }
    this.full = full;
    this.everFull ||= full;
    return news;
  }
}
