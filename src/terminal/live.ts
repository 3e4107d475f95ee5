/** The live view: feeds messages to the model, draws the model on the terminal, and sends actions to the room. */
import type { Closed, Ended, RevealedBallot, RoomClient, Status } from "../client/mod.ts";
import { type Action, doneSentence, isEarlier, perform, type RoomAction } from "./action.ts";
import { nudgeSentence } from "./changes.ts";
import { linkOf } from "./server_address.ts";
import { type RoomSession, sentenceOf } from "./room_session.ts";
import { cleanBallots, cleanVote } from "./clean.ts";
import type { Glyphs } from "./glyphs.ts";
import { ink, type InkOptions } from "./ink.ts";
import type { Key } from "./keys.ts";
import { firstModel, type Message, type Model, trouble } from "./model.ts";
import { update } from "./update.ts";
import type { Outcome } from "./summary.ts";
import { Tty } from "./tty.ts";
import { hasClock, view } from "./view.ts";

interface LiveOptions extends InkOptions {
  readonly glyphs: Glyphs;
  /** A notice to show at first; null: none. */
  readonly notice: string | null;
}

/** How often the screen is redrawn for countdowns, in milliseconds. */
const TICK_MS = 1_000;

/** Shows the room until the session is over, or this person leaves. */
export async function runLive(session: RoomSession, options: LiveOptions): Promise<Outcome> {
  const live = new Live(session, options);
  return await live.over;
}

class Live {
  readonly over: Promise<Outcome>;
  readonly #session: RoomSession;
  readonly #options: LiveOptions;
  readonly #tty: Tty;
  readonly #end: (outcome: Outcome) => void;
  #model: Model;
  #tick: ReturnType<typeof setTimeout> | undefined;
  #results: readonly RevealedBallot[] | null = null;

  constructor(session: RoomSession, options: LiveOptions) {
    this.#session = session;
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.over = promise;
    this.#end = resolve;
    const { server, room, me, client } = session;
    this.#model = firstModel({ link: linkOf(server, room.room_id), room, me });
    if (options.notice !== null) this.#model = { ...this.#model, notice: trouble(options.notice) };
    this.#tty = new Tty({
      key: (key) => this.#press(key),
      resized: () => this.#paint(),
      gone: () => client.close(),
    });
    try {
      this.#begin();
    } catch (error) {
      this.#tty[Symbol.dispose](); // the caller does not have it yet
      throw error;
    }
  }

  #begin(): void {
    const { client } = this.#session;
    this.#session.listen({
      room: (next) => {
        const { me } = this.#session;
        this.#update({ kind: "room", room: next, me, serverOffsetMs: serverOffset(client) });
      },
      vote: (vote) => this.#update({ kind: "vote", vote }),
      nudged: (nudge) => {
        this.#tty.ring();
        this.#update({ kind: "notice", notice: { tone: "news", text: nudgeSentence(nudge) } });
      },
      status: (status) => this.#updateStatus(status),
    });
    const vote = cleanVote(client.ownVote);
    this.#model = { ...this.#model, vote, serverOffsetMs: serverOffset(client) };
    this.#updateStatus(client.status);
  }

  #update(message: Message): void {
    const { model, action } = update(this.#model, message);
    this.#model = model;
    this.#paint();
    if (action !== null) this.#act(action);
  }

  #updateStatus(status: Status): void {
    if (status.state === "ended" || status.state === "closed") return this.#finish(status);
    this.#update({ kind: "status", status, now: steadyNow() });
  }

  #press(key: Key): void {
    if (key.kind === "named" && key.name === "redraw") this.#tty.forget();
    this.#update({ kind: "key", key });
  }

  #act(action: Action): void {
    const { client } = this.#session;
    switch (action.do) {
      case "leave":
        this.#leave();
        return;
      case "hang_up":
        return client.close();
      case "look_back":
        this.#lookBack();
        return;
      case "retry":
        return client.retryNow();
      default:
        perform(client, action).then(
          () => this.#did(action),
          (error) => this.#update({ kind: "notice", notice: trouble(sentenceOf(error)) }),
        );
    }
  }

  #did(action: RoomAction): void {
    const { room } = this.#model;
    const text = doneSentence(action, room);
    if (text !== "") this.#update({ kind: "notice", notice: { tone: "news", text } });
    // the room's state does not show estimates and notes of earlier tickets
    const isNoted = action.do === "estimate" || action.do === "note";
    if (isNoted && isEarlier(action, room.ballot)) this.#lookBack();
  }

  #lookBack(): void {
    const { client } = this.#session;
    client.results().then(
      (ballots) => this.#update({ kind: "results", ballots: cleanBallots(ballots) }),
      (error) => this.#update({ kind: "notice", notice: trouble(sentenceOf(error)) }),
    );
  }

  /** Fetches the results, and leaves the room. */
  async #leave(): Promise<void> {
    const { client } = this.#session;
    try {
      if (this.#model.room.results_count > 0) {
        this.#results = cleanBallots(await client.results());
      }
    } catch {
      // then with the results that were seen
    }
    try {
      await client.leave();
    } catch (error) {
      this.#model = { ...this.#model, leaving: false };
      this.#update({ kind: "notice", notice: trouble(sentenceOf(error)) });
    }
  }

  #finish(ending: Ended | Closed): void {
    clearTimeout(this.#tick);
    this.#tty[Symbol.dispose]();
    const { room, seen } = this.#model;
    const { room_id, results_count } = room;
    const results = ending.state === "ended" ? ending.results?.ballots : undefined;
    this.#end({ room_id, results_count, ending, ballots: results ?? this.#results ?? seen });
  }

  #paint(): void {
    const { glyphs } = this.#options;
    clearTimeout(this.#tick);
    const lines = view(this.#model, { ...this.#tty.size, now: steadyNow(), glyphs });
    this.#tty.paint(lines.map((spans) => ink(spans, this.#options)));
    if (hasClock(this.#model)) this.#tick = setTimeout(() => this.#paint(), TICK_MS);
  }
}

/** A monotonic clock, for countdowns, in milliseconds. */
function steadyNow(): number {
  return performance.now();
}

function serverOffset(client: RoomClient): number {
  return client.serverNow() - steadyNow();
}
