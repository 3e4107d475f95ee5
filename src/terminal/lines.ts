/** Line mode at work: words or JSON in, sentences or JSON out, for pipes, scripts and bots. */
import { ClientError, type OwnVote } from "../client/mod.ts";
import { perform } from "./action.ts";
import { linkOf } from "./address.ts";
import { type Attendance, sentenceOf } from "./attendance.ts";
import { cleanBallots, cleanVote } from "./clean.ts";
import { withSeen } from "./model.ts";
import type { Reporter } from "./reporter.ts";
import type { Outcome } from "./summary.ts";
import { hear, type Heard } from "./words.ts";

export interface LinesOptions {
  readonly reporter: Reporter;
  /** Lines of standard input; its end means no more commands, not the end of the session. */
  readonly input: AsyncIterable<string>;
  /** Calls back at the first signal to go, and at each further one; returns what stops that. */
  readonly onSignal: (run: () => void) => () => void;
}

/** Takes part until it is over for this person. */
export async function runLines(
  attendance: Attendance,
  { reporter, input, onSignal }: LinesOptions,
): Promise<Outcome> {
  const { client, me, server } = attendance;
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  let room = attendance.room;
  let seen = withSeen([], room);
  let vote: OwnVote | null = cleanVote(client.own_vote);
  let over = false;
  const leave = async () => {
    try {
      if (room.results_count > seen.length) seen = cleanBallots(await client.results());
    } catch {
      // what was seen will do
    }
    await client.leave();
  };
  reporter.entered({ room, me, link: linkOf(server, room.room_id) });
  attendance.listen({
    room: (next) => {
      room = next;
      seen = withSeen(seen, next);
      reporter.room(next, attendance.me);
    },
    vote: (next) => {
      vote = next;
      reporter.vote(next);
    },
    status: (status) => {
      reporter.status(status);
      if (status.state !== "ended" && status.state !== "closed") return;
      over = true;
      const ballots = status.state === "ended" ? status.results?.ballots : undefined;
      resolve({ room_id: room.room_id, ending: status, ballots: ballots ?? seen });
    },
  });

  const obey = async ({ said, id }: Heard): Promise<void> => {
    if ("problem" in said) {
      const problem = { code: "bad_command", message: said.problem };
      return reporter.answer({ id, command: "", problem });
    }
    if (said.do === "help") return reporter.help();
    if (said.do === "state") return reporter.state(room, attendance.me);
    if (said.do === "hang_up") return client.close();
    try {
      if (said.do === "leave") await leave();
      else {
        // and the next command finds the room as this one left it
        const version = await perform(client, said);
        if (!over) await client.until((shown) => shown.version >= version);
      }
      if (!over) reporter.answer({ id, command: said.do, problem: null });
    } catch (error) {
      if (over) return;
      const code = error instanceof ClientError ? error.code : "trouble";
      reporter.answer({ id, command: said.do, problem: { code, message: sentenceOf(error) } });
    }
  };
  const read = async () => {
    for await (const text of input) {
      if (over) return;
      const heard = hear(text, { room, vote });
      // one after the other, so that "begin, vote, reveal" in a file means what it says
      if (heard !== null) await obey(heard);
    }
  };
  let signals = 0;
  const deafen = onSignal(() => {
    if (++signals > 1 || client.status.state !== "online") client.close();
    else leave().catch(() => client.close());
  });
  read().catch((error) => {
    reporter.trouble(`Standard input can't be read: ${error}`);
  });
  try {
    return await promise;
  } finally {
    deafen();
  }
}
