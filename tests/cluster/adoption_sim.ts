/**
 * Rooms that move from worker to worker while the former one still writes, over a bad engine; and an auditor who holds
 * what people were shown against what was adopted [C6, C8, C10].
 */
import type { Engine } from "../../src/cluster/engine.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { Random } from "../sim/random.ts";
import { Adopter, roomsOf, type Shown } from "./adoption_story.ts";
import { BAD_FAULTS, NO_FAULTS } from "./fake_faults.ts";
import { FakeWorld } from "./fake_world.ts";
import type { KeptRoom } from "./kept_room.ts";

const SHARDS = [7, 8] as const;
const ROOMS = SHARDS.flatMap((shard) => roomsOf(shard, 6));
const BAD_MS = 40_000;

/** A leader that was put aside may answer, too. */
const FAULTS = { ...BAD_FAULTS, staleLast: 0.1 };

/** Who has a room, and from which version on; and the last that people were shown of it. */
interface Fate {
  holder: Adopter | null;
  since: number;
  last: Shown;
}

interface AdoptionRun {
  readonly violations: readonly string[];
  readonly shown: number;
  readonly adopted: number;
}

export function runAdoptions(seed: number, between?: (engine: Engine) => Engine): AdoptionRun {
  const random = new Random(seed);
  const clock = new FakeClock();
  const world = new FakeWorld(clock, random);
  const violations: string[] = [];
  let [shownCount, adoptedCount] = [0, 0];
  const fates = new Map<string, Fate>(ROOMS.map((roomId) => [roomId, {
    ...{ holder: null, since: Infinity, last: { roomId, version: 0, name: null } },
  }]));
  const shown = (adopter: Adopter, now: Shown) => {
    shownCount++;
    const fate = fates.get(now.roomId);
    if (fate === undefined) return;
    if (adopter !== fate.holder && now.version > fate.since) {
      violations.push(
        `${adopter.name} showed ${now.roomId} ${now.version}, adopted at ${fate.since}`,
      );
    }
    if (now.version > fate.last.version) fate.last = now;
  };
  const adopted = (adopter: Adopter, { roomId, version, room: { name } }: KeptRoom) => {
    adoptedCount++;
    const fate = fates.get(roomId);
    if (fate === undefined) return;
    const { last } = fate;
    const isThere = version > last.version || (version === last.version && name === last.name);
    if (!isThere) {
      violations.push(`${roomId} ${last.version} is not in what ${adopter.name} adopted`);
    }
    fate.holder = adopter;
    fate.since = version;
  };
  const options = { world, clock, shown, adopted, ...between && { between } };
  const [ana, bob, cem] = ["ana", "bob", "cem"].map((name) => new Adopter(name, options));
  if (ana === undefined || bob === undefined || cem === undefined) throw new Error("three workers");
  const adopters = [ana, bob, cem];
  for (const [roomId, fate] of fates) {
    fate.holder = ana;
    ana.opens(roomId);
  }
  clock.advance(1_000);
  world.faults = FAULTS;
  let names = 0;
  const write = () => {
    if (clock.now() > until) return;
    for (const adopter of adopters) {
      adopter.renames(random.pick(ROOMS), `${adopter.name} ${++names}`);
    }
    clock.after(random.between(1, 40), write);
  };
  const until = clock.now() + BAD_MS;
  write();
  clock.after(random.between(1_000, 10_000), () => bob.adoption.owned(SHARDS));
  clock.after(random.between(5_000, 20_000), () => {
    bob.givesUp(SHARDS[0]);
    cem.adoption.owned([SHARDS[0]]);
  });
  if (random.chance(0.4)) clock.after(random.between(0, 20_000), () => world.loseLeader(10_000));
  clock.advance(BAD_MS);
  world.faults = NO_FAULTS;
  clock.advance(20_000);
  for (const [shard, adopter] of [[SHARDS[0], cem], [SHARDS[1], bob]] as const) {
    const isOf = roomsOf(shard, 6);
    const answers = isOf.map((roomId) => adopter.asks(roomId));
    clock.advance(20_000);
    for (const [n, roomId] of isOf.entries()) {
      if (answers[n]?.join() !== "here") violations.push(`${roomId} is ${answers[n]} at the end`);
      const last = fates.get(roomId)?.last.version ?? 0;
      const { version = 0 } = adopter.rooms.get(roomId) ?? {};
      if (version < last) violations.push(`${roomId}: ${version} at the end, ${last} was shown`);
    }
  }
  for (const adopter of adopters) adopter.close();
  clock.advance(20_000);
  if (clock.pending > 0) violations.push(`${clock.pending} timers are left`);
  return { violations, shown: shownCount, adopted: adoptedCount };
}
