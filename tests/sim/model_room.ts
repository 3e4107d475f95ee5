/**
 * A room as the rules describe it, worked out in the plainest way: arrays, and everything looked up anew
 * each time. It shares no code with the server, and must not be made clever: where it and the real room
 * differ, one of them is wrong.
 */
import type { Coverage } from "./coverage.ts";
import type { Ballot, Person, Said } from "./person.ts";
import type { Told } from "./told.ts";

export class ModelRoom {
  id = "";
  over = false;
  people: Person[];
  ballot: Ballot | null = null;
  past: Ballot[] = [];
  everFull = false;
  full = false;

  constructor(
    readonly capacity: number,
    readonly admin: Person,
    public touched: number,
    readonly coverage: Coverage,
  ) {
    this.people = [admin];
  }

  get open(): Ballot | null {
    return this.ballot !== null && !this.ballot.revealed ? this.ballot : null;
  }

  /** A message of somebody who sits here; then whoever is due a prompt gets it [P1.5]. */
  hear(person: Person, said: Said, now: number): void {
    const { asked } = person;
    const question = said.kind === "unusable" ? said.answers : said.kind;
    if (said.kind === "unusable") this.coverage.saw("unusable answers");
    if (asked !== null && asked.question === question) {
      person.asked = null;
      if (asked.question === "vote" && asked.about !== this.open) {
        // v1 members alone can't bring it about: no ballot ends while one of them is asked
        this.#answer(person);
        return this.prompt();
      }
    }
    const before = person.asked === null && asked !== null;
    if (this.#does(person, said)) this.touched = now;
    else {
      if (before && said.kind !== "unusable") {
        this.coverage.saw("answers after the state had moved on");
      }
      this.#answer(person);
    }
    this.prompt();
  }

  /** Somebody's connection is over. The admin's ends the room [R14]. */
  leave(person: Person, now: number): void {
    person.sits = false;
    person.left = true;
    if (person === this.admin) {
      this.coverage.saw("rooms ended by the admin's leaving");
      return this.end();
    }
    this.touched = now;
    this.people = this.people.filter((one) => one !== person);
    if (person.announced) {
      this.coverage.saw("members left");
      this.#all({ what: "ROOM_JOIN_UPDATES", says: [person.shown] });
      if (this.#conclude()) this.coverage.saw("completions because somebody left");
    }
    this.prompt();
  }

  /** Everybody is told, gets the results and is closed [R14, R16]. */
  end(): void {
    this.over = true;
    const ballots = this.past.map(({ ticket, attempt, votes }) => ({
      ticket,
      attempt,
      cards: votes.map(({ card }) => card),
    }));
    for (const { sits, announced, line } of this.people) {
      if (!sits) continue;
      line.hears(
        announced
          ? { what: "results", says: [this.id], ballots }
          : { what: "line", says: [this.id], own: true },
      );
      line.hears({ what: "close", code: 1000 });
    }
  }

  /** Each member who has no prompt on the screen gets the one that is due. */
  prompt(): void {
    const { open } = this;
    for (const person of this.people) {
      if (this.over || !person.sits || !person.announced || person.asked !== null) continue;
      const isAdmin = person === this.admin;
      const voted = open?.votes.some(({ who }) => who === person) ?? false;
      if (open === null) {
        if (!isAdmin || !(this.everFull || this.ballot !== null)) continue;
        person.asked = { question: "begin", about: null };
        person.line.hears({ what: "BEGIN_VOTING_PROMPT" });
      } else if (!voted) {
        person.asked = { question: "vote", about: open };
        person.line.hears({ what: "ASK_FOR_VOTE", data: { ticket_id: open.ticket } });
      } else if (isAdmin && open.complete) {
        person.asked = { question: "reveal", about: open };
        const ticket_id = open.ticket;
        person.line.hears({ what: "REVEAL_VOTES_PROMPT", says: [ticket_id], data: { ticket_id } });
      }
    }
  }

  /** Whether it was accepted. */
  #does(person: Person, said: Said): boolean {
    const { open } = this;
    if (said.kind === "unusable") return false;
    if (said.kind === "announce") return this.#announces(person, said.room_id);
    if (!person.announced) {
      this.coverage.saw("messages before JOIN_ROOM");
      return false;
    }
    switch (said.kind) {
      case "begin":
        if (person !== this.admin || open !== null) return this.#refused("refused begins");
        return this.#begin(said.ticket);
      case "vote":
        if (open === null || open.ticket !== said.ticket) return this.#refused("refused votes");
        return this.#vote(open, person, said.card);
      case "reveal":
        if (person !== this.admin || open === null || open.ticket !== said.ticket) {
          return this.#refused("refused reveals");
        }
        return open.complete ? this.#reveal(open) : this.#refused("refused reveals");
      case "gone":
        return false;
    }
  }

  #announces(person: Person, room_id: string): boolean {
    if (room_id !== this.id) return this.#refused("wrong rooms announced");
    if (person.announced) return true;
    person.announced = true;
    this.coverage.saw("members announced");
    const tell = (...says: string[]) => person.line.hears({ what: "ROOM_JOIN_UPDATES", says });
    const named = (one: Person) => one === this.admin ? [one.shown, "admin"] : [one.shown];
    tell(this.id);
    for (const one of this.people) if (one.announced && one !== person) tell(...named(one));
    this.#all({ what: "ROOM_JOIN_UPDATES", says: named(person) });
    if (this.open?.complete) this.coverage.saw("ballots opened again by a newcomer");
    this.#conclude();
    return true;
  }

  #begin(ticket: string): boolean {
    const attempt = this.past.filter((one) => one.ticket === ticket).length + 1;
    if (attempt > 1) this.coverage.saw("tickets voted on again");
    this.ballot = {
      ticket,
      attempt,
      votes: [],
      complete: false,
      told_complete: false,
      revealed: false,
    };
    this.coverage.saw("ballots opened");
    this.#conclude();
    return true;
  }

  #vote(open: Ballot, person: Person, card: string): boolean {
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
      this.#all({ what: "line", says: [person.shown, open.ticket] });
    }
    this.#conclude();
    return true;
  }

  #reveal(open: Ballot): boolean {
    open.revealed = true;
    this.past.push(open);
    this.coverage.saw("reveals");
    const choices = open.votes.map(({ who, card }) => ({ who: who.who, name: who.shown, card }));
    this.#all({ what: "VOTES_REVEALED", data: { ticket_id: open.ticket }, choices });
    this.#all({ what: "AWAITING_ADMIN_VOTE_START" }, this.admin);
    this.#conclude();
    return true;
  }

  /** [R4, R8] What follows from any change; whether the ballot is complete now and was not before. */
  #conclude(): boolean {
    const { open } = this;
    const here = this.people.filter(({ announced }) => announced);
    let news = false;
    if (open !== null) {
      const all = here.every((person) => open.votes.some(({ who }) => who === person));
      const complete = open.votes.length > 0 && here.length > 0 && all;
      news = complete && !open.complete;
      open.complete = complete;
      if (news) {
        this.coverage.saw(open.told_complete ? "completions told again" : "completions");
        open.told_complete = true;
        this.#all({
          what: "VOTING_COMPLETED",
          says: [open.ticket],
          data: { ticket_id: open.ticket },
        });
      }
    }
    const full = here.length === this.capacity;
    if (full && !this.full && (open === null || !this.everFull)) {
      this.coverage.saw(this.everFull ? "rooms filled anew" : "rooms filled");
      this.#all({ what: "ROOM_CAPACITY_REACHED" });
    }
    this.full = full;
    this.everFull ||= full;
    return news;
  }

  #all(told: Told, but: Person | null = null): void {
    for (const person of this.people) {
      if (person.announced && person.sits && person !== but) person.line.hears(told);
    }
  }

  #answer(person: Person): void {
    person.line.hears({ what: "line", own: true });
  }

  #refused(sight: Parameters<Coverage["saw"]>[0]): false {
    this.coverage.saw(sight);
    return false;
  }
}
