/**
 * A change of a room as text, and the room that a whole and the changes after it make [C15]. It believes nothing that
 * it reads. Pure.
 */
import * as v from "valibot";
import { Damaged, integer, listOf, oneOf, readJson, text } from "../journal/decode_columns.ts";
import {
  headBallot,
  headFields,
  member,
  participant,
  summary,
  terms,
  ticket,
  vote,
} from "../journal/decode_room.ts";
import type { RoomWrite, Saved } from "../journal/journal.ts";
import { type Head, roomOf, type Terms } from "../journal/room_parts.ts";
import { type RowChanges, withChanges } from "../journal/row_changes.ts";
import type { Member, Participant, RevealedBallot, Ticket, Vote } from "../room/state.ts";
import { fields } from "../protocol/fields.ts";

/** What brings a room from one version to the next; of nothing to the first: the whole room. */
export function encodeChange(write: RoomWrite): string {
  const { room_id, created_at, terms, head, queue } = write;
  const { members, participants, votes, ballots, tokens, forgottenTokens } = write;
  return JSON.stringify({
    room_id,
    created_at,
    ...terms !== null && { terms },
    head,
    ...rowsOf("members", members),
    ...queue !== null && { queue },
    ...rowsOf("participants", participants),
    ...rowsOf("votes", votes),
    ...ballots.size > 0 && { ballots: [...ballots].map(([n, ballot]) => ({ n, ballot })) },
    ...tokens.size > 0 && {
      tokens: [...tokens].map(([hash, member_id]) => ({ hash, member_id })),
    },
    ...forgottenTokens.length > 0 && { forgotten: forgottenTokens },
  });
}

/** What is unchanged is left out. */
function rowsOf<Row>(name: string, { changed, appended, removed }: RowChanges<Row>) {
  if (changed.size + appended.size + removed.length === 0) return {};
  return {
    [name]: {
      ...changed.size > 0 && { changed: [...changed.values()] },
      ...appended.size > 0 && { appended: [...appended.values()] },
      ...removed.length > 0 && { removed },
    },
  };
}

/** A room that is put together, change by change, from a whole one on. */
export class RoomParts {
  #terms: Terms | null = null;
  #head: Head | null = null;
  #roomId = "";
  #createdAt = 0;
  #queue: readonly Ticket[] = [];
  #members: ReadonlyMap<string, Member> = new Map();
  #participants: ReadonlyMap<string, Participant> = new Map();
  #votes: ReadonlyMap<string, Vote> = new Map();
  readonly #history: RevealedBallot[] = [];
  readonly #tokens = new Map<string, string | null>();

  /** The next change, as `encodeChange` made it. Throws `Damaged` where it is no such text. */
  apply(json: string): void {
    const change = readJson(changeFields, json, "change");
    this.#roomId = change.room_id;
    this.#createdAt = change.created_at;
    this.#terms = change.terms ?? this.#terms;
    this.#head = change.head;
    this.#queue = change.queue ?? this.#queue;
    this.#members = changed(this.#members, change.members);
    this.#participants = changed(this.#participants, change.participants);
    this.#votes = changed(this.#votes, change.votes);
    for (const { n, ballot } of change.ballots) {
      if (n > this.#history.length) {
        throw new Damaged(`ballots[${this.#history.length}] is missing`);
      }
      this.#history[n] = ballot;
    }
    for (const { hash, member_id: memberId } of change.tokens) {
      this.#tokens.delete(hash); // the order is that in which they were last changed
      this.#tokens.set(hash, memberId);
    }
    for (const hash of change.forgotten) this.#tokens.delete(hash);
  }

  /** The room after the last change. Throws where the changes don't make one. */
  room(): Saved {
    if (this.#terms === null || this.#head === null) throw new Damaged("no whole room came first");
    const room = roomOf({
      room_id: this.#roomId,
      created_at: this.#createdAt,
      terms: this.#terms,
      head: this.#head,
      members: [...this.#members.values()],
      queue: this.#queue,
      participants: [...this.#participants.values()],
      votes: [...this.#votes.values()],
      history: this.#history,
    });
    return { room, tokens: new Map(this.#tokens) };
  }
}

type Keyed = { readonly member_id: string };

function changed<Row extends Keyed>(
  rows: ReadonlyMap<string, Row>,
  { changed, appended, removed }: {
    readonly changed: readonly Row[];
    readonly appended: readonly Row[];
    readonly removed: readonly string[];
  },
): ReadonlyMap<string, Row> {
  return withChanges(rows, { changed: byId(changed), appended: byId(appended), removed });
}

function byId<Row extends Keyed>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.member_id, row]));
}

const none = () => [];

function rows<const Schema extends v.GenericSchema<unknown, Keyed>>(row: Schema) {
  const list = v.exactOptional(listOf(row), none);
  const changes = fields({
    changed: list,
    appended: list,
    removed: v.exactOptional(listOf(text), none),
  });
  return v.exactOptional(changes, () => ({ changed: [], appended: [], removed: [] }));
}

const head = fields({
  ...headFields.entries,
  version: integer,
  active_at: integer,
  ballot: headBallot,
});

export const revealedBallot = fields({
  phase: oneOf("revealed"),
  ticket,
  attempt: integer,
  opened_at: integer,
  revealed_at: integer,
  votes: v.nullable(listOf(vote)),
  summary,
  estimate: v.nullable(text),
  note: v.nullable(text),
});

const changeFields = fields({
  room_id: text,
  created_at: integer,
  terms: v.exactOptional(terms),
  head,
  queue: v.exactOptional(listOf(ticket)),
  members: rows(member),
  participants: rows(participant),
  votes: rows(vote),
  ballots: v.exactOptional(listOf(fields({ n: integer, ballot: revealedBallot })), none),
  tokens: v.exactOptional(listOf(fields({ hash: text, member_id: v.nullable(text) })), none),
  forgotten: v.exactOptional(listOf(text), none),
});
