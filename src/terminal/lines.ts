/** Line mode: words or JSON in, sentences or JSON out, for pipes, scripts and bots. */
import type { Clock, Status } from "../client/mod.ts";
import { signalOrder } from "../base/same_signal.ts";
import { doneSentence, perform } from "./action.ts";
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
export async function runLines(
  session: RoomSession,
  { reporter, input, unread, onSignal, clock }: LinesOptions,
): Promise<Outcome> {
  const { client, me, server } = session;
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  let room = session.room;
  let seen = withSeen([], room);
  let over = false;
  const lookBack = async () => {
    try {
      if (room.results_count > 0) seen = cleanBallots(await client.results());
    } catch {
      // then only the results that were seen before are written
    }
  };
  const leave = async () => {
    await lookBack();
    await client.leave();
  };
  reporter.joined({ room, me, link: linkOf(server, room.room_id) });
  const kept = cleanVote(client.ownVote); // of a member who comes back to a seat
  if (kept !== null) reporter.vote(kept);
  const update = (status: Status) => {
    reporter.status(status);
    if (status.state !== "ended" && status.state !== "closed") return;
    over = true;
    const { room_id, results_count } = room;
    const results = status.state === "ended" ? status.results?.ballots : undefined;
    resolve({ room_id, results_count, ending: status, ballots: results ?? seen });
  };
  session.listen({
    room: (next) => {
      room = next;
      seen = withSeen(seen, next);
      reporter.room(next, session.me);
    },
    vote: (vote) => reporter.vote(vote),
    nudged: (nudge) => reporter.nudged(nudge),
    status: update,
  });
  const { status } = client;
  if (status.state !== "online") update(cleanStatus(status)); // it changed while tickets were added

  /** Does what a line asks for, and returns a sentence about it. */
  const run = async (command: LineCommand): Promise<string> => {
    switch (command.do) {
      case "help":
        reporter.help();
        return "";
      case "state":
        reporter.state(room, session.me);
        return "";
      case "leave":
        await leave();
        return "";
      case "hang_up":
        await lookBack();
        client.close();
        return "";
      default: {
        const version = await perform(client, command);
        // so that the next command finds the room as this one left it, if the session isn't over by then
        await client.until((shown) => shown.version >= version).catch(() => {});
        return doneSentence(command, room);
      }
    }
  };
  const execute = async ({ word, command, id }: Parsed): Promise<void> => {
    if (!command.ok) {
      const problem = { code: "bad_command", message: command.error };
      return reporter.answer({ id, command: word, problem });
    }
    try {
      const sentence = await run(command.value);
      reporter.answer({ id, command: word, problem: null, sentence });
    } catch (error) {
      const code = codeOf(error);
      // the session's end may come before the reply to who asked for it
      const isDone = command.value.do === "end" && code === "session_over";
      const problem = isDone ? null : { code, message: sentenceOf(error) };
      reporter.answer({ id, command: word, problem });
    }
  };
  let executing = Promise.resolve();
  const read = async () => {
    for await (const text of input) {
      if (over) return;
      const parsed = parse(text, { room, seen });
      // one after the other, so that "begin, vote, reveal" in a file works
      if (parsed === null) continue;
      executing = execute(parsed);
      await executing;
    }
  };
  let cancelWait = () => {};
  const go = () => {
    if (client.status.state !== "online") return client.close();
    cancelWait();
    cancelWait = clock.after(LEAVE_WITHIN_MS, () => client.close());
    leave().catch(() => client.close());
  };
  const next = signalOrder(() => clock.now());
  // whoever closed a window may come back to the seat
  const unsubscribe = onSignal((what) => {
    if (what === "gone") return client.close();
    const which = next();
    if (which === "first") go();
    else if (which === "later") client.close();
  });
  void unread.then(go);
  read().catch((error) => {
    reporter.trouble(`Standard input can't be read: ${error}`);
  });
  try {
    const outcome = await promise;
    await executing; // each command is answered
    return outcome;
  } finally {
    unsubscribe();
    cancelWait();
  }
}
