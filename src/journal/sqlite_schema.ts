/**
 * The tables of a data file, as an ordered list of migrations: `user_version` is how many of them were applied to a
 * file. A released migration is never changed, only followed by another.
 *
 * `sessions`, `participants` and `ballots` are results, of running sessions and of those that ended; `tombstones` are
 * the ids of rooms that ended recently. `LIVING_TABLES` have what is needed to restore running rooms; when a room ends,
 * its rows there are deleted. Lists that grow with the people in a room have a row for each person, in the order of the
 * rowids, so that a change writes only the rows that it changes; a few votes are in their ballot's column instead. JSON
 * columns have what only this program reads.
 */

/** "ESTX": marks a file as ours. */
export const APPLICATION_ID = 0x45535458;

/** What there is of a room, by its id; and of a session, by id and `created_at`. */
export const LIVING_TABLES = ["rooms", "members", "votes", "queues", "tokens"] as const;
export const RESULT_TABLES = ["sessions", "participants", "ballots"] as const;

/** The largest number that is read; only damage makes a larger one. */
export const NUMBER_MAX = Number.MAX_SAFE_INTEGER;

/** The number of the last commit of a file. */
export const COMMITS = `
  SELECT max(
    (SELECT commits FROM owner),
    (SELECT coalesce(max(commit_no), 0) FROM rooms WHERE commit_no BETWEEN 0 AND ${NUMBER_MAX}),
    (SELECT coalesce(max(commit_no), 0) FROM tombstones WHERE commit_no BETWEEN 0 AND ${NUMBER_MAX})
  ) AS commits
`;

/** From the first schema on. */
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
  // A row for each participant, member and vote; no sessions without a ballot. What can't be understood stays
  // as something that can't be read, so that it is named when somebody reads it.
  `
  CREATE TABLE tombstones (
    n INTEGER PRIMARY KEY, -- in the order they ended
    room_id TEXT NOT NULL,
    ended_at INTEGER NOT NULL,
    commit_no INTEGER NOT NULL -- the commit that wrote it
  ) STRICT;
  INSERT INTO tombstones (room_id, ended_at, commit_no)
    SELECT room_id, max(ended_at) AS at, 0 FROM sessions
    WHERE ended_at > (SELECT max(ended_at) FROM sessions) - 24 * 60 * 60 * 1000
    GROUP BY room_id ORDER BY at;

  -- an ended_at of 0: it is being forgotten
  DELETE FROM sessions WHERE ended_at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM ballots
    WHERE ballots.room_id = sessions.room_id AND ballots.created_at = sessions.created_at
  );

  CREATE TABLE participants (
    room_id TEXT NOT NULL,
    created_at INTEGER NOT NULL, -- of the session
    member_id TEXT NOT NULL,
    name TEXT NOT NULL,
    joined_at INTEGER NOT NULL, -- -1: the row can't be understood
    left_at INTEGER,
    PRIMARY KEY (room_id, created_at, member_id)
  ) STRICT;
  INSERT OR IGNORE INTO participants (room_id, created_at, member_id, name, joined_at, left_at)
    SELECT
      room_id, created_at,
      iif(good, json_extract(value, '$.member_id'), 'damaged ' || key),
      iif(good, json_extract(value, '$.name'), ''),
      iif(good, json_extract(value, '$.joined_at'), -1),
      iif(good, json_extract(value, '$.left_at'), NULL)
    FROM (
      SELECT
        room_id, created_at, key, value,
        CASE WHEN type = 'object' THEN coalesce(
          json_type(value, '$.member_id') = 'text' AND json_type(value, '$.name') = 'text'
            AND json_type(value, '$.joined_at') = 'integer'
            AND json_type(value, '$.left_at') IN ('integer', 'null'),
          0
        ) ELSE 0 END AS good
      FROM sessions, json_each(
        CASE WHEN json_valid(participants) AND json_type(participants) = 'array' THEN participants
        ELSE json_array(participants) END
      )
      ORDER BY room_id, created_at, key
    );
  ALTER TABLE sessions DROP COLUMN participants;

  ALTER TABLE members RENAME TO former_members;
  CREATE TABLE members (
    room_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    member TEXT NOT NULL,
    PRIMARY KEY (room_id, member_id)
  ) STRICT;
  INSERT OR IGNORE INTO members (room_id, member_id, member)
    SELECT
      room_id,
      coalesce(iif(type = 'object', json_extract(value, '$.member_id'), NULL), 'damaged ' || key),
      coalesce(value, 'null')
    FROM former_members, json_each(
      CASE WHEN json_valid(members) AND json_type(members) = 'array' THEN members
      ELSE json_array(members) END
    );
  DROP TABLE former_members;

  CREATE TABLE votes ( -- of the open ballot
    room_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    vote TEXT NOT NULL, -- {member_id, name, card}
    PRIMARY KEY (room_id, member_id)
  ) STRICT;
  INSERT OR IGNORE INTO votes (room_id, member_id, vote)
    SELECT
      room_id,
      coalesce(iif(type = 'object', json_extract(value, '$.member_id'), NULL), 'damaged ' || key),
      coalesce(value, 'null')
    FROM rooms, json_each(
      CASE WHEN json_valid(ballot) AND json_type(ballot, '$.votes') = 'array' THEN ballot
      ELSE '{"votes": []}' END,
      '$.votes'
    );
  UPDATE rooms SET ballot = json_remove(ballot, '$.votes')
    WHERE json_valid(ballot) AND json_type(ballot, '$.votes') = 'array';

  -- the commit that last wrote it: the highest of all is the last commit of the file
  ALTER TABLE rooms ADD COLUMN commit_no INTEGER NOT NULL DEFAULT 0;
  -- the same of rows that are gone: moved to another file, or given up
  ALTER TABLE owner ADD COLUMN commits INTEGER NOT NULL DEFAULT 0;
  `,
  // What was fixed about a room can change, and tickets have more to them.
  `
  ALTER TABLE rooms RENAME COLUMN fixed TO terms; -- {capacity, deck, name, locked, passcode_hash, bars, cancelled}
  ALTER TABLE ballots ADD COLUMN note TEXT;
  ALTER TABLE ballots ADD COLUMN url TEXT;
  ALTER TABLE ballots ADD COLUMN description TEXT;
  `,
  // Tickets come out of trackers.
  `
  ALTER TABLE ballots ADD COLUMN tracker TEXT;
  `,
  // A few votes are in the column of their ballot again, so that a vote in a small room writes one row.
  `
  -- rooms.ballot: null, "revealed", or the open one, with its votes unless these have rows of their own
  `,
];
