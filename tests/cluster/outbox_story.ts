/** One worker's outbox over a fake engine: what it sends is kept in order, and time passes when a test lets it. */
import type { ToEdge } from "../../src/bus/envelopes.ts";
import { ClusterOutbox } from "../../src/cluster/cluster_outbox.ts";
import { OWN_FORMATS } from "../../src/cluster/format.ts";
import { readRoom, type RoomAt } from "../../src/cluster/room_records.ts";
import { subjectsOf } from "../../src/cluster/subjects.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { RecordingMetrics } from "../base/recording_metrics.ts";
import { Random } from "../sim/random.ts";
import { FakeEngine } from "./fake_engine.ts";
import type { EngineFaults } from "./fake_faults.ts";
import { FakeWorld } from "./fake_world.ts";
import { KeptRoom } from "./kept_room.ts";

export const SUBJECTS = subjectsOf("c");

export function subjectOf(roomId: string): string {
  return SUBJECTS.room(SUBJECTS.shardOf(roomId), roomId);
}

/** How long a room may wait for a commit, in milliseconds. */
const PATIENCE_MS = 12_000;

export class OutboxStory {
  readonly clock = new FakeClock();
  readonly log = new RecordingLog();
  readonly metrics = new RecordingMetrics();
  readonly world: FakeWorld;
  readonly engine: FakeEngine;
  readonly lease = { isGood: true };
  readonly formats = { ...OWN_FORMATS };
  /** Everything that was sent: the edge, and what it is in a word. */
  readonly sent: string[] = [];
  /** Rooms that went on elsewhere, and those of which too much waited. */
  readonly superseded: string[] = [];
  readonly overfull: string[] = [];
  /** Whether rooms have stopped, each time that it was reported. */
  readonly stopped: boolean[] = [];
  readonly outbox: ClusterOutbox;
  #writes = 0;

  constructor(
    { workerId = "ana-1", ...faults }: Partial<EngineFaults> & { readonly workerId?: string } = {},
  ) {
    const { clock, log, metrics, lease } = this;
    const world = this.world = new FakeWorld(clock, new Random(1), faults);
    const engine = this.engine = new FakeEngine(world, "ana");
    this.outbox = new ClusterOutbox({
      ...{ engine, clock, log, metrics, lease, workerId, subjects: SUBJECTS },
      writeId: () => `${workerId}-${++this.#writes}`,
      formats: this.formats,
      toEdge: (edge, message) => void this.sent.push(`${edge} ${wordOf(message)}`),
      ended: () => {},
      superseded: (roomId) => {
        this.superseded.push(roomId);
        this.outbox.toEdge(1, closeOf("restarting"), roomId);
      },
      overfull: (roomId) => {
        this.overfull.push(roomId);
        this.outbox.toEdge(1, closeOf("try_later"), null);
      },
      patienceMs: PATIENCE_MS,
      stopped: (are) => void this.stopped.push(are),
    });
  }

  /** Seconds pass, each with a look at what has stopped. */
  looks(seconds: number): void {
    for (let n = 0; n < seconds; n++) {
      this.pass(1_000);
      this.outbox.look(1_000);
    }
  }

  /** A room that was opened here, and is kept. */
  opened(roomId: string): KeptRoom {
    const room = new KeptRoom(roomId, this.clock);
    this.outbox.changed(room);
    this.pass(100);
    return room;
  }

  /** The room gets another name, and everybody is to learn of it. */
  renames(room: KeptRoom, name: string, edge = 1): void {
    this.outbox.changed(room.isCalled(name));
    this.sends(name, room.roomId, edge);
  }

  /** Something is to be sent that speaks of this room. */
  sends(frame: string, roomId: string | null, edge = 1): void {
    this.outbox.toEdge(edge, { kind: "frame", conns: [1], frame, cause: null }, roomId);
  }

  pass(ms: number): void {
    this.clock.advance(ms);
  }

  /** What was sent since the last call. */
  news(): readonly string[] {
    return this.sent.splice(0);
  }

  /** The room as its records have it. */
  kept(roomId: string): RoomAt {
    return readRoom(this.world.all(subjectOf(roomId)));
  }

  /** The name that the kept room has. */
  keptName(roomId: string): string | null {
    const found = this.kept(roomId);
    return found.kind === "room" ? found.saved.room.name : found.kind;
  }
}

export function closeOf(close: "restarting" | "try_later" | "removed"): ToEdge {
  return { kind: "close", conns: [1], close, message: null };
}

function wordOf(message: ToEdge): string {
  switch (message.kind) {
    case "frame":
    case "state":
      return message.frame.slice(0, 20);
    case "close":
      return `closed ${message.close}`;
    default:
      return message.kind;
  }
}
