// Votes in a data file: a few are in the column of their ballot, more have a row each. Drawn from seeds: how many there
// are, which commits fail, when the file is opened anew, and whether an earlier version wrote it.
import { assertEquals, assertThrows, fail } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { JournalFailure, type RoomWrite, type Saved } from "../../src/journal/journal.ts";
import { writeOf } from "../../src/journal/room_parts.ts";
import { SqliteJournal } from "../../src/journal/sqlite_journal.ts";
import { openBallot, type Room, type Vote } from "../../src/room/state.ts";
import { Random } from "../sim/random.ts";
import { fileTest, withDirectory } from "./files.ts";
import { roomOfOne } from "./rooms_of_one.ts";

const SEEDS = 8;
const STEPS = 60;
/** So many votes are saved with their ballot. */
const FEW_MAX = 16;
const COUNTS = [0, 1, 2, FEW_MAX - 1, FEW_MAX, FEW_MAX + 1, FEW_MAX + 2, 30];
const VOTERS = Array.from({ length: 40 }, (_, n) => `voter-${n}`);
const NO_TOKENS: Saved["tokens"] = new Map();

fileTest("[S6] votes come back, few or many, whatever fails and whoever wrote the file", () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    withDirectory((directory) => play(`${directory}/worker-0.db`, new Random(seed), seed));
  }
});

/** Two rooms in a file, changed and saved. Fails where the file has other votes than were saved last. */
function play(file: string, random: Random, seed: number): void {
  let rooms: readonly Room[] = ["ONE", "TWO"].map((id) => roomOfOne(id, [], OPEN));
  let saved: readonly Saved[] = [];
  let journal = new SqliteJournal(file, "normal");
  for (let step = 1; step <= STEPS; step++) {
    const now = rooms.map((room) => ({ room, tokens: NO_TOKENS }));
    const writes = now.flatMap((one, at) => writeOf(saved[at] ?? null, one, null) ?? []);
    if (random.once(4)) {
      assertThrows(() => journal.commit([...writes, broken()]), JournalFailure, "planted");
    } else {
      journal.commit(writes);
      saved = now;
    }
    const where = `seed ${seed}, step ${step}`;
    assertEquals(votesIn(file), votesOf(saved), where);
    if (saved.length > 0 && random.once(5)) {
      journal.close();
      if (random.once(2)) asWrittenBefore(file);
      journal = new SqliteJournal(file, "normal");
      const loaded = journal.load(0).rooms;
      assertEquals(loaded, saved, where);
      assertEquals(votesOf(loaded), votesOf(saved), `the order, ${where}`);
      saved = loaded;
      rooms = loaded.map(({ room }) => room);
    }
    rooms = rooms.map((room) => random.once(2) ? room : changed(room, random));
  }
  journal.close();
}

const OPEN = { now: 1_700_000_000_000, open: "T-1" };

/**
 * There is no ballot any more, or another attempt; or some voters take their votes back or change them, others vote.
 */
function changed(room: Room, random: Random): Room {
  const ballot = openBallot(room) ?? openBallot(roomOfOne("ANY", [], OPEN)) ?? fail();
  if (random.once(8)) return { ...room, ballot: null };
  if (random.once(8)) {
    return { ...room, ballot: { ...ballot, attempt: ballot.attempt + 1, votes: new Map() } };
  }
  const votes = new Map(ballot.votes);
  for (const by of votes.keys()) {
    if (random.once(3)) votes.set(by, voteOf(by, random));
    if (random.once(4)) votes.delete(by);
  }
  const count = random.pick(COUNTS);
  while (votes.size > count) votes.delete(random.pick([...votes.keys()]));
  while (votes.size < count) {
    const by = random.pick(VOTERS);
    votes.set(by, voteOf(by, random));
  }
  return { ...room, ballot: { ...ballot, votes } };
}

function voteOf(by: string, random: Random): Vote {
  return { member_id: by, name: by, card: random.pick(["3", "5", "8"]) };
}

/** What can't be written, after whatever comes before it in a commit. */
function broken(): RoomWrite {
  const room = roomOfOne("BROKEN", [], OPEN);
  const write = writeOf(null, { room, tokens: NO_TOKENS }, null) ?? fail();
  const ticket = { ticket_id: "T", toJSON: () => fail("planted") };
  return { ...write, queue: [ticket] };
}

type Votes = Readonly<Record<string, readonly Vote[]>>;

function votesOf(saved: readonly Saved[]): Votes {
  return Object.fromEntries(
    saved.map(({ room }) => [room.room_id, [...openBallot(room)?.votes.values() ?? []]]),
  );
}

/** The votes in the file, read without the journal. Fails if there are rows which nobody reads. */
function votesIn(file: string): Votes {
  const database = new DatabaseSync(file, { readOnly: true });
  const found = database.prepare("SELECT room_id, ballot FROM rooms ORDER BY rowid").all().map(
    ({ room_id, ballot }) => {
      const rows = database.prepare("SELECT vote FROM votes WHERE room_id = ? ORDER BY rowid")
        .all(room_id ?? "").map(({ vote }) => JSON.parse(`${vote}`));
      const open = JSON.parse(`${ballot}`);
      const own = open === null ? [] : open.votes;
      if (own !== undefined) assertEquals(rows, [], "rows that nobody reads");
      return [room_id, own ?? rows] as const;
    },
  );
  database.close();
  return Object.fromEntries(found);
}

/** Gives the votes of open ballots rows of their own, as files of the fourth schema have them. */
function asWrittenBefore(file: string): void {
  const database = new DatabaseSync(file);
  database.exec(`
    INSERT INTO votes (room_id, member_id, vote)
      SELECT room_id, json_extract(value, '$.member_id'), value FROM rooms, json_each(ballot, '$.votes');
    UPDATE rooms SET ballot = json_remove(ballot, '$.votes');
    PRAGMA user_version = 4;
  `);
  database.close();
}
