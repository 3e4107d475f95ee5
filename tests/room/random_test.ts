// Rooms that anything happens to stay rooms: what holds for every state and every step, over random
// commands [R1-R17, P2.3-P2.7].
import { assertEquals } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import { createRoom, openRoom, step } from "../../src/room/room.ts";
import type { Moment } from "../../src/room/moment.ts";
import type { Room } from "../../src/room/state.ts";
import { checkRoom, deepFreeze, textOf } from "./invariants.ts";
import { Random } from "../sim/random.ts";
import { anyCommand } from "./random_commands.ts";
import { checkStep } from "./step_invariants.ts";

const SEEDS = 150;
const COMMANDS_PER_SEED = 120;

/** Puts a room through random commands until it ends; returns what came of them, one word each. */
function live(seed: number): Set<string> {
  const random = new Random(seed);
  const outcomes = new Set<string>();
  const admin = {
    member_id: "m0",
    name: "ana",
    role: random.once(3) ? "observer" : "voter",
    protocol: "v2",
  } as const;
  const options = { room_id: "7Z3K9QWD", capacity: 1 + random.below(5), deck: FIBONACCI, admin };
  let now = { wall: 0, steady: 0 };
  let room = random.once(4)
    ? openedByProgram(options, now)
    : createRoom({ ...options, on_admin_leave: "promote" }, now);
  for (let count = 1; count <= COMMANDS_PER_SEED; count++) {
    const passed = random.below(10);
    // now and then somebody sets the wall clock, ahead or back
    const leap = random.once(10) ? random.below(2_000) - 1_000 : 0;
    now = { wall: now.wall + passed + leap, steady: now.steady + passed };
    const command = anyCommand(deepFreeze(room), random, { count, now: now.steady });
    const before = textOf(room);
    const result = step(room, command, now);
    assertEquals(textOf(room), before, "the room before the step was changed");
    checkStep(room, command, { now, result });
    if (result.kind === "refused") {
      outcomes.add(result.refusal.code);
      continue;
    }
    for (const { type } of result.events) outcomes.add(type);
    if (result.events.some(({ type }) => type === "ended")) break;
    room = result.room;
    checkRoom(room, now.steady);
  }
  return outcomes;
}

/** [A3] Its admin is yet to come. */
function openedByProgram(
  { room_id, capacity, deck, admin }: Parameters<typeof createRoom>[0],
  now: Moment,
): Room {
  const settings = { auto_reveal: false, on_admin_leave: "promote", who_runs: "everyone" } as const;
  const { member_id: admin_id } = admin;
  const head = { room_id, capacity, deck, settings, admin_id, admin_link_hash: "hash" };
  return openRoom({ ...head, name: null, passcode_hash: null }, now);
}

Deno.test(`[R1-R17, P2.3-P2.7] a room lives through ${COMMANDS_PER_SEED} random commands`, () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= SEEDS; seed++) {
    try {
      for (const outcome of live(seed)) seen.add(outcome);
    } catch (cause) {
      throw new Error(`with seed ${seed}`, { cause });
    }
  }
  // every event and refusal came up, but for the one that needs a session of its own
  assertEquals([...seen].sort(), [
    "admin_changed",
    "already_revealed",
    "away",
    "back",
    "ballot_open",
    "barred",
    "cancelled",
    "capacity_too_small",
    "card_not_in_deck",
    "changed",
    "completed",
    "ended",
    "estimated",
    "everybody_voted",
    "filled",
    "gave_way",
    "joined",
    "left",
    "no_ballot",
    "no_such_member",
    "no_such_ticket",
    "no_votes",
    "not_admin",
    "not_announced",
    "not_complete",
    "not_eligible",
    "not_revealed",
    "not_voter",
    "noted",
    "nudged",
    "opened",
    "queue_full",
    "removed",
    "renamed",
    "restarted",
    "revealed",
    "role_changed",
    "room_full",
    "room_locked",
    "too_soon",
    "voted",
    "withdrawn",
    "wrong_attempt",
    "wrong_ticket",
  ]);
});
