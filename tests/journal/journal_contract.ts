/**
 * What every journal must do, as the store relies on it. A journal is opened on something that stays when it is
 * closed, or when its process dies without a word.
 */
import { assert, assertEquals, assertThrows, fail } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import type { Command } from "../../src/room/events.ts";
import { createRoom, openRoom, step } from "../../src/room/room.ts";
import type { Protocol, Room } from "../../src/room/state.ts";
import {
  type Ending,
  type Journal,
  JournalFailure,
  type Saved,
} from "../../src/journal/journal.ts";
import { writeOf } from "../../src/journal/room_parts.ts";
import { withFormer, withToken } from "../../src/journal/tokens.ts";
import { anyCommand } from "../room/random_commands.ts";
import { Random } from "../sim/random.ts";
import { at } from "../room/moments.ts";

/** Somewhere to keep things. */
interface Keep {
  open(): Journal;
}

interface Contract {
  readonly name: string;
  /** Registers a test. */
  readonly test: (name: string, run: () => void) => void;
  /** Runs with a new keep. */
  readonly withKeep: (run: (keep: Keep) => void) => void;
}

const T0 = 1_700_000_000_000;

/** A room, with what was last saved of it. */
class Subject {
  saved: Saved | null = null;
  room: Room;
  tokens: Saved["tokens"] = new Map();

  constructor(roomId = "7Z3K9QWD", createdAt = T0, capacity = 5) {
    const admin = { member_id: "ana", name: "Ana", role: "voter", protocol: "v2" } as const;
    this.room = createRoom({ room_id: roomId, capacity, deck: FIBONACCI, admin }, at(createdAt));
    this.does({ type: "announce", by: "ana" });
  }

  /** It is a room that a program has just opened, and has no admin yet. */
  opened(): this {
    const { room_id, deck, capacity, settings } = this.room;
    const admin = { admin_id: "ana", admin_link_hash: "hash of the link" };
    const options = {
      room_id,
      deck,
      capacity,
      settings,
      ...admin,
      name: null,
      passcode_hash: null,
    };
    this.room = openRoom(options, at(T0));
    return this;
  }

  does(command: Command, now = T0 + 1): this {
    const result = step(this.room, command, at(now));
    if (result.kind === "done") this.room = result.room;
    return this;
  }

  joins(memberId: string, protocol: Protocol = "v2"): this {
    this.does({ type: "reserve", member_id: memberId, name: memberId, role: "voter", protocol });
    return this.does({ type: "announce", by: memberId });
  }

  ballot(ticketId: string): this {
    return this.does({
      type: "begin",
      by: "ana",
      ticket: { ticket_id: ticketId, title: `about ${ticketId}` },
    })
      .does({ type: "vote", by: "ana", ticket_id: ticketId, card: "5" })
      .does({ type: "reveal", by: "ana", ticket_id: ticketId, force: true });
  }

  becomes(saved: Saved): void {
    this.saved = saved;
    this.room = saved.room;
    this.tokens = saved.tokens;
  }

  write(ending: Ending | null = null) {
    const write = writeOf(this.saved, this, ending);
    assert(write !== null);
    return write;
  }

  save(journal: Journal, ending: Ending | null = null): void {
    journal.commit([this.write(ending)]);
    this.saved = { room: this.room, tokens: this.tokens };
  }

  /** A restart asks nobody once more who was asked just before. */
  get asSaved(): Saved {
    return { room: { ...this.room, nudged_at: null }, tokens: this.tokens };
  }
}

export function journalContract({ name, test, withKeep }: Contract): void {
  const contract = (what: string, run: (keep: Keep) => void) =>
    test(`${name}: ${what}`, () => withKeep(run));

  contract("nothing was saved: nothing is there", (keep) => {
    assertEquals(keep.open().load(0), { rooms: [], ended: [], damaged: [] });
  });

  contract(
    "a room comes back as it was, whatever part of it has changed since it was saved",
    (keep) => {
      const subject = new Subject();
      let journal = keep.open();
      const changes: (() => unknown)[] = [
        () => subject.joins("bob"),
        () => subject.joins("cem", "v1"),
        () => subject.tokens = withToken(subject.tokens, "hash of ana", "ana"),
        () => subject.tokens = withToken(subject.tokens, "hash of bob", "bob"),
        () =>
          subject.does({
            type: "queue",
            by: "ana",
            tickets: [{ ticket_id: "Q-1", title: "ß ☕ \u0000" }, { ticket_id: "Q-2" }],
            replace: false,
          }),
        () => subject.does({ type: "settings", by: "ana", settings: { auto_reveal: true } }),
        () => subject.does({ type: "timer", by: "ana", ends_at: T0 + 90_000 }),
        () => subject.does({ type: "begin", by: "ana", ticket: { ticket_id: "T-1" } }),
        () => subject.does({ type: "vote", by: "bob", ticket_id: "T-1", card: "☕" }),
        () => subject.does({ type: "vote", by: "cem", ticket_id: "T-1", card: "3" }),
        () => subject.does({ type: "leave", by: "cem" }), // its vote may give way to that of whoever comes back under its name [R9]
        () => subject.does({ type: "vote", by: "ana", ticket_id: "T-1", card: "8" }), // and reveals
        () => subject.does({ type: "estimate", by: "ana", ticket_id: "T-1", estimate: "13" }),
        () => subject.ballot("T-2"),
        () => subject.does({ type: "restart", by: "ana" }),
        () => subject.tokens = withFormer(subject.tokens, "hash of bob"),
        () => subject.does({ type: "leave", by: "bob" }, T0 + 9),
        () => subject.tokens = new Map(),
      ];
      subject.save(journal);
      for (const [n, change] of changes.entries()) {
        change();
        subject.save(journal);
        assertEquals(journal.load(0).rooms, [subject.asSaved], `change ${n}`);
        journal = keep.open();
        const [loaded = null] = journal.load(0).rooms;
        assertEquals(loaded, subject.asSaved, `change ${n}, opened again`);
        // every other change is to what was loaded, as after a restart
        if (loaded !== null && n % 2 === 0) subject.becomes(loaded);
      }
    },
  );

  contract("the tokens of former members come back in the order in which they left", (keep) => {
    const subject = new Subject();
    const journal = keep.open();
    for (const id of ["a", "b", "c"]) subject.tokens = withToken(subject.tokens, id, id);
    subject.save(journal);
    for (const id of ["b", "a"]) {
      subject.tokens = withFormer(subject.tokens, id);
      subject.save(journal);
    }
    assertEquals([...keep.open().load(0).rooms[0]?.tokens ?? []], [
      ["c", "c"],
      ["b", null],
      ["a", null],
    ]);
  });

  contract("anything that can happen to a room is saved, however much of it at once", (keep) => {
    const journal = keep.open();
    for (let seed = 1; seed <= 10; seed++) {
      const random = new Random(seed);
      const subject = new Subject(`ROOM${seed}`);
      if (seed % 3 === 0) subject.opened(); // [A3]
      for (let count = 0; count < 60; count++) {
        const command = anyCommand(subject.room, random, { count, now: T0 + count });
        const result = step(subject.room, command, at(T0 + count));
        if (result.kind === "refused") continue;
        if (result.events.some(({ type }) => type === "ended")) break;
        subject.room = result.room;
        if (!random.once(3) || writeOf(subject.saved, subject, null) === null) continue;
        subject.save(journal);
        const found = journal.load(0).rooms.find(({ room }) => room.room_id === `ROOM${seed}`);
        assertEquals(found, subject.asSaved, `seed ${seed}, command ${count}`);
      }
    }
  });

  contract("to write the same once more changes nothing", (keep) => {
    const subject = new Subject().joins("bob").ballot("T-1");
    const journal = keep.open();
    const first = subject.write();
    for (let n = 0; n < 2; n++) journal.commit([first]);
    assertEquals(journal.load(0).rooms, [subject.asSaved]);
    const over = { reason: "idle", ended_at: T0 + 5 } as const;
    for (let n = 0; n < 2; n++) journal.commit([subject.write(over)]);
    assertEquals(journal.load(0).rooms, []);
  });

  contract(
    "[R14] a session that ended is no room any more; it is known as ended for as long as asked",
    (keep) => {
      const journal = keep.open();
      for (const [roomId, endedAt] of [["LATER", 20], ["EARLY", 10], ["LONGAGO", 1]] as const) {
        const subject = new Subject(roomId).ballot("T-1");
        subject.save(journal);
        subject.save(journal, { reason: "admin_left", ended_at: endedAt });
      }
      const living = new Subject("LIVING");
      living.save(journal);
      const { rooms, ended } = keep.open().load(10);
      assertEquals(rooms, [living.asSaved]);
      assertEquals(ended, [{ room_id: "EARLY", ended_at: 10 }, { room_id: "LATER", ended_at: 20 }]);
    },
  );

  contract("a room that began and ended before it was ever saved has ended", (keep) => {
    const subject = new Subject();
    subject.save(keep.open(), { reason: "admin_left", ended_at: T0 });
    const { rooms, ended } = keep.open().load(0);
    assertEquals([rooms, ended], [[], [{ room_id: "7Z3K9QWD", ended_at: T0 }]]);
  });

  contract(
    "[R16] of a session without a revealed ballot nothing stays but its id; of others all does",
    (keep) => {
      const journal = keep.open();
      const ending = { reason: "idle", ended_at: T0 } as const;
      for (const ballots of [0, 1]) {
        for (const saved of [false, true]) {
          const subject = new Subject(`B${ballots}S${saved}`).joins("bob");
          subject.does({ type: "begin", by: "ana", ticket: { ticket_id: "T-0" } });
          if (ballots > 0) {
            subject.does({ type: "vote", by: "ana", ticket_id: "T-0", card: "5" });
            subject.does({ type: "reveal", by: "ana", ticket_id: "T-0", force: true });
          }
          if (saved) subject.save(journal);
          subject.save(journal, ending);
        }
      }
      assertEquals(keep.open().load(0).ended.length, 4);
      assertEquals(keep.open().prune(Infinity, 1_000), { sessions: 2, more: false });
    },
  );

  contract("members, votes and who took part come back in the order in which they came", (keep) => {
    const subject = new Subject();
    const journal = keep.open();
    for (const id of ["zoe", "bob", "mia"]) subject.joins(id);
    subject.does({ type: "begin", by: "ana", ticket: { ticket_id: "T-1" } });
    const vote = (by: string, card: string | null) =>
      subject.does({ type: "vote", by, ticket_id: "T-1", card });
    for (const by of ["mia", "ana", "zoe"]) vote(by, "5");
    subject.save(journal);
    vote("mia", null);
    subject.save(journal);
    vote("mia", "8");
    vote("ana", "3");
    subject.does({ type: "leave", by: "bob" }, T0 + 9).joins("alf");
    subject.save(journal);
    const [loaded] = keep.open().load(0).rooms;
    assert(loaded !== undefined);
    const orders = ({ members, ballot, participants }: Room) => [
      [...members.keys()],
      ballot === null || ballot.phase === "revealed" ? [] : [...ballot.votes.keys()],
      participants.map(({ member_id }) => member_id),
    ];
    assertEquals(orders(loaded.room), orders(subject.room));
    assertEquals(orders(loaded.room), [
      ["ana", "zoe", "mia", "alf"],
      ["ana", "zoe", "mia"],
      ["ana", "zoe", "bob", "mia", "alf"],
    ]);
  });

  contract("votes come back whether they are few or many, or become few or many", (keep) => {
    const ids = Array.from({ length: 40 }, (_, n) => `m${n}`);
    const subject = new Subject("7Z3K9QWD", T0, ids.length + 1);
    for (const id of ids) subject.joins(id);
    const vote = (by: string, card: string | null) =>
      subject.does({ type: "vote", by, ticket_id: "T-1", card });
    const votesOf = ({ ballot }: Room) =>
      ballot === null || ballot.phase === "revealed" ? null : [...ballot.votes];
    const comesBack = (what: string) => {
      const journal = keep.open();
      subject.save(journal);
      const [loaded] = journal.load(0).rooms;
      assert(loaded !== undefined);
      assertEquals(loaded, subject.asSaved, what);
      assertEquals(votesOf(loaded.room), votesOf(subject.room), `the order of ${what}`);
    };
    subject.does({ type: "begin", by: "ana", ticket: { ticket_id: "T-1" } });
    for (let attempt = 1; attempt <= 3; attempt++) {
      const voters: string[] = [];
      for (const count of [1, 15, 16, 17, 18, 40, 39, 17, 16, 15, 30, 3, 40, 10 * attempt]) {
        // who voted first takes the vote back first, and votes again after the others
        while (voters.length > count) vote(voters.shift() ?? "", null);
        for (const id of ids.filter((one) => !voters.includes(one))) {
          if (voters.length === count) break;
          vote(id, "5");
          voters.push(id);
        }
        comesBack(`${count} votes, attempt ${attempt}`);
      }
      subject.does({ type: "restart", by: "ana" });
      comesBack("a restart");
    }
    subject.does({ type: "cancel", by: "ana" });
    comesBack("no ballot");
  });

  contract("the id of a room that ended may be another's, years later", (keep) => {
    const journal = keep.open();
    const first = new Subject("7Z3K9QWD", T0).ballot("T-1").ballot("T-2");
    first.save(journal);
    first.save(journal, { reason: "idle", ended_at: T0 + 1 });
    const second = new Subject("7Z3K9QWD", T0 + 1e11).ballot("T-9");
    second.save(journal);
    assertEquals(keep.open().load(0).rooms, [second.asSaved]);
  });

  contract("all of a commit or nothing", (keep) => {
    const journal = keep.open();
    const [good, bad] = [new Subject("GOOD"), new Subject("BAD")];
    const unwritable = { toJSON: () => fail("planted"), clone: () => {} };
    const broken = { ...bad.write(), queue: [{ ticket_id: "T", ...unwritable }] };
    assertThrows(() => journal.commit([good.write(), broken]));
    assertEquals(keep.open().load(0).rooms, []);
    good.save(keep.open());
    assertEquals(keep.open().load(0).rooms, [good.asSaved]);
  });

  contract(
    "[S5] who has taken over has it alone: an earlier process can write nothing any more",
    (keep) => {
      const subject = new Subject();
      const first = keep.open();
      subject.save(first);
      const before = subject.asSaved;
      const second = keep.open();
      const late = subject.joins("late").write();
      const error = assertThrows(() => first.commit([late]), JournalFailure);
      assert(error instanceof JournalFailure);
      assertEquals(error.fault, "superseded");
      assertEquals([first.isSuperseded(), second.isSuperseded()], [true, false]);
      assertEquals(second.load(0).rooms, [before]);
    },
  );

  contract(
    "prune: what ended before, the oldest first, so many at once; what lives stays",
    (keep) => {
      const journal = keep.open();
      for (let n = 0; n < 5; n++) {
        const subject = new Subject(`ROOM${n}`).ballot("T-1");
        subject.save(journal, { reason: "idle", ended_at: 100 + n });
      }
      const living = new Subject("LIVING").ballot("T-1");
      living.save(journal);
      // of each session a row, one of who took part and one of its ballot
      const ofOne = 3;
      assertEquals(journal.prune(104, 3 * ofOne), { sessions: 3, more: true });
      assertEquals(journal.prune(104, 3 * ofOne), { sessions: 1, more: false });
      assertEquals(journal.prune(104, 3 * ofOne), { sessions: 0, more: false });
      assertEquals(journal.load(0).rooms, [living.asSaved]);
      assertEquals(
        journal.load(0).ended.length,
        5,
        "[W9] their ids are known as ended all the same",
      );
      assertEquals(journal.prune(Infinity, 1_000), { sessions: 1, more: false });
    },
  );
}
