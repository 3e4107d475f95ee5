/**
 * How line mode tells what happens: in sentences for people, or as JSON for programs, a line each. Both are
 * pure but for the callback that takes the lines.
 */
import type { OwnVote, RevealedBallot, RoomState, Status } from "../client/mod.ts";
import { playedOf } from "../results/mod.ts";
import type { Glyphs } from "./glyphs.ts";
import { happenings } from "./happenings.ts";
import { plainText } from "./ink.ts";
import { withSeen } from "./model.ts";
import { type Outcome, summary } from "./summary.ts";
import { round } from "./view_body.ts";
import { WORDS } from "./words.ts";

/** What became of a command. */
export interface Answer {
  readonly id: string | null;
  readonly command: string;
  /** null: it is done. */
  readonly problem: { readonly code: string; readonly message: string } | null;
}

export interface Reporter {
  entered(place: { room: RoomState; me: string; link: string }): void;
  room(room: RoomState, me: string): void;
  vote(vote: OwnVote | null): void;
  status(status: Status): void;
  answer(answer: Answer): void;
  /** The room once more, because somebody asked. */
  state(room: RoomState, me: string): void;
  help(): void;
  /** Something for a person, such as why a file could not be saved. */
  trouble(message: string): void;
  over(outcome: Outcome): void;
}

export type WriteLine = (line: string) => void;

/** Everything as JSON. Lines have a `type`; programs should ignore types and fields they don't know. */
export function jsonReporter(write: WriteLine): Reporter {
  const tell = (type: string, data: Readonly<Record<string, unknown>>) =>
    write(JSON.stringify({ type, ...data }));
  const results = new Results((ballot) => tell("result", { ballot }));
  return {
    entered: ({ room, me, link }) => {
      tell("entered", { room_id: room.room_id, member_id: me, link });
      tell("room", { room });
      results.look(room);
    },
    room: (room) => {
      tell("room", { room });
      results.look(room);
    },
    state: (room) => tell("room", { room }),
    vote: (vote) => tell("vote", { vote }),
    status: (status) => {
      if (status.state === "ended") {
        tell("results", { reason: status.reason, results: status.results });
      }
      const { state } = status;
      tell("status", status.state === "ended" ? { state, reason: status.reason } : { ...status });
    },
    answer: ({ id, command, problem }) => {
      const answered = { ...id !== null && { id }, command };
      if (problem === null) tell("done", answered);
      else tell("error", { ...answered, ...problem });
    },
    help: () => tell("help", { commands: Object.values(WORDS).map(({ usage }) => usage) }),
    trouble: (message) => tell("error", { code: "trouble", message }),
    over: () => {},
  };
}

/** Sentences, for a person at a pipe or a terminal without a screen. */
export function plainReporter(write: WriteLine, glyphs: Glyphs): Reporter {
  let before: RoomState | null = null;
  const results = new Results((ballot, is_new) => {
    // an estimate is a happening, and told as such
    for (const text of is_new ? outcomeText(ballot) : []) write(text);
  });
  const look = (room: RoomState, me: string) => {
    for (const text of before === null ? [] : happenings(before, room, me)) write(text);
    for (const text of before === null ? [] : votes(before, room, me)) write(text);
    before = room;
    results.look(room);
  };
  return {
    entered: ({ room, me, link }) => {
      write(`Room ${room.room_id}  ${link}`);
      for (const text of describe(room, me)) write(text);
      look(room, me);
    },
    room: look,
    state: (room, me) => {
      for (const text of describe(room, me)) write(text);
    },
    vote: (vote) => {
      if (vote !== null && !vote.pending && vote.card !== null) write(`Your vote: ${vote.card}`);
    },
    status: (status) => {
      if (status.state === "offline") {
        const seconds = Math.ceil(status.retry_in_ms / 1_000);
        write(`The connection is lost, next try in ${seconds} s.`);
      }
      if (status.state === "online" && before !== null) write("Online.");
    },
    answer: ({ problem }) => {
      if (problem !== null) write(`Not done: ${problem.message}`);
    },
    help: () => {
      for (const { usage, about } of Object.values(WORDS)) write(`  ${usage.padEnd(30)}${about}`);
    },
    trouble: write,
    over: (outcome) => {
      const lines = summary(outcome, { columns: 100, glyphs });
      for (const spans of lines) write(plainText(spans, false));
    },
  };
}

/** Tells each result once, and again when its estimate changes. */
class Results {
  readonly #tell: (ballot: RevealedBallot, is_new: boolean) => void;
  #seen: readonly RevealedBallot[] = [];

  constructor(tell: (ballot: RevealedBallot, is_new: boolean) => void) {
    this.#tell = tell;
  }

  look(room: RoomState): void {
    const seen = withSeen(this.#seen, room);
    const { ballot } = room;
    const find = (list: readonly RevealedBallot[]) =>
      list.find((one) => one.ticket_id === ballot?.ticket_id && one.attempt === ballot.attempt);
    const [was, is] = [find(this.#seen), find(seen)];
    this.#seen = seen;
    if (is !== undefined && (was === undefined || was.estimate !== is.estimate)) {
      this.#tell(is, was === undefined);
    }
  }
}

function describe({ members, ballot, queue, deck, admin_id }: RoomState, me: string): string[] {
  const people = members.map(({ member_id, name, role, presence }) => {
    const notes = [
      member_id === me ? "you" : "",
      member_id === admin_id ? "admin" : "",
      role === "observer" ? "watching" : "",
      presence === "away" ? "away" : "",
    ].filter((note) => note !== "").join(", ");
    return notes === "" ? name : `${name} (${notes})`;
  });
  const open = ballot !== null && ballot.phase !== "revealed";
  return [
    `Here: ${people.join(", ")}`,
    `Cards: ${deck.cards.join(" ")}`,
    ...open ? [`Voting on ${ballot.ticket_id}${ballot.title ? `: ${ballot.title}` : ""}`] : [],
    ...queue.length === 0 ? [] : [`Next: ${queue.map(({ ticket_id }) => ticket_id).join(", ")}`],
  ];
}

/** Who has voted since; the own vote is told by itself. */
function votes(before: RoomState, after: RoomState, me: string): string[] {
  const voted = new Set(before.members.filter((one) => one.voted).map((one) => one.member_id));
  const same = before.ballot?.ticket_id === after.ballot?.ticket_id &&
    before.ballot?.attempt === after.ballot?.attempt;
  return after.members
    .filter((one) => one.voted && one.member_id !== me && !(same && voted.has(one.member_id)))
    .filter(() => after.ballot !== null && after.ballot.phase !== "revealed")
    .map(({ name }) => `${name} has voted.`);
}

function outcomeText(
  { ticket_id, votes: cards, summary: sum, estimate }: RevealedBallot,
): string[] {
  const { mean, median, consensus } = sum;
  return [
    `${ticket_id}: ${
      (cards ?? []).map(({ name, card }) => `${name} ${card}`).join(", ") || playedOf(sum)
    }`,
    [
      mean === null ? "" : `mean ${round(mean)}`,
      median === null ? "" : `median ${round(median)}`,
      consensus ? "consensus" : "no consensus",
      estimate === undefined ? "" : `estimate ${estimate}`,
    ].filter((part) => part !== "").join(", "),
  ];
}
