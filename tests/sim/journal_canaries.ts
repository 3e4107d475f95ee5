/** Planted bugs in what outlives a worker [S5, S6], as in canaries.ts. */
import type { Room } from "../../src/room/state.ts";
import { type Journal, JournalFailure, type RoomWrite } from "../../src/journal/journal.ts";
import { NO_CHANGES } from "../../src/journal/row_changes.ts";
import { Death } from "../journal/memory_journal.ts";
import { NO_TAMPERING, type Tampering } from "./observed_store.ts";

/** Makes each bug, by its name. A bug has state, so each run needs a new one. */
export const JOURNAL_CANARIES: Readonly<Record<string, () => Tampering>> = {
  "what is sent is saved a commit later": () => {
    let late: readonly RoomWrite[] = [];
    return onCommit((journal, writes) => {
      if (late.length > 0) journal.commit(late);
      late = writes;
    });
  },
  "a commit that failed is forgotten": () =>
    onCommit((journal, writes) => {
      try {
        journal.commit(writes);
      } catch (error) {
        if (!(error instanceof JournalFailure) || error.fault === "superseded") throw error;
      }
    }),
  "an incarnation that was taken over goes on as with a disk that fails": () =>
    onCommit((journal, writes) => {
      try {
        journal.commit(writes);
      } catch (error) {
        if (error instanceof Death || !(error instanceof JournalFailure)) throw error;
        throw new JournalFailure("failed", error.message);
      }
    }),
  "what could not be saved is not tried again at a stop": () => {
    let stopping = false;
    return {
      ...NO_TAMPERING,
      stops: () => stopping = true,
      journal(journal) {
        let owed = false;
        return {
          ...passedOn(journal),
          commit(writes) {
            if (owed && stopping) return;
            owed = true;
            journal.commit(writes);
            owed = false;
          },
        };
      },
    };
  },
  "half of a command is saved": () =>
    onCommit((journal, writes) =>
      journal.commit(writes.map((write) => ({
        ...write,
        members: write.isNew ? write.members : NO_CHANGES,
      })))
    ),
  "the end of a session is not saved": () =>
    onCommit((journal, writes) => journal.commit(writes.filter(({ ended }) => ended === null))),
  "a restored room has forgotten its votes": () =>
    onLoad((room) => {
      const { ballot } = room;
      if (ballot === null || ballot.phase === "revealed") return room;
      return { ...room, ballot: { ...ballot, votes: new Map() } };
    }),
  "a restored room has forgotten its last ballot": () =>
    onLoad((room) => ({ ...room, history: room.history.slice(0, -1) })),
  "a restored room waits again for those whom nobody waited for any more": () =>
    onLoad((room) => ({
      ...room,
      members: new Map(
        [...room.members].map(([id, member]) => {
          const { presence } = member;
          return [id, {
            ...member,
            presence: presence.state === "away" ? { ...presence, waited_for: true } : presence,
          }];
        }),
      ),
    })),
  "versions go on where they were": () =>
    onLoad((room) => ({ ...room, version: room.version - 1_000_000 })),
  "tokens are no good after a restart": () => ({
    ...NO_TAMPERING,
    journal: (journal) => ({
      ...passedOn(journal),
      load(since) {
        const loaded = journal.load(since);
        return { ...loaded, rooms: loaded.rooms.map(({ room }) => ({ room, tokens: new Map() })) };
      },
    }),
  }),
};

function onCommit(commit: (journal: Journal, writes: readonly RoomWrite[]) => void): Tampering {
  return {
    ...NO_TAMPERING,
    journal: (journal) => ({
      ...passedOn(journal),
      commit: (writes) => commit(journal, writes),
    }),
  };
}

/** Changes each room that is restored from the journal. */
export function onLoad(change: (room: Room) => Room): Tampering {
  return {
    ...NO_TAMPERING,
    journal: (journal) => ({
      ...passedOn(journal),
      load(since) {
        const loaded = journal.load(since);
        return {
          ...loaded,
          rooms: loaded.rooms.map(({ room, tokens }) => ({ room: change(room), tokens })),
        };
      },
    }),
  };
}

function passedOn(journal: Journal): Journal {
  return {
    load: (since) => journal.load(since),
    commit: (writes) => journal.commit(writes),
    isSuperseded: () => journal.isSuperseded(),
    prune: (before, atMost) => journal.prune(before, atMost),
    close: () => journal.close(),
  };
}
