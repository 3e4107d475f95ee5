/**
 * How line mode reports what happens: in sentences for people, or as JSON for programs, on one line each. Both are pure
 * except for the callback that gets the lines.
 */
import type { Nudge, OwnVote, RevealedBallot, RoomState, Status } from "../client/mod.ts";
import { playedOf } from "../results/mod.ts";
import type { Glyphs } from "./glyphs.ts";
import { changes, nudgeSentence } from "./changes.ts";
import { plainText } from "./ink.ts";
import { withSeen } from "../client/with_seen.ts";
import { openBallot } from "../client/open_ballot.ts";
import { isSameBallot } from "../client/same_ballot.ts";
import { type Outcome, summary } from "./summary.ts";
import { round } from "./view_outcome.ts";
import { ABOUT_WORDS, WORDS } from "./words.ts";

/** How many columns of the help the usage of a command has. */
const USAGE_COLUMNS = 30;

/** The width of the summary: a pipe has none of its own. */
const SUMMARY_COLUMNS = 100;

/** The result of a command. */
interface Answer {
  readonly id: string | null;
  readonly command: string;
  /** null: it is done. */
  readonly problem: { readonly code: string; readonly message: string } | null;
  /** What was done, for a person, if the room's state doesn't show it. */
  readonly sentence?: string;
}

export interface Reporter {
  joined(place: { room: RoomState; me: string; link: string }): void;
  room(room: RoomState, me: string): void;
  vote(vote: OwnVote | null): void;
  nudged(nudge: Nudge): void;
  status(status: Status): void;
  answer(answer: Answer): void;
  /** Reports the room again, because somebody asked. */
  state(room: RoomState, me: string): void;
  help(): void;
  /** Reports a message for a person, such as why a file could not be saved. */
  trouble(message: string): void;
  over(outcome: Outcome): void;
}

type WriteLine = (line: string) => void;

/** Everything as JSON. Lines have a `type`; programs should ignore types and fields they don't know. */
export function jsonReporter(write: WriteLine): Reporter {
  const emit = (type: string, data: Readonly<Record<string, unknown>>) =>
    write(JSON.stringify({ type, ...data }));
  const results = new Results((ballot) => emit("result", { ballot }));
  return {
    joined: ({ room, me, link }) => {
      emit("entered", { room_id: room.room_id, member_id: me, link });
      emit("room", { room });
      results.look(room);
    },
    room: (room) => {
      emit("room", { room });
      results.look(room);
    },
    state: (room) => emit("room", { room }),
    vote: (vote) => emit("vote", { vote }),
    nudged: ({ ticket_id, by }) => emit("nudged", { ticket_id, by }),
    status: (status) => {
      if (status.state === "ended") {
        const { reason, results, missing_ballots } = status;
        const missing = missing_ballots === undefined ? {} : { missing_ballots };
        emit("results", { reason, results, ...missing });
      }
      const { state } = status;
      emit("status", status.state === "ended" ? { state, reason: status.reason } : { ...status });
    },
    answer: ({ id, command, problem }) => {
      const answered = { ...id !== null && { id }, command };
      if (problem === null) emit("done", answered);
      else emit("error", { ...answered, ...problem });
    },
    help: () => emit("help", { commands: Object.values(WORDS).map(({ usage }) => usage) }),
    trouble: (message) => emit("error", { code: "trouble", message }),
    over: () => {},
  };
}

/** Sentences, for a person at a pipe or a terminal without a screen. */
export function plainReporter(write: WriteLine, glyphs: Glyphs): Reporter {
  let before: RoomState | null = null;
  const results = new Results((ballot, isNew) => {
    // `changes` has the sentence about an estimate
    for (const text of isNew ? outcomeText(ballot) : []) write(text);
  });
  const look = (room: RoomState, me: string) => {
    for (const text of before === null ? [] : changes(before, room, me)) write(text);
    for (const text of before === null ? [] : ownChanges(before, room, me)) write(text);
    for (const text of before === null ? [] : votes(before, room, me)) write(text);
    before = room;
    results.look(room);
  };
  return {
    joined: ({ room, me, link }) => {
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
        const problem = status.problem === undefined ? "" : ` ${status.problem}`;
        write(`The connection is lost, next try in ${seconds} s.${problem}`);
      }
      if (status.state === "online" && before !== null) write("Online.");
    },
    nudged: (nudge) => write(nudgeSentence(nudge)),
    answer: ({ problem, sentence = "" }) => {
      if (problem !== null) write(`Not done: ${problem.message}`);
      else if (sentence !== "") write(sentence);
    },
    help: () => {
      for (const { usage, about } of Object.values(WORDS)) {
        write(`  ${usage.padEnd(USAGE_COLUMNS)}${about}`);
      }
      write(ABOUT_WORDS);
    },
    trouble: write,
    over: (outcome) => {
      const lines = summary(outcome, { columns: SUMMARY_COLUMNS, glyphs });
      for (const spans of lines) write(plainText(spans, false));
    },
  };
}

/** Reports each result once, and again when its estimate or its note changes. */
class Results {
  readonly #emit: (ballot: RevealedBallot, isNew: boolean) => void;
  #seen: readonly RevealedBallot[] = [];

  constructor(emit: (ballot: RevealedBallot, isNew: boolean) => void) {
    this.#emit = emit;
  }

  look(room: RoomState): void {
    const seen = withSeen(this.#seen, room);
    const { ballot } = room;
    const find = (list: readonly RevealedBallot[]) => list.find((one) => isSameBallot(one, ballot));
    const [was, is] = [find(this.#seen), find(seen)];
    this.#seen = seen;
    if (is === undefined) return;
    const isSame = was !== undefined && was.estimate === is.estimate && was.note === is.note;
    if (!isSame) this.#emit(is, was === undefined);
  }
}

function describe(room: RoomState, me: string): string[] {
  const { members, queue, deck, admin_id: adminId, name, locked, passcode } = room;
  const people = members.map(({ member_id, name, role, presence }) => {
    const notes = [
      member_id === me ? "you" : "",
      member_id === adminId ? "admin" : "",
      role === "observer" ? "watching" : "",
      presence === "away" ? "away" : "",
    ].filter((note) => note !== "").join(", ");
    return notes === "" ? name : `${name} (${notes})`;
  });
  const ballot = openBallot(room);
  return [
    ...name === undefined ? [] : [`Called: ${name}`],
    ...locked ? ["Locked: nobody new can come in."] : [],
    ...passcode ? ["Newcomers need a passcode."] : [],
    ...room.settings.who_runs === "everyone" ? ["Every voter can start and reveal."] : [],
    `Here: ${people.join(", ")}`,
    `Cards: ${deck.cards.join(" ")}`,
    ...ballot !== null
      ? [`Voting on ${ballot.ticket_id}${ballot.title ? `: ${ballot.title}` : ""}`]
      : [],
    ...ballot?.url !== undefined ? [`  ${ballot.url}`] : [],
    ...ballot?.description !== undefined
      ? ballot.description.split("\n").map((text) => `  ${text}`)
      : [],
    ...queue.length === 0 ? [] : [`Next: ${queue.map(({ ticket_id }) => ticket_id).join(", ")}`],
  ];
}

/** What has become of this person, by an own command or the admin's; `changes` has only the others. */
function ownChanges(before: RoomState, after: RoomState, me: string): string[] {
  const [was, is] = [before, after].map(({ members }) =>
    members.find(({ member_id }) => member_id === me)
  );
  if (was === undefined || is === undefined) return [];
  return [
    ...was.name === is.name ? [] : [`You are called ${is.name} now.`],
    ...was.role === is.role
      ? []
      : [is.role === "voter" ? "You are a voter now." : "You are an observer now."],
  ];
}

/** The others who have voted since the last state; `vote` reports this person's own vote. */
function votes(before: RoomState, after: RoomState, me: string): string[] {
  if (openBallot(after) === null) return [];
  const voted = new Set(before.members.filter((one) => one.voted).map((one) => one.member_id));
  const same = isSameBallot(before.ballot, after.ballot);
  return after.members
    .filter((one) => one.voted && one.member_id !== me && !(same && voted.has(one.member_id)))
    .map(({ name }) => `${name} has voted.`);
}

function outcomeText(
  { ticket_id: ticketId, votes: cards, summary: sum, estimate, note }: RevealedBallot,
): string[] {
  const { mean, median, consensus, suggestion } = sum;
  return [
    `${ticketId}: ${
      (cards ?? []).map(({ name, card }) => `${name} ${card}`).join(", ") || playedOf(sum)
    }`,
    [
      mean === null ? "" : `mean ${round(mean)}`,
      median === null ? "" : `median ${round(median)}`,
      consensus ? "consensus" : "no consensus",
      estimate !== undefined
        ? `estimate ${estimate}`
        : suggestion === null
        ? ""
        : `suggestion ${suggestion}`,
    ].filter((part) => part !== "").join(", "),
    ...note === undefined ? [] : [`Note: ${note.replaceAll("\n", " ")}`],
  ];
}
