/**
 * The tables of a data file, as an ordered list of migrations: `user_version` says how many of them a file has
 * seen. A migration that has been released is never changed, only followed by another.
 *
 * `sessions` and `ballots` are the results, of sessions that ended and of those that go on; the other tables
 * are what it takes to go on with a room, and go with it. Columns of JSON hold what only this program reads.
 */

/** "ESTX": marks a file as ours. */
export const APPLICATION_ID = 0x45535458;

/** What there is of a room, by its id; and of a session, by id and `created_at`. */
export const LIVING_TABLES = ["rooms", "members", "queues", "tokens"] as const;
export const RESULT_TABLES = ["sessions", "ballots"] as const;

export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE owner (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    life INTEGER NOT NULL, -- of the worker that may write here
    workers INTEGER NOT NULL -- over as many files rooms are spread; 0: they are being moved
  ) STRICT;
  INSERT INTO owner VALUES (1, 0, 0);

  -- times are milliseconds since 1970
  CREATE TABLE sessions (
    room_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ended_at INTEGER, -- NULL: it goes on
    reason TEXT, -- admin_left, ended_by_admin, idle or server_stopping
    participants TEXT NOT NULL, -- [{member_id, name, joined_at, left_at}]
    PRIMARY KEY (room_id, created_at)
  ) STRICT;
  CREATE INDEX sessions_by_end ON sessions (ended_at) WHERE ended_at IS NOT NULL;

  CREATE TABLE ballots (
    room_id TEXT NOT NULL,
    created_at INTEGER NOT NULL, -- of the session
    n INTEGER NOT NULL, -- from 0, in the order they were revealed
    ticket_id TEXT NOT NULL,
    title TEXT,
    attempt INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    revealed_at INTEGER NOT NULL,
    votes TEXT, -- [{member_id, name, card}]; NULL: no longer kept
    summary TEXT NOT NULL, -- {counts, counted_apart, mean, median, min, max, consensus}
    estimate TEXT,
    PRIMARY KEY (room_id, created_at, n)
  ) STRICT;

  CREATE TABLE rooms (
    room_id TEXT NOT NULL PRIMARY KEY,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    active_at INTEGER NOT NULL,
    fixed TEXT NOT NULL, -- {capacity, deck}
    head TEXT NOT NULL, -- {admin_id, settings, timer_ends_at, admin_awaited_until, filled}
    ballot TEXT NOT NULL -- null, "revealed" (the last of ballots), or the open one, cards included
  ) STRICT;
  CREATE TABLE members (room_id TEXT NOT NULL PRIMARY KEY, members TEXT NOT NULL) STRICT;
  CREATE TABLE queues (room_id TEXT NOT NULL PRIMARY KEY, queue TEXT NOT NULL) STRICT;
  CREATE TABLE tokens (
    room_id TEXT NOT NULL,
    hash TEXT NOT NULL, -- SHA-256 of a resume token
    member_id TEXT, -- NULL: its member has left
    PRIMARY KEY (room_id, hash)
  ) STRICT;
  `,
];
