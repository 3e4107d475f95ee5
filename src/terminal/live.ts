/** The live view at work: news and keys into the model, the model onto the terminal, actions to the room. */
import type { Closed, Ended, RevealedBallot, Status } from "../client/mod.ts";
import { type Action, perform } from "./action.ts";
import { linkOf } from "./address.ts";
import { type Attendance, sentenceOf } from "./attendance.ts";
import { cleanBallots, cleanVote } from "./clean.ts";
import type { Glyphs } from "./glyphs.ts";
import { ink, type InkOptions } from "./ink.ts";
import type { Key } from "./keys.ts";
import { firstModel, type Model, type News, told, trouble } from "./model.ts";
import { press } from "./press.ts";
import type { Outcome } from "./summary.ts";
import { Tty } from "./tty.ts";
import { hasClock, view } from "./view.ts";

export interface LiveOptions extends InkOptions {
  readonly glyphs: Glyphs;
}

/** How often what changes by itself is drawn again, in milliseconds. */
const TICK_MS = 1_000;

/** Shows the room until it is over for this person. */
export async function runLive(attendance: Attendance, options: LiveOptions): Promise<Outcome> {
  const live = new Live(attendance, options);
  return await live.over;
}

class Live {
  readonly over: Promise<Outcome>;
  readonly #attendance: Attendance;
  readonly #options: LiveOptions;
  readonly #tty: Tty;
  readonly #end: (outcome: Outcome) => void;
  #model: Model;
  #tick: ReturnType<typeof setTimeout> | undefined;
  #results: readonly RevealedBallot[] | null = null;

  constructor(attendance: Attendance, options: LiveOptions) {
    this.#attendance = attendance;
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.over = promise;
    this.#end = resolve;
    const { server, room, me, client } = attendance;
    this.#model = firstModel({ link: linkOf(server, room.room_id), room, me });
    this.#tty = new Tty({
      key: (key) => this.#press(key),
      resized: () => this.#paint(),
      gone: () => client.close(),
    });
    attendance.listen({
      room: (next) => {
        const { me, client: { server_offset_ms } } = attendance;
        this.#hear({ kind: "room", room: next, me, server_offset_ms });
      },
      vote: (vote) => this.#hear({ kind: "vote", vote }),
      status: (status) => this.#hearStatus(status),
    });
    const { own_vote, server_offset_ms } = client;
    this.#model = { ...this.#model, vote: cleanVote(own_vote), server_offset_ms };
    this.#hearStatus(client.status);
  }

  #hear(news: News): void {
    this.#model = told(this.#model, news);
    this.#paint();
  }

  #hearStatus(status: Status): void {
    if (status.state === "ended" || status.state === "closed") return this.#finish(status);
    this.#hear({ kind: "status", status, now: Date.now() });
  }

  #press(key: Key): void {
    if (key.kind === "named" && key.name === "redraw") this.#tty.forget();
    const { model, action } = press(this.#model, key);
    this.#model = model;
    this.#paint();
    if (action !== null) this.#act(action);
  }

  #act(action: Action): void {
    const { client } = this.#attendance;
    switch (action.do) {
      case "leave":
        this.#leave();
        return;
      case "hang_up":
        return client.close();
      case "retry":
        return client.retryNow();
      default:
        perform(client, action).catch((error) =>
          this.#hear({ kind: "notice", notice: trouble(sentenceOf(error)) })
        );
    }
  }

  /** Takes the results along, then gives the seat up. */
  async #leave(): Promise<void> {
    const { client } = this.#attendance;
    try {
      if (this.#model.room.results_count > 0) {
        this.#results = cleanBallots(await client.results());
      }
    } catch {
      // what was seen will do
    }
    try {
      await client.leave();
    } catch (error) {
      this.#model = { ...this.#model, leaving: false };
      this.#hear({ kind: "notice", notice: trouble(sentenceOf(error)) });
    }
  }

  #finish(ending: Ended | Closed): void {
    clearTimeout(this.#tick);
    this.#tty[Symbol.dispose]();
    const { room, seen } = this.#model;
    const ballots = ending.state === "ended" ? ending.results?.ballots : undefined;
    this.#end({ room_id: room.room_id, ending, ballots: ballots ?? this.#results ?? seen });
  }

  #paint(): void {
    const { glyphs } = this.#options;
    clearTimeout(this.#tick);
    const lines = view(this.#model, { ...this.#tty.size, now: Date.now(), glyphs });
    this.#tty.paint(lines.map((spans) => ink(spans, this.#options)));
    if (hasClock(this.#model)) this.#tick = setTimeout(() => this.#paint(), TICK_MS);
  }
}
