/** Draws fields of tickets and changes of a room, valid or not [P2.5a, R17b]. */
import type { Random } from "./random.ts";
import { roomCommand, type TypedAbout, type V2Command } from "./v2_commands.ts";
import { DECKS, DESCRIPTIONS, ROOM_NAMES, TITLES, URLS } from "./v2_inputs.ts";
import { PASSCODES } from "./inputs.ts";

/** Any fields of a ticket. */
export function anyAbout(random: Random): TypedAbout {
  return {
    ...random.chance(0.5) && { title: random.pick(TITLES) },
    ...random.chance(0.3) && { url: random.pick(URLS) },
    ...random.chance(0.2) && { description: random.pick(DESCRIPTIONS) },
  };
}

/** One change or several. Most leave the room open, because a room that nobody can join shows little. */
export function anyRoomChange(random: Random): V2Command {
  const name = random.chance(0.2) ? random.pick(ROOM_NAMES) : null;
  const deck = random.chance(0.3) ? random.pick(DECKS) : null;
  const passcode = random.chance(0.3) ? random.pick([...PASSCODES, null, null]) : undefined;
  const common = {
    ...random.chance(0.3) && { capacity: random.pick([1, 2, 3, 4, 5, 5, 101]) },
    ...random.chance(0.4) && { locked: random.chance(0.4) },
  };
  return roomCommand({
    ...common,
    ...name !== null && { name: name.raw },
    ...deck !== null && { deck: deck.typed },
    ...passcode !== undefined && { passcode: passcode?.raw ?? null },
  }, {
    ...common,
    ...name !== null && { name: name.shown },
    ...deck !== null && { deck: deck.means },
    ...passcode !== undefined && { passcode: passcode?.shown ?? null },
  });
}
