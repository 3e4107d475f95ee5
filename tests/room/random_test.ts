// Rooms that anything happens to stay rooms: what holds for every state, over random commands [R1-R17].
import { assertEquals } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import type { Command } from "../../src/room/events.ts";
import { createRoom, step } from "../../src/room/room.ts";
import type { MemberId, Room } from "../../src/room/state.ts";
import { checkRoom, checkTellsNoCard, deepFreeze, textOf } from "./invariants.ts";
import { Random } from "./random.ts";

const SEEDS = 100;
const COMMANDS_PER_SEED = 120;

const NAMES = ["ana", "Ana", "bob", "ｂｏｂ", "cem"] as const;
const TICKETS = ["T-1", "T-2"] as const;
const CARDS = ["1", "5", "8", "?", "☕", "4"] as const;
const ROLES = ["voter", "voter", "observer"] as const;
/** Weighted so that ballots come about: many votes, few ways out. */
const VERBS =
  ("seat seat seat announce announce announce begin begin begin reveal reveal restart role " +
    "remove leave vote vote vote vote vote vote").split(" ");

function anyCommand(room: Room, random: Random, life: number): Command {
  const anybody = random.pick([room.admin_id, ...room.members.keys(), "nobody"]);
  // mostly the admin, or nothing would ever be opened
  const by = random.once(3) ? anybody : room.admin_id;
  const ticket_id = random.once(9)
    ? random.pick(TICKETS)
    : room.ballot?.ticket.ticket_id ?? TICKETS[0];
  switch (random.pick(VERBS)) {
    case "seat":
      return {
        type: "reserve",
        member_id: `m${life}`,
        name: random.pick(NAMES),
        role: random.pick(ROLES),
        protocol: "v2",
      };
    case "announce":
      return { type: "announce", by: anybody };
    case "begin":
      return { type: "begin", by, ticket: { ticket_id: random.pick(TICKETS) } };
    case "reveal":
      return { type: "reveal", by, ticket_id, force: random.once(3) };
    case "restart":
      return { type: "restart", by };
    case "role":
      return { type: "set_role", by: anybody, role: random.pick(ROLES) };
    case "remove":
      return { type: "remove", by, member_id: anybody };
    case "leave":
      // with the admin the room would end
      return { type: "leave", by: anybody === room.admin_id ? "nobody" : anybody };
    default:
      return { type: "vote", by: anybody, ticket_id, card: random.pick(CARDS) };
  }
}

/** Puts a room through random commands; returns what came of them, one word each. */
function live(seed: number): Set<string> {
  const random = new Random(seed);
  const outcomes = new Set<string>();
  const admin_id: MemberId = "m0";
  const admin = {
    member_id: admin_id,
    name: "ana",
    role: random.pick(ROLES),
    protocol: "v2",
  } as const;
  const capacity = 1 + random.below(5);
  let now = 0;
  let room = createRoom({ room_id: "7Z3K9QWD", capacity, deck: FIBONACCI, admin }, now);
  for (let life = 1; life <= COMMANDS_PER_SEED; life++) {
    now += random.below(10);
    const command = anyCommand(deepFreeze(room), random, life);
    const before = textOf(room);
    const result = step(room, command, now);
    assertEquals(textOf(room), before, "the room before the step was changed");
    checkTellsNoCard(room, command, { now, result });
    if (result.kind === "refused") {
      outcomes.add(result.refusal.code);
      continue;
    }
    for (const { type } of result.events) outcomes.add(type);
    room = result.room;
    checkRoom(room, now);
  }
  return outcomes;
}

Deno.test(`[R1-R17] a room lives through ${COMMANDS_PER_SEED} random commands`, () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= SEEDS; seed++) {
    try {
      for (const outcome of live(seed)) seen.add(outcome);
    } catch (cause) {
      throw new Error(`with seed ${seed}`, { cause });
    }
  }
  // every event and refusal came up, but for those that need a session of its own
  assertEquals([...seen].sort(), [
    "already_revealed",
    "ballot_open",
    "card_not_in_deck",
    "completed",
    "filled",
    "joined",
    "left",
    "no_ballot",
    "no_such_member",
    "no_votes",
    "not_admin",
    "not_announced",
    "not_complete",
    "not_voter",
    "opened",
    "removed",
    "restarted",
    "revealed",
    "role_changed",
    "room_full",
    "voted",
    "wrong_ticket",
  ]);
});
