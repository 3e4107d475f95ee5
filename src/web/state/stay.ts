/**
 * One stay in a room, as signals that components read: the room, the own vote, how the connection stands,
 * and the results so far. It owns no rule: everything is asked of the client library, and what is refused
 * becomes a notice.
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import {
  ClientError,
  type Member,
  type OwnVote,
  type RevealedBallot,
  type RoomClient,
  type RoomState,
  type Status,
} from "../../client/mod.ts";
import type { Notices } from "./notices.ts";
import { announcements } from "./announcements.ts";
import { SeenBallots } from "./seen_ballots.ts";

export class Stay {
  readonly client: RoomClient;
  readonly notices: Notices;
  readonly room: ReadonlySignal<RoomState>;
  readonly vote: ReadonlySignal<OwnVote | null>;
  readonly status: ReadonlySignal<Status>;
  /** What a screen reader is told; changes with each thing that happens. */
  readonly announced: ReadonlySignal<string>;
  readonly online: ReadonlySignal<boolean>;
  readonly me: ReadonlySignal<Member>;
  readonly is_admin: ReadonlySignal<boolean>;
  /** Nobody else is here, and nothing has begun: the thing to do is to invite people. */
  readonly is_alone: ReadonlySignal<boolean>;
  readonly seen: SeenBallots;
  readonly #room;
  readonly #vote = signal<OwnVote | null>(null);
  readonly #status;
  readonly #announced = signal("");

  constructor(client: RoomClient, { room, notices }: { room: RoomState; notices: Notices }) {
    this.client = client;
    this.notices = notices;
    this.room = this.#room = signal(room);
    this.vote = this.#vote;
    this.status = this.#status = signal<Status>(client.status);
    this.announced = this.#announced;
    this.seen = new SeenBallots(room);
    this.online = computed(() => this.#status.value.state === "online");
    this.me = computed(() => memberOf(this.#room.value, client.member_id));
    this.is_admin = computed(() => this.#room.value.admin_id === client.member_id);
    this.is_alone = computed(() => {
      const { members, ballot } = this.#room.value;
      return members.length === 1 && ballot === null;
    });
  }

  stated(room: RoomState): void {
    const told = announcements(this.#room.peek(), room, this.client.member_id);
    this.#room.value = room;
    this.seen.look(room);
    if (told.length > 0) this.#announced.value = told.join(" ");
  }

  voted(vote: OwnVote | null): void {
    this.#vote.value = vote;
  }

  stands(status: Status): void {
    const was_online = this.#status.peek().state === "online";
    this.#status.value = status;
    if (status.state === "offline" && was_online) {
      this.#announced.value = "The connection is lost. Trying to reconnect.";
    }
    if (status.state === "online" && !was_online) {
      this.#announced.value = "You are connected again.";
    }
  }

  /** Waits for a command; a refusal is shown. Whether it was done. */
  async did(command: Promise<unknown>, done?: string): Promise<boolean> {
    try {
      await command;
      if (done !== undefined) this.notices.show("done", done);
      return true;
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      if (error.code !== "closed" && error.code !== "session_over") {
        this.notices.show("problem", error.message);
      }
      return false;
    }
  }

  /** Every ballot revealed so far: the server's list where it can be asked, else what this page has seen. */
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

/** The member that this page is; for the moment in which it isn't one any more, nobody in particular. */
function memberOf({ members }: RoomState, member_id: string | null): Member {
  return members.find((one) => one.member_id === member_id) ??
    { member_id: member_id ?? "", name: "", role: "observer", presence: "online", voted: false };
}
