/**
 * What v1 members of large rooms are sent about each other, in ticks: a thousand votes of a thousand members would be a
 * million frames. Other rooms of the worker need not wait until all of them have theirs.
 */
import type { News } from "../protocol/v1_encode.ts";
import { announced } from "../room/permissions.ts";
import type { RoomStates, StatesOptions } from "./room_states.ts";
import { byEdge, type LiveRoom, type Session, sessionsOf } from "./sessions.ts";

/** Members that are sent news in one turn: each is a write to the kernel of its own. */
const MEMBERS_PER_TURN = 250;

/** News on its way to all members of a room. */
interface Round {
  /** Who is still to be sent it. */
  readonly sessions: readonly Session[];
  /** What waited when it began, of which all have had all in the end. */
  readonly count: number;
  /** How much has been sent. */
  readonly length: number;
}

export class RoomNews {
  readonly #options: StatesOptions;
  readonly #states: Pick<RoomStates, "tickAfter">;

  constructor(options: StatesOptions, states: Pick<RoomStates, "tickAfter">) {
    this.#options = options;
    this.#states = states;
  }

  /** Sees to it that v1 members get this: at the end of the tick, or when the last news is old enough. */
  soon(live: LiveRoom, news: News): void {
    live.news.add(news);
    if (live.cancelNews === null) this.#inTime(live);
  }

  /** What waits for these, if anything does; returns how much it was. */
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

  /** To as many as one turn may, and to the others in the turns that follow. */
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
    // the first have not had what came while it was the others' turn
    if (!live.news.isEmpty) this.#inTime(live);
  }
}
