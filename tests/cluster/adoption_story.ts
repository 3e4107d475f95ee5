/** Workers that have rooms, adopt them and give them up, on one world of fake engines. */
import { Adoption } from "../../src/cluster/adoption.ts";
import type { Engine } from "../../src/cluster/engine.ts";
import { ClusterOutbox } from "../../src/cluster/cluster_outbox.ts";
import { OWN_FORMATS } from "../../src/cluster/format.ts";
import type { FakeClock } from "../base/fake_clock.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { FakeEngine } from "./fake_engine.ts";
import type { FakeWorld } from "./fake_world.ts";
import { KeptRoom } from "./kept_room.ts";
import { SUBJECTS } from "./outbox_story.ts";

/** What came to people's screens: the room was so, at this version. */
export interface Shown {
  readonly roomId: string;
  readonly version: number;
  readonly name: string | null;
}

interface AdopterOptions {
  readonly world: FakeWorld;
  readonly clock: FakeClock;
  readonly shown?: (adopter: Adopter, shown: Shown) => void;
  readonly adopted?: (adopter: Adopter, room: KeptRoom) => void;
  /** What stands between it and its engine: for canaries. */
  readonly between?: (engine: Engine) => Engine;
}

export class Adopter {
  readonly name: string;
  readonly log = new RecordingLog();
  readonly lease = { isGood: true };
  readonly engine: FakeEngine;
  readonly rooms = new Map<string, KeptRoom>();
  readonly outbox: ClusterOutbox;
  readonly adoption: Adoption;
  /** How often each room was adopted. */
  readonly adoptions = new Map<string, number>();
  /** Shards that a newer version has to serve. */
  readonly tooNew: number[] = [];
  readonly #clock: FakeClock;

  constructor(name: string, options: AdopterOptions) {
    const { world, clock, shown = () => {}, adopted = () => {}, between = (it) => it } = options;
    this.name = name;
    this.#clock = clock;
    this.engine = new FakeEngine(world, name, clock);
    const { log, lease } = this;
    let writes = 0;
    const deps = {
      ...{ engine: between(this.engine), clock, lease, log, subjects: SUBJECTS, workerId: name },
      writeId: () => `${name}-${++writes}`,
      formats: OWN_FORMATS,
    };
    this.outbox = new ClusterOutbox({
      ...deps,
      metrics: { count: () => {}, time: () => {} },
      toEdge: (_, message) => {
        if (message.kind === "frame") shown(this, JSON.parse(message.frame));
      },
      ended: (roomId, tombstone) => this.adoption.ended(roomId, tombstone),
      superseded: (roomId) => void this.rooms.delete(roomId),
      overfull: () => {},
      patienceMs: Infinity,
      stopped: () => {},
    });
    this.adoption = new Adoption({
      ...deps,
      adopt: (saved, seq) => {
        const room = KeptRoom.of(saved, clock);
        this.adoptions.set(room.roomId, (this.adoptions.get(room.roomId) ?? 0) + 1);
        this.rooms.set(room.roomId, room);
        this.outbox.adopted(room, { seq, sinceWhole: 0 });
        adopted(this, room);
      },
      has: (roomId) => this.rooms.has(roomId),
      tooNew: (shard) => void this.tooNew.push(shard),
    });
  }

  opens(roomId: string): void {
    const room = new KeptRoom(roomId, this.#clock);
    this.rooms.set(roomId, room);
    this.outbox.changed(room);
  }

  /** A room that is here gets another name, and people are to be shown it. */
  renames(roomId: string, name: string): void {
    const room = this.rooms.get(roomId)?.isCalled(name);
    if (room === undefined) return;
    this.outbox.changed(room);
    const shown: Shown = { roomId, version: room.version, name };
    const frame = JSON.stringify(shown);
    this.outbox.toEdge(1, { kind: "frame", conns: [1], frame, cause: null }, roomId);
  }

  ends(roomId: string): void {
    const room = this.rooms.get(roomId);
    if (room === undefined) return;
    this.rooms.delete(roomId);
    this.outbox.ended(room, { reason: "idle", ended_at: this.#clock.wall() });
  }

  /** As after the session was lost: all of it is dropped at once. */
  givesUp(shard: number): void {
    this.adoption.givenUp(shard);
    this.outbox.dropAll((roomId) => SUBJECTS.shardOf(roomId) === shard);
    for (const roomId of this.rooms.keys()) {
      if (SUBJECTS.shardOf(roomId) === shard) this.rooms.delete(roomId);
    }
  }

  /** What it answers to whoever asks for a room; empty: nothing yet. */
  asks(roomId: string): string[] {
    const answers: string[] = [];
    this.adoption.find(roomId, (where) => answers.push(where));
    return answers;
  }

  close(): void {
    this.adoption.close();
    this.outbox.close();
    this.engine.close();
  }
}

/** Ids of rooms in this shard. */
export function roomsOf(shard: number, count: number): readonly string[] {
  const ids: string[] = [];
  for (let n = 0; ids.length < count; n++) {
    const roomId = `R${n}`;
    if (SUBJECTS.shardOf(roomId) === shard) ids.push(roomId);
  }
  return ids;
}
