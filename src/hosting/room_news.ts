/**
 * Sends v1 members of large rooms their lines about each other, in ticks: without them, a thousand votes in a room of a
 * thousand would be a million frames. Each tick is sent over several turns of the event loop, so that other rooms
 * don't wait for it.
 */
import type { News } from "../protocol/v1_encode.ts";
import { announced } from "../room/permissions.ts";
import type { RoomStates, StatesOptions } from "./room_states.ts";
import { byEdge, type LiveRoom, type Session, sessionsOf } from "./sessions.ts";

/** Members that are sent lines in one turn of the event loop: each is a system call. */
const MEMBERS_PER_TURN = 250;

/** One sending to all v1 members of a room, over several turns. */
interface Round {
  /** The members who have not been sent it yet. */
  readonly sessions: readonly Session[];
  /** How many lines there were when it began: at its end, everybody has been sent these. */
  readonly count: number;
  /** How much has been sent so far, in UTF-16 units. */
  readonly length: number;
}

export class RoomNews {
  readonly #options: StatesOptions;
  readonly #states: Pick<RoomStates, "tickAfter">;

  constructor(options: StatesOptions, states: Pick<RoomStates, "tickAfter">) {
    this.#options = options;
    this.#states = states;
  }

  /** Adds a line, which members are sent at the end of the tick, or later if the last sending was a moment ago. */
  soon(live: LiveRoom, news: News): void {
    live.news.add(news);
    if (live.cancelNews === null) this.#inTime(live);
  }

  /** Sends these members the lines that wait for them; returns how much that was, in UTF-16 units. */
  send(sessions: readonly Session[], live: LiveRoom): number {
    let length = 0;
    const announcedOnes = sessions.filter((session) =>
      session.protocol === "v1" && announced(live.room, session.member_id) !== null
    );
    for (const { frame, people } of live.news.take(announcedOnes)) {
      length += frame.length * people.length;
      for (const { edge, conns } of byEdge(people)) {
        this.#options.toEdge(edge, { kind: "frame", conns, frame, cause: null }, live.room.room_id);
      }
    }
    return length;
  }

  #inTime(live: LiveRoom): void {
    const { clock } = this.#options;
    live.cancelNews = clock.after(Math.max(0, live.nextNewsAt - clock.now()), () => {
      const { count } = live.news;
      this.#sendTo(live, { sessions: sessionsOf(live, "v1"), count, length: 0 });
    });
  }

  /** Sends to as many members as one turn allows, and to the others in the following turns. */
  #sendTo(live: LiveRoom, { sessions, count, length: before }: Round): void {
    const { clock } = this.#options;
    const length = before + this.send(sessions.slice(0, MEMBERS_PER_TURN), live);
    const rest = sessions.slice(MEMBERS_PER_TURN);
    if (rest.length > 0) {
      live.cancelNews = clock.after(0, () => {
        this.#sendTo(live, { sessions: rest, count, length });
      });
      return;
    }
    live.cancelNews = null;
    live.nextNewsAt = clock.now() + this.#states.tickAfter(length);
    live.news.drop(count);
    // lines that were added meanwhile have not been sent to the first members
    if (!live.news.isEmpty) this.#inTime(live);
  }
}
