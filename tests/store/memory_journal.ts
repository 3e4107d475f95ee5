/**
 * A journal that lives as long as a test: it keeps what a disk would keep, as rows of plain data, and a test may
 * have it fail. Whatever is opened on the same disk takes over from what was there before.
 */
import type { RevealedBallot, RoomId } from "../../src/room/state.ts";
import {
  type Ending,
  type Fixed,
  type Head,
  type Journal,
  JournalFailure,
  type JournalFault,
  type Loaded,
  roomOf,
  type RoomWrite,
  type Saved,
} from "../../src/store/journal.ts";

type Session = Pick<RoomWrite, "room_id" | "created_at"> & {
  readonly participants: NonNullable<RoomWrite["participants"]>;
  readonly ending: Ending | null;
};

interface Living {
  readonly created_at: number;
  readonly fixed: Fixed;
  readonly head: Head;
  readonly members: NonNullable<RoomWrite["members"]>;
  readonly queue: NonNullable<RoomWrite["queue"]>;
  readonly tokens: RoomWrite["tokens"];
}

/** What outlives the process. */
export class MemoryDisk {
  readonly sessions = new Map<string, Session>();
  readonly ballots = new Map<string, RevealedBallot[]>();
  readonly rooms = new Map<RoomId, Living>();
  life = 0;
  /** What every commit fails with, while it is set. */
  fault: JournalFault | null = null;
  /** Writes of each commit that was done. */
  readonly commits: (readonly RoomWrite[])[] = [];
  /** The process dies at this commit (the first is 0), before or after it is done. */
  death: { readonly commit: number; readonly when: "before" | "after" } | null = null;
}

/** The process is dead: as `superseded` it comes through, since nothing may be told after it. */
export class Death extends JournalFailure {
  override name = "Death";

  constructor() {
    super("superseded", "planted: the process died");
  }
}

export class MemoryJournal implements Journal {
  readonly #disk: MemoryDisk;
  readonly #life: number;

  constructor(disk: MemoryDisk) {
    this.#disk = disk;
    this.#life = ++disk.life;
  }

  load(ended_since: number): Loaded {
    const { rooms, sessions } = this.#disk;
    const ended = [...sessions.values()].flatMap(({ room_id, ending }) =>
      ending !== null && ending.ended_at >= ended_since
        ? [{ room_id, ended_at: ending.ended_at }]
        : []
    ).sort((a, b) => a.ended_at - b.ended_at);
    return {
      rooms: [...rooms].map(([room_id, living]) => this.#saved(room_id, living)),
      ended,
      damaged: [],
    };
  }

  commit(writes: readonly RoomWrite[]): void {
    this.#check();
    // as a disk does: nothing but data survives, and what changes later is not what was written
    const copies = structuredClone(writes);
    const { death, commits } = this.#disk;
    const dies = death?.commit === commits.length ? death.when : null;
    if (dies === "before") throw new Death();
    for (const write of copies) this.#write(write);
    commits.push(copies);
    if (dies === "after") throw new Death();
  }

  isSuperseded(): boolean {
    return this.#disk.life !== this.#life;
  }

  prune(ended_before: number, at_most: number): number {
    this.#check();
    const { sessions, ballots } = this.#disk;
    const old = [...sessions].filter(([, { ending }]) =>
      ending !== null && ending.ended_at < ended_before
    ).sort(([, a], [, b]) => (a.ending?.ended_at ?? 0) - (b.ending?.ended_at ?? 0)).slice(
      0,
      at_most,
    );
    for (const [key] of old) {
      sessions.delete(key);
      ballots.delete(key);
    }
    return old.length;
  }

  close(): void {}

  #check(): void {
    const { life, fault } = this.#disk;
    if (life !== this.#life) throw new JournalFailure("superseded", "another life has it");
    if (fault !== null) throw new JournalFailure(fault, `planted: ${fault}`);
  }

  #write(write: RoomWrite): void {
    const { room_id, created_at, participants, ended: ending } = write;
    const { sessions, ballots, rooms } = this.#disk;
    const key = keyOf(write);
    if (participants !== null) sessions.set(key, { room_id, created_at, participants, ending });
    const history = [...ballots.get(key) ?? []];
    for (const [n, ballot] of write.ballots) history[n] = ballot;
    ballots.set(key, history);
    if (ending !== null) {
      rooms.delete(room_id);
      return;
    }
    const before = rooms.get(room_id);
    const fixed = write.fixed ?? before?.fixed;
    const members = write.members ?? before?.members;
    const queue = write.queue ?? before?.queue;
    if (fixed === undefined || members === undefined || queue === undefined) {
      throw new Error(`the first write of ${room_id} is not whole`);
    }
    const tokens = new Map(before?.tokens);
    for (const [hash, member_id] of write.tokens) {
      tokens.delete(hash);
      tokens.set(hash, member_id);
    }
    for (const hash of write.forgotten_tokens) tokens.delete(hash);
    rooms.set(room_id, { created_at, fixed, head: write.head, members, queue, tokens });
  }

  #saved(room_id: RoomId, living: Living): Saved {
    const { tokens, ...parts } = structuredClone(living);
    const key = keyOf({ room_id, created_at: parts.created_at });
    const participants = this.#disk.sessions.get(key)?.participants ?? [];
    const history = structuredClone(this.#disk.ballots.get(key) ?? []);
    return { room: roomOf({ room_id, ...parts, participants, history }), tokens };
  }
}

function keyOf({ room_id, created_at }: Pick<RoomWrite, "room_id" | "created_at">): string {
  return `${room_id} ${created_at}`;
}
