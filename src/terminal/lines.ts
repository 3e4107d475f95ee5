/** Line mode: words or JSON in, sentences or JSON out, for pipes, scripts and bots. */
import type { Clock, RevealedBallot, RoomState, Status } from "../client/mod.ts";
import { signalOrder } from "../base/same_signal.ts";
import { doneInLines, perform } from "./action.ts";
import { linkOf } from "./server_address.ts";
import { codeOf, type RoomSession, sentenceOf } from "./room_session.ts";
import { cleanBallots, cleanStatus, cleanVote } from "./clean.ts";
import { withSeen } from "../client/with_seen.ts";
import type { Reporter } from "./reporter.ts";
import type { Outcome } from "./summary.ts";
import type { LineCommand } from "./word.ts";
import { parse, type Parsed } from "./words.ts";

/**
 * How long the server may take to let go whoever a signal ends, in milliseconds: less than the 10 s after which a
 * container is killed. Then the connection is closed all the same, and the seat is kept for a while.
 */
const LEAVE_WITHIN_MS = 8_000;

interface LinesOptions {
  readonly reporter: Reporter;
  /** Lines of standard input. Its end means that there are no more commands; the session goes on. */
  readonly input: AsyncIterable<string>;
  /** Resolves when nobody reads the output any more; then it leaves the room. */
  readonly unread: Promise<void>;
  /** Calls back at each signal to stop, or when the terminal is gone. Returns a function that unsubscribes. */
  readonly onSignal: (run: (what: "stop" | "gone") => void) => () => void;
  readonly clock: Clock;
}

/** Takes part until the session is over, or this person leaves. */
export async function runLines(session: RoomSession, options: LinesOptions): Promise<Outcome> {
  return await new Lines(session, options).run();
}

class Lines {
  readonly #session: RoomSession;
  readonly #options: LinesOptions;
  readonly #ended = Promise.withResolvers<Outcome>();
  #room: RoomState;
  #seen: readonly RevealedBallot[];
  #isOver = false;
  /** The command that is executed now, or the last one. */
  #executing = Promise.resolve();
  #cancelWait = () => {};

  constructor(session: RoomSession, options: LinesOptions) {
    this.#session = session;
    this.#options = options;
    this.#room = session.room;
    this.#seen = withSeen([], session.room);
  }

  async run(): Promise<Outcome> {
    const { reporter, unread } = this.#options;
    this.#begin();
    const unsubscribe = this.#listenToSignals();
    void unread.then(() => this.#leaveInTime());
    this.#read().catch((error) => {
      reporter.trouble(`Standard input can't be read: ${error}`);
    });
    try {
      const outcome = await this.#ended.promise;
      await this.#executing; // each command is answered
      return outcome;
    } finally {
      unsubscribe();
      this.#cancelWait();
    }
  }

  /** Reports the room as it is, and from now on what changes. */
  #begin(): void {
    const { client, me, server } = this.#session;
    const { reporter } = this.#options;
    reporter.joined({ room: this.#room, me, link: linkOf(server, this.#room.room_id) });
    const kept = cleanVote(client.ownVote); // of a member who comes back to a seat
    if (kept !== null) reporter.vote(kept);
    this.#session.listen({
      room: (next) => {
        this.#room = next;
        this.#seen = withSeen(this.#seen, next);
        reporter.room(next, this.#session.me);
      },
      vote: (vote) => reporter.vote(vote),
      nudged: (nudge) => reporter.nudged(nudge),
      status: (status) => this.#updateStatus(status),
    });
    const { status } = client;
    if (status.state !== "online") this.#updateStatus(cleanStatus(status)); // it changed while tickets were added
  }

  #updateStatus(status: Status): void {
    this.#options.reporter.status(status);
    if (status.state !== "ended" && status.state !== "closed") return;
    this.#isOver = true;
    const { room_id, results_count } = this.#room;
    const results = status.state === "ended" ? status.results?.ballots : undefined;
    this.#ended.resolve({ room_id, results_count, ending: status, ballots: results ?? this.#seen });
  }

  #listenToSignals(): () => void {
    const { onSignal, clock } = this.#options;
    const { client } = this.#session;
    const next = signalOrder(() => clock.now());
    return onSignal((what) => {
      if (what === "gone") return client.close(); // whoever closed a window may come back to the seat
      const which = next();
      if (which === "first") this.#leaveInTime();
      else if (which === "later") client.close();
    });
  }

  async #read(): Promise<void> {
    for await (const text of this.#options.input) {
      if (this.#isOver) return;
      const parsed = parse(text, { room: this.#room, seen: this.#seen });
      if (parsed === null) continue;
      // one after the other, so that "begin, vote, reveal" in a file works
      this.#executing = this.#execute(parsed);
      await this.#executing;
    }
  }

  async #execute({ word, command, id }: Parsed): Promise<void> {
    const { reporter } = this.#options;
    if (!command.ok) {
      const problem = { code: "bad_command", message: command.error };
      return reporter.answer({ id, command: word, problem });
    }
    try {
      const sentence = await this.#perform(command.value);
      reporter.answer({ id, command: word, problem: null, sentence });
    } catch (error) {
      const code = codeOf(error);
      // the session's end may come before the reply to who asked for it
      const isDone = command.value.do === "end" && code === "session_over";
      const problem = isDone ? null : { code, message: sentenceOf(error) };
      reporter.answer({ id, command: word, problem });
    }
  }

  /** Does what a line asks for, and returns a sentence about it. */
  async #perform(command: LineCommand): Promise<string> {
    const { client, me } = this.#session;
    const { reporter } = this.#options;
    switch (command.do) {
      case "help":
        reporter.help();
        return "";
      case "state":
        reporter.state(this.#room, me);
        return "";
      case "leave":
        await this.#leave();
        return "";
      case "hang_up":
        await this.#lookBack();
        client.close();
        return "";
      default: {
        const version = await perform(client, command);
        // so that the next command finds the room as this one left it, if the session isn't over by then
        await client.until((shown) => shown.version >= version).catch(() => {});
        return doneInLines(command, this.#room);
      }
    }
  }

  /** Leaves, or closes the connection if there is none, or if that takes too long. */
  #leaveInTime(): void {
    const { client } = this.#session;
    if (client.status.state !== "online") return client.close();
    this.#cancelWait();
    this.#cancelWait = this.#options.clock.after(LEAVE_WITHIN_MS, () => client.close());
    this.#leave().catch(() => client.close());
  }

  async #leave(): Promise<void> {
    await this.#lookBack();
    await this.#session.client.leave();
  }

  async #lookBack(): Promise<void> {
    try {
      if (this.#room.results_count > 0) {
        this.#seen = cleanBallots(await this.#session.client.results());
      }
    } catch {
      // then only the results that were seen before are written
    }
  }
}
