/**
 * A room as the rules describe it, worked out in the plainest way: arrays, and everything looked up anew
 * each time. It shares no code with the server, and must not be made clever: where it and the real room
 * differ, one of them is wrong. Here is what it holds and what follows from any change; what members
 * request is in model_v1.ts and model_v2.ts, coming and going in model_presence.ts.
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
  /** The wall clock, for stamps: everything else goes by a clock that nobody sets [R17a]. */
  readonly wall: () => number;
  readonly coverage: Coverage;
  /** Member ids by the numbers of members, as far as they have been sent. */
  readonly ids: ReadonlyMap<number, string>;
}

/** The cards on the menu of an old client [P1.3]. */
export const V1_CARDS: readonly string[] = ["1", "2", "3", "5", "8", "13", "21"];

export class ModelRoom {
  id = "";
  /** The address that counts for it [W10]; null: it has been restored, and is nobody's. */
  openedFrom: string | null = null;
  over = false;
  capacity: number;
  deck: Deck;
  /** What people call it, whether it is locked, what newcomers have to know, and who was barred [R17b]. */
  name: string | null = null;
  locked = false;
  passcode: string | null = null;
  bars: readonly Bar[] = [];
  readonly created_at: number;
  readonly wall: () => number;
  readonly coverage: Coverage;
  readonly ids: ReadonlyMap<number, string>;
  /** [P2.8] Who may stay after the end, because it left ballots out. */
  readers: readonly Person[] = [];
  admin: Person;
  /** The secret that makes whoever comes with it the admin, who has never been there; null: it has [A3]. */
  awaits: string | null = null;
  /** How long the room waits for an admin who is away [R14]. */
  admin_until: number | null = null;
  auto_reveal = false;
  on_admin_leave: "close" | "promote";
  who_runs: "admin" | "everyone" = "admin";
  /** Everybody with a seat, in the order they got it. */
  people: Person[];
  /** Everybody who was ever announced. */
  everybody: Person[] = [];
  ballot: Ballot | null = null;
  past: Ballot[] = [];
  /** How often each ticket was begun or restarted. */
  readonly attempts = new Map<string, number>();
  queue: Ticket[] = [];
  /** What it waits for from a tracker, and what there was to write when it was asked to [A5]. */
  asking: Asking | null = null;
  notes: readonly Note[] = [];
  /** By the steady clock. */
  timer_ends_at: number | null = null;
  timer_reveals = false;
  /** When voters were last asked once more; null: not on this ballot [P2.5a]. */
  nudged_at: number | null = null;
  /** How far the wall clock was ahead of it when the room was saved. */
  savedAhead = 0;
  everFull = false;
  full = false;
  /** When something last happened here [R17]. */
  touched: number;
  /** [P2.3] One for each change that members can see; when the last one was. */
  version = 1;
  changedAt: number;
  /** When v2 members were last sent a state, and which. */
  stateSentAt = 0;
  /** How many bytes of it went out, to all members together. */
  stateBytes = 0;
  sentVersion = 0;
  sentFrame = "";
  /** How often anything here may have changed, seen or not. */
  changes = 0;
  /** What members could see at each version that may still be sent, but for the room's id. */
  readonly views = new Map<number, View>();
  #seen: string;
  /** The change that is being made is a vote [P2.7]. */
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

  /** Members: whoever has been announced. */
  get here(): readonly Person[] {
    return this.people.filter(({ announced }) => announced);
  }

  /** The cards that old clients can play here [P1.3]. */
  get v1Cards(): readonly string[] {
    return this.playable(this.deck);
  }

  /** The cards of a deck that old clients can play. */
  playable({ cards }: Deck): readonly string[] {
    return V1_CARDS.filter((card) => cards.includes(card));
  }

  /** [R2] Seats of a side that are taken, reserved ones and those of away members included. */
  taken(role: Person["role"]): number {
    return this.people.filter((person) => person.role === role).length;
  }

  /** Whether there is a seat of a side for somebody; one voter's is kept for an admin who is yet to come [A3]. */
  hasSeat(role: Person["role"], isAdmin = false): boolean {
    const kept = this.awaits !== null && role === "voter" && !isAdmin ? 1 : 0;
    return this.taken(role) + kept < this.capacity;
  }

  /** One thing that happens; then what follows from it. Whether a ballot is complete now and was not. */
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

  /** [A3] A program opens it, with these in its queue: nobody is in it. */
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

  /** [P2.3] From here on versions are these: a restart leaves room for what was sent and not saved. */
  jumpsTo(version: number): void {
    this.version = version;
    this.#look();
  }

  /** What was sent before the room was at this version is never sent again. */
  forgetViews(before: number): void {
    for (const version of this.views.keys()) if (version < before) this.views.delete(version);
  }

  /** Sends it to the v1 members; v2 members see it in the room's state. */
  sendV1(frame: ExpectedFrame, but: Person | null = null): void {
    for (const person of this.here) {
      if (person.protocol === "v1" && person !== but) person.send(frame);
    }
  }

  /** [R15] Old clients are sent that somebody came, went, or is something else now. */
  sendUpdateOf(person: Person): void {
    this.sendV1({ what: "ROOM_JOIN_UPDATES", mentions: [person.shown] });
  }

  /** What members can see change, in results, too; not the id, which is sent late and stays. */
  #shown(): string {
    const outcomes = this.past.map(({ estimate, note }) => [estimate, note]);
    // another passcode is a change, too, though nobody sees which
    return JSON.stringify({ ...visible(this), room_id: "", outcomes, passcode: this.passcode });
  }

  #look(): void {
    this.views.set(this.version, visible(this));
  }

  /** [R4, R8, P2.7] What follows from any change; whether the ballot is complete now and was not before. */
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
        // [P2.7] never because somebody went
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
