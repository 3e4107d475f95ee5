/**
 * Converts between values and the rows of a data file. What is read from a row is trusted only after it has been
 * checked. Pure.
 */
import * as v from "valibot";
import { fields } from "../protocol/fields.ts";
import type { Participant, RevealedBallot, Vote } from "../room/state.ts";
import { Damaged, integer, listOf, read, readJson, text } from "./decode_columns.ts";
import { headBallot, participant, summary, vote } from "./decode_room.ts";
import type { Tombstone } from "./journal.ts";
import type { Head } from "./room_parts.ts";

export type Row = Readonly<Record<string, unknown>>;

/** `few`: the open ballot's votes, if they are saved with it; null: they are not. */
export function headColumns(
  { version, active_at: activeAt, ballot, ...head }: Head,
  few: readonly Vote[] | null,
) {
  const isOpen = ballot !== null && ballot !== "revealed";
  const withVotes = isOpen && few !== null ? { ...ballot, votes: few } : ballot;
  return [version, activeAt, JSON.stringify(head), JSON.stringify(withVotes)] as const;
}

/** The column of the ballot. `votes`: null if they are not with it. */
export function ballotOf(json: unknown) {
  const ballot = readJson(headBallot, json, "ballot");
  if (ballot === null || ballot === "revealed") return { ballot, votes: null };
  const { votes = null, ...head } = ballot;
  return { ballot: head, votes };
}

/** The columns of a revealed ballot from its ticket on, in the order of the statement `ballot`. */
export function ballotColumns(ballot: RevealedBallot) {
  const { ticket, attempt, opened_at, revealed_at, estimate, note } = ballot;
  const { ticket_id, title = null, url = null, description = null, tracker = null } = ticket;
  const votes = ballot.votes === null ? null : JSON.stringify(ballot.votes);
  const summary = JSON.stringify(ballot.summary);
  return [
    ticket_id,
    title,
    attempt,
    opened_at,
    revealed_at,
    votes,
    summary,
    estimate,
    note,
    url,
    description,
    tracker,
  ] as const;
}

/** A column that older files do not have. */
const later = v.exactOptional(v.nullable(text), null);

const revealedRow = fields({
  ticket_id: text,
  title: v.nullable(text),
  attempt: integer,
  opened_at: integer,
  revealed_at: integer,
  estimate: v.nullable(text),
  note: later,
  url: later,
  description: later,
  tracker: later,
});

/** Reads a ballot; `at`: its place in the history. Throws `Damaged` if it is invalid, or another one. */
export function revealedBallot(row: Row, at: number): RevealedBallot {
  const where = `ballots[${at}]`;
  if (row["n"] !== at) throw new Damaged(`${where} is missing`);
  const { ticket_id, title, url, description, tracker, ...ballot } = read(revealedRow, row, where);
  const { votes } = row;
  return {
    ...ballot,
    phase: "revealed",
    ticket: {
      ticket_id,
      ...title !== null && { title },
      ...url !== null && { url },
      ...description !== null && { description },
      ...tracker !== null && { tracker },
    },
    votes: votes === null ? null : readJson(listOf(vote), votes, `${where}.votes`),
    summary: readJson(summary, row["summary"], `${where}.summary`),
  };
}

/** The columns of a participant from the member on. */
export function participantColumns(
  { member_id: memberId, name, joined_at: joinedAt, left_at: leftAt }: Participant,
) {
  return [memberId, name, joinedAt, leftAt] as const;
}

/** Reads a participant; `at`: its place in the list. Throws `Damaged` if it is invalid. */
export function participantOf(row: Row, at: number): Participant {
  return read(participant, row, `participants[${at}]`);
}

/** Decodes the JSON in the column `of`, and checks that it is about the member whose row it is. */
export function ofMember<Schema extends v.GenericSchema<unknown, { readonly member_id: string }>>(
  of: string,
  schema: Schema,
) {
  return (row: Row, at: number): v.InferOutput<Schema> => {
    const where = `${of}[${at}]`;
    const value = readJson(schema, row[of], where);
    if (value.member_id !== row["member_id"]) throw new Damaged(`${where} is of another member`);
    return value;
  };
}

/** Reads the id of an ended room. Throws `Damaged` if it is invalid. */
export function tombstoneOf(row: Row): Tombstone {
  return {
    room_id: read(text, row["room_id"], "room_id"),
    ended_at: read(integer, row["ended_at"], "ended_at"),
  };
}
