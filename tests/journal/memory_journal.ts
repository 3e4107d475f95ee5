/**
 * A journal that lives as long as a test: it keeps what a disk would keep, as rows of plain data, and a test may
 * have it fail. Whatever is opened on the same disk takes over from what was there before.
 */
import type { Member, Participant, RevealedBallot, RoomId, Vote } from "../../src/room/state.ts";
import {
  type Ending,
  type Journal,
  JournalFailure,
  type JournalFault,
  type Loaded,
  type Pruned,
  type RoomWrite,
  type Saved,
  type Tombstone,
} from "../../src/journal/journal.ts";
import { type Head, roomOf } from "../../src/journal/room_parts.ts";
import { plainCopy } from "../base/plain_copy.ts";
import { withChanges } from "../../src/journal/row_changes.ts";

type Session = Pick<RoomWrite, "room_id" | "created_at"> & {
  readonly participants: ReadonlyMap<string, Participant>;
  readonly ending: Ending | null;
};

interface Living {
  readonly created_at: number;
  readonly terms: NonNullable<RoomWrite["terms"]>;
  readonly head: Head;
  readonly members: ReadonlyMap<string, Member>;
  readonly votes: ReadonlyMap<string, Vote>;
  readonly queue: NonNullable<RoomWrite["queue"]>;
  readonly tokens: RoomWrite["tokens"];
}

/** What outlives the process. */
export class MemoryDisk {
  readonly sessions = new Map<string, Session>();
  readonly ballots = new Map<string, RevealedBallot[]>();
  readonly rooms = new Map<RoomId, Living>();
  readonly tombstones: Tombstone[] = [];
  incarnation = 0;
  /** What every commit fails with, while it is set. */
  fault: JournalFault | null = null;
  /** Writes of each commit that was done. */
  readonly commits: (readonly RoomWrite[])[] = [];
  /** The process dies at this commit (the first is 0), before or after it is done. */
  death: { readonly commit: number; readonly when: "before" | "after" } | null = null;
}

/** The process is dead: as `superseded` it comes through, since nothing may be sent after it. */
export class Death extends JournalFailure {
  override name = "Death";

  constructor() {
    super("superseded", "planted: the process died");
  }
}

export class MemoryJournal implements Journal {
  readonly #disk: MemoryDisk;
  readonly #incarnation: number;

  constructor(disk: MemoryDisk) {
    this.#disk = disk;
    this.#incarnation = ++disk.incarnation;
  }

  load(endedSince: number): Loaded {
    const { rooms, tombstones } = this.#disk;
    const ended = tombstones.filter(({ ended_at }) => ended_at >= endedSince)
      .toSorted((a, b) => a.ended_at - b.ended_at);
    return {
      rooms: [...rooms].map(([room_id, living]) => this.#saved(room_id, living)),
      ended,
      damaged: [],
    };
  }

  commit(writes: readonly RoomWrite[]): void {
    this.#check();
    // as a disk does: nothing but data survives, and what changes later is not what was written
    const copies = plainCopy(writes);
    const { death, commits } = this.#disk;
    const dies = death?.commit === commits.length ? death.when : null;
    if (dies === "before") throw new Death();
    for (const write of copies) this.#write(write);
    commits.push(copies);
    if (dies === "after") throw new Death();
  }

  isSuperseded(): boolean {
    return this.#disk.incarnation !== this.#incarnation;
  }

  prune(endedBefore: number, atMost: number): Pruned {
    this.#check();
    const { sessions, ballots } = this.#disk;
    const old = [...sessions].filter(([, { ending }]) =>
      ending !== null && ending.ended_at < endedBefore
    ).sort(([, a], [, b]) => (a.ending?.ended_at ?? 0) - (b.ending?.ended_at ?? 0));
    let [pruned, rows] = [0, 0];
    for (const [key, { participants }] of old) {
      if (rows >= atMost) return { sessions: pruned, more: true };
      rows += 1 + participants.size + (ballots.get(key)?.length ?? 0);
      sessions.delete(key);
      ballots.delete(key);
      pruned++;
    }
    return { sessions: pruned, more: rows >= atMost };
  }

  close(): void {}

  #check(): void {
    const { incarnation, fault } = this.#disk;
    if (incarnation !== this.#incarnation) {
      throw new JournalFailure("superseded", "another process has it");
    }
    if (fault !== null) throw new JournalFailure(fault, `planted: ${fault}`);
  }

  #write(write: RoomWrite): void {
    const { room_id, created_at, ended: ending, hasResults } = write;
    const { sessions, ballots, rooms, tombstones } = this.#disk;
    const key = keyOf(write);
    const participants = withChanges(
      sessions.get(key)?.participants ?? new Map(),
      write.participants,
    );
    sessions.set(key, { room_id, created_at, participants, ending });
    const history = [...ballots.get(key) ?? []];
    for (const [n, ballot] of write.ballots) history[n] = ballot;
    ballots.set(key, history);
    if (ending !== null) {
      rooms.delete(room_id);
      tombstones.push({ room_id, ended_at: ending.ended_at });
      if (hasResults) return;
      sessions.delete(key);
      ballots.delete(key);
      return;
    }
    const before = rooms.get(room_id);
    const terms = write.terms ?? before?.terms;
    const members = withChanges(before?.members ?? new Map(), write.members);
    const votes = withChanges(before?.votes ?? new Map(), write.votes);
    const queue = write.queue ?? before?.queue;
    // [A3] only a room whose admin is yet to come may be empty
    const isEmpty = members.size === 0 && terms?.admin_link_hash === null;
    if (terms === undefined || isEmpty || queue === undefined) {
      throw new Error(`the first write of ${room_id} is not whole`);
    }
    const tokens = new Map(before?.tokens);
    for (const [hash, memberId] of write.tokens) {
      tokens.delete(hash);
      tokens.set(hash, memberId);
    }
    for (const hash of write.forgottenTokens) tokens.delete(hash);
    rooms.set(room_id, { created_at, terms, head: write.head, members, votes, queue, tokens });
  }

  #saved(roomId: RoomId, living: Living): Saved {
    const { tokens, members, votes, ...parts } = plainCopy(living);
    const key = keyOf({ room_id: roomId, created_at: parts.created_at });
    const room = roomOf({
      room_id: roomId,
      ...parts,
      members: [...members.values()],
      votes: [...votes.values()],
      participants: [...this.#disk.sessions.get(key)?.participants.values() ?? []],
      history: plainCopy(this.#disk.ballots.get(key) ?? []),
    });
    return { room, tokens };
  }
}

function keyOf(
  { room_id: roomId, created_at: createdAt }: Pick<RoomWrite, "room_id" | "created_at">,
): string {
  return `${roomId} ${createdAt}`;
}
