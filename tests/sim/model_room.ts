/**
 * A room as the rules describe it, worked out in the plainest way: arrays, and everything looked up anew
 * each time. It shares no code with the server, and must not be made clever: where it and the real room
 * differ, one of them is wrong. Here is what it holds and what follows from any change; what members ask
 * for is in model_v1.ts and model_v2.ts, coming and going in model_presence.ts.
 */
import type { Ticket } from "./ask.ts";
import type { Coverage } from "./coverage.ts";
import type { Expected } from "./expected.ts";
import { endedTold, visible } from "./model_view.ts";
import type { Ballot, Deck, Person } from "./person.ts";
import type { Told } from "./told.ts";

export interface ModelRoomOptions {
  readonly capacity: number;
  readonly admin: Person;
  readonly deck: Deck;
  readonly on_admin_leave: "close" | "promote";
  readonly now: number;
  readonly coverage: Coverage;
}

/** The cards on the menu of an old client [P1.3]. */
const V1_CARDS: readonly string[] = ["1", "2", "3", "5", "8", "13", "21"];

export class ModelRoom {
  id = "";
  over = false;
  readonly capacity: number;
  readonly deck: Deck;
  readonly created_at: number;
  readonly coverage: Coverage;
  admin: Person;
  /** How long the room waits for an admin who is away [R14]. */
  admin_until: number | null = null;
  auto_reveal = false;
  on_admin_leave: "close" | "promote";
  /** Everybody with a seat, in the order they got it. */
  people: Person[];
  /** Everybody who was ever announced. */
  everybody: Person[] = [];
  ballot: Ballot | null = null;
  past: Ballot[] = [];
  /** How often each ticket was begun or restarted. */
  readonly attempts = new Map<string, number>();
  queue: Ticket[] = [];
  timer_ends_at: number | null = null;
  everFull = false;
  full = false;
  /** When something last happened here [R17]. */
  touched: number;
  /** [P2.3] One for each change that members can see; when the last one was. */
  version = 1;
  changed_at: number;
  /** When v2 members were last told, and what. */
  stated_at = 0;
  stated_version = 0;
  stated_frame = "";
  /** How often anything here may have changed, seen or not. */
  changes = 0;
  /** What members could see at each version that may still be told, but for the room's id. */
  readonly views = new Map<number, Readonly<Record<string, Expected>>>();
  #seen: string;

  constructor(options: ModelRoomOptions) {
    const { capacity, admin, deck, on_admin_leave, now, coverage } = options;
    this.capacity = capacity;
    this.admin = admin;
    this.deck = deck;
    this.on_admin_leave = on_admin_leave;
    this.created_at = this.touched = this.changed_at = now;
    this.coverage = coverage;
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
  get v1_cards(): readonly string[] {
    return V1_CARDS.filter((card) => this.deck.cards.includes(card));
  }

  /** [R2] Seats of a side that are taken, reserved ones and those of away members included. */
  taken(role: Person["role"]): number {
    return this.people.filter((person) => person.role === role).length;
  }

  /** One thing that happens; then what follows from it. Whether a ballot is complete now and was not. */
  change(now: number, what: () => void): boolean {
    what();
    this.changes++;
    const news = this.over ? false : this.#conclude(now);
    const seen = this.#shown();
    if (seen !== this.#seen && !this.over) {
      this.version++;
      this.changed_at = now;
      this.#look();
    }
    this.#seen = seen;
    return news;
  }

  /** [P2.3] From here on versions are these: a restart leaves room for what was told and not saved. */
  jumpsTo(version: number): void {
    this.version = version;
    this.#look();
  }

  /** What was told before the room was at this version is never told again. */
  forgetViews(before: number): void {
    for (const version of this.views.keys()) if (version < before) this.views.delete(version);
  }

  /** Everybody is told, gets the results and is closed [R14, R16]. */
  end(reason: string, now: number): void {
    this.over = true;
    if (reason === "admin_left") this.admin.left_at = now;
    const ballots = this.past.map(({ ticket, attempt, votes }) => ({
      ticket,
      attempt,
      cards: votes.map(({ card }) => card),
    }));
    const v2 = endedTold(this, reason, now);
    for (const person of this.people) {
      if (person.protocol === "v2") person.hears(v2);
      else if (!person.announced) person.hears({ what: "line", says: [this.id], own: true });
      else person.hears({ what: "results", says: [this.id], ballots, deck: this.deck });
      person.hears({ what: "close", code: 1000 });
    }
  }

  /** [P1.5] Each v1 member who has no prompt on the screen gets the one that is due. */
  prompt(): void {
    const { open } = this;
    for (const person of this.here) {
      if (this.over || !person.sits || person.protocol === "v2" || person.asked !== null) continue;
      const isAdmin = person === this.admin;
      const voted = open?.votes.some(({ who }) => who === person) ?? false;
      if (open === null) {
        if (!isAdmin || !(this.everFull || this.ballot !== null)) continue;
        person.asked = { question: "begin", about: null };
        person.hears({ what: "BEGIN_VOTING_PROMPT" });
      } else if (!voted) {
        person.asked = { question: "vote", about: open };
        const cards = this.v1_cards;
        if (cards.length < V1_CARDS.length) {
          this.coverage.saw("old clients told the cards");
          person.hears({ what: "line", says: cards });
        }
        person.hears({ what: "ASK_FOR_VOTE", data: { ticket_id: open.ticket } });
      } else if (isAdmin && open.complete) {
        person.asked = { question: "reveal", about: open };
        const ticket_id = open.ticket;
        person.hears({ what: "REVEAL_VOTES_PROMPT", says: [ticket_id], data: { ticket_id } });
      }
    }
  }

  /** Opens an empty ballot [R12]. */
  begin(ticket: string, title: string, now: number): void {
    const attempt = (this.attempts.get(ticket) ?? 0) + 1;
    this.attempts.set(ticket, attempt);
    this.queue = this.queue.filter(({ ticket_id }) => ticket_id !== ticket);
    if (attempt > 1) this.coverage.saw("tickets voted on again");
    this.coverage.saw("ballots opened");
    this.ballot = {
      ticket,
      title,
      attempt,
      opened_at: now,
      votes: [],
      complete: false,
      told_complete: false,
      revealed: false,
      revealed_at: 0,
      estimate: null,
    };
  }

  /** [R6, R9] */
  vote(open: Ballot, person: Person, card: string): void {
    const before = open.votes.length;
    open.votes = open.votes.filter(({ who }) => !who.left || who.key !== person.key);
    if (open.votes.length < before) this.coverage.saw("votes of a leaver given up");
    const earlier = open.votes.find(({ who }) => who === person);
    if (earlier !== undefined) {
      earlier.card = card;
      this.coverage.saw("votes replaced");
    } else {
      open.votes.push({ who: person, card });
      this.coverage.saw("first votes");
      this.tell({ what: "line", says: [person.shown, open.ticket] });
    }
  }

  /** [R11] */
  reveal(open: Ballot, now: number): void {
    open.revealed = true;
    open.revealed_at = now;
    this.past.push(open);
    this.timer_ends_at = null;
    this.coverage.saw("reveals");
    const choices = open.votes.map(({ who, card }) => ({ who: who.who, name: who.shown, card }));
    this.tell({ what: "VOTES_REVEALED", data: { ticket_id: open.ticket }, choices });
    this.tell({ what: "AWAITING_ADMIN_VOTE_START" }, this.admin);
  }

  /** Tells the v1 members; v2 members see it in the room's state. */
  tell(told: Told, but: Person | null = null): void {
    for (const person of this.here) {
      if (person.protocol === "v1" && person !== but) person.hears(told);
    }
  }

  /** [R15] Old clients are told that somebody came, went, or is something else now. */
  tellOf(person: Person): void {
    this.tell({ what: "ROOM_JOIN_UPDATES", says: [person.shown] });
  }

  /** What members can see change, in results, too; not the id, which is told late and stays. */
  #shown(): string {
    const estimates = this.past.map(({ estimate }) => estimate);
    return JSON.stringify({ ...visible(this), room_id: "", estimates });
  }

  #look(): void {
    this.views.set(this.version, visible(this));
  }

  /** [R4, R8, P2.7] What follows from any change; whether the ballot is complete now and was not before. */
  #conclude(now: number): boolean {
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
        this.coverage.saw(open.told_complete ? "completions told again" : "completions");
        open.told_complete = true;
        this.tell({
          what: "VOTING_COMPLETED",
          says: [open.ticket],
          data: { ticket_id: open.ticket },
        });
      }
      if (complete && this.auto_reveal) {
        this.coverage.saw("v2 auto reveals");
        this.reveal(open, now);
      }
    }
    const full = voters.length === this.capacity;
    if (full && !this.full && (this.open === null || !this.everFull)) {
      this.coverage.saw(this.everFull ? "rooms filled anew" : "rooms filled");
      this.tell({ what: "ROOM_CAPACITY_REACHED" });
    }
    this.full = full;
    this.everFull ||= full;
    return news;
  }
}
