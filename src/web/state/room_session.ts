/**
 * One session in a room, as signals that components read: the room, the person's vote, the state of the connection,
 * and the results so far. It has no rules of its own: it sends every command through the client library, and shows
 * refusals as notices.
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import {
  ClientError,
  type Clock,
  type Member,
  type Nudge,
  type OwnVote,
  type RevealedBallot,
  type RoomClient,
  type RoomState,
  type Status,
  type Ticket,
} from "../../client/mod.ts";
import { words } from "../languages/words.ts";
import { sayRefusal } from "../pure/refusals.ts";
import type { Notices } from "./notices.ts";
import { announcements, arrival, newAdmin } from "./announcements.ts";
import { SeenBallots } from "./seen_ballots.ts";

interface Announced {
  readonly id: number;
  readonly text: string;
}

/** Text that is typed but not sent, by the field it is typed into. */
export type Drafts = Map<string, string>;

export class RoomSession {
  readonly client: RoomClient;
  readonly notices: Notices;
  readonly room: ReadonlySignal<RoomState>;
  /** The queue: the same array until a ticket changes, or else each vote would render all of them again. */
  readonly queue: ReadonlySignal<readonly Ticket[]>;
  readonly vote: ReadonlySignal<OwnVote | null>;
  /** Who last asked for this person's vote on the open ballot. */
  readonly nudged: ReadonlySignal<Nudge | null>;
  readonly status: ReadonlySignal<Status>;
  /** What a screen reader reads out: a new object for each change, even if the words are the same. */
  readonly announced: ReadonlySignal<Announced>;
  readonly online: ReadonlySignal<boolean>;
  readonly me: ReadonlySignal<Member>;
  readonly isAdmin: ReadonlySignal<boolean>;
  /** Whether this person may begin and reveal: as the admin, or as a voter if the room allows it [R11b]. */
  readonly runs: ReadonlySignal<boolean>;
  /** Whether nobody else is here and no ballot has begun, so that people should be invited first. */
  readonly isAlone: ReadonlySignal<boolean>;
  readonly seen: SeenBallots;
  readonly drafts: Drafts = new Map();
  /** Estimates that this page has written back to trackers, by their tickets [A5]. */
  readonly written = signal<ReadonlyMap<string, string>>(new Map());
  readonly #room;
  readonly #vote = signal<OwnVote | null>(null);
  readonly #nudged = signal<Nudge | null>(null);
  readonly #status;
  readonly #announced;
  readonly #clock: Clock;
  #timerEnds = () => {};
  /** What was read out as the connection was lost. */
  #lost: Announced | null = null;

  constructor(
    client: RoomClient,
    { room, notices, clock }: { room: RoomState; notices: Notices; clock: Clock },
  ) {
    this.client = client;
    this.#clock = clock;
    this.#announced = signal<Announced>({ id: 0, text: arrival(room) });
    this.notices = notices;
    this.room = this.#room = signal(room);
    this.queue = keptWhileEqual(() => this.#room.value.queue);
    this.vote = this.#vote;
    this.nudged = this.#nudged;
    this.status = this.#status = signal<Status>(client.status);
    this.announced = this.#announced;
    this.seen = new SeenBallots(room);
    this.online = computed(() => this.#status.value.state === "online");
    this.me = computed(() => memberOf(this.#room.value, client.memberId));
    this.isAdmin = computed(() => this.#room.value.admin_id === client.memberId);
    this.runs = computed(() =>
      this.isAdmin.value ||
      (this.#room.value.settings.who_runs === "everyone" && this.me.value.role === "voter")
    );
    this.isAlone = computed(() => {
      const { members, ballot } = this.#room.value;
      return members.length === 1 && ballot === null;
    });
    this.#watchTimer();
  }

  setRoom(room: RoomState): void {
    const before = this.#room.peek();
    const sentences = announcements(before, room, this.client.memberId);
    const admin = newAdmin(before, room, this.client.memberId);
    if (admin !== "") this.notices.show("done", admin);
    this.#room.value = room;
    this.seen.look(room);
    if (room.ballot?.ticket_id !== this.#nudged.peek()?.ticket_id) this.#nudged.value = null;
    if (sentences.length > 0) this.#announce(sentences.join(" "));
    this.#watchTimer();
  }

  #announce(text: string): void {
    this.#announced.value = { id: this.#announced.peek().id + 1, text };
  }

  #watchTimer(): void {
    this.#timerEnds();
    const { timer } = this.#room.peek();
    const left = timer === null ? 0 : timer.ends_at - this.client.serverNow();
    this.#timerEnds = left > 0
      ? this.#clock.after(left, () => this.#announce(words().announced.timeUp))
      : () => {};
  }

  setVote(vote: OwnVote | null): void {
    this.#vote.value = vote;
  }

  setNudged(nudge: Nudge): void {
    this.#nudged.value = nudge;
    this.notices.show("done", words().dock.nudgedYou(nudge.by.name, nudge.ticket_id));
  }

  setStatus(status: Status): void {
    const wasOnline = this.#status.peek().state === "online";
    this.#status.value = status;
    const { announceLost, announceBack } = words().connection;
    if (status.state === "offline" && wasOnline) {
      this.#announce(announceLost);
      this.#lost = this.#announced.peek();
    }
    if (status.state === "online" && !wasOnline) {
      // the room came first, and what has changed meanwhile would not be read out any more
      const missed = this.#announced.peek();
      this.#announce(missed === this.#lost ? announceBack : `${announceBack} ${missed.text}`);
    }
  }

  /**
   * Waits for a command, and returns whether it was done; if refused, shows why. `done`: shown if it was done. `topic`:
   * what is shown of an earlier command about the same is no longer.
   */
  async did(
    command: Promise<unknown>,
    done?: string,
    about: { readonly topic?: string } = {},
  ): Promise<boolean> {
    try {
      await command;
      if (done !== undefined) this.notices.show("done", done, about);
      return true;
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      if (error.code !== "closed" && error.code !== "session_over") {
        this.notices.show("problem", sayRefusal(error), about);
      }
      return false;
    }
  }

  /** Every ballot revealed so far: the server's list if it answers, else what this page has seen. */
  async ballots(): Promise<readonly RevealedBallot[]> {
    try {
      const all = await this.client.results();
      this.seen.replace(all);
      return all;
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      return this.seen.ballots.peek();
    }
  }
}

/** A list of the room's state, as a signal that changes only when an item does. */
function keptWhileEqual<Item>(list: () => readonly Item[]): ReadonlySignal<readonly Item[]> {
  let kept: readonly Item[] = [];
  let text = "[]";
  return computed(() => {
    const now = list();
    const itsText = JSON.stringify(now);
    if (itsText !== text) [kept, text] = [now, itsText];
    return kept;
  });
}

/** This page's own member; a placeholder for the moment when it is no longer in the room. */
function memberOf({ members }: RoomState, memberId: string | null): Member {
  return members.find((one) => one.member_id === memberId) ??
    { member_id: memberId ?? "", name: "", role: "observer", presence: "online", voted: false };
}
