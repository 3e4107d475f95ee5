/**
 * What holds for every step of a room, whatever the command [R7, R17a, P2.3, P2.7]. Which events there are, what stays
 * and what time takes, the stories spell out, and the simulation's model works out anew.
 */
import { assertEquals } from "@std/assert";
import type { Command, StepResult } from "../../src/room/events.ts";
import { VERSION_JUMP } from "../../src/room/limits.ts";
import type { Moment } from "../../src/room/moment.ts";
import { step } from "../../src/room/room.ts";
import type { Member, Room } from "../../src/room/state.ts";
import { viewOf } from "../../src/room/secrecy.ts";
import { textOf, withCards } from "./invariants.ts";

/** Fails if `command`, given to the room `before`, may not come to `result`. */
export function checkStep(
  before: Room,
  command: Command,
  { now, result }: { readonly now: Moment; readonly result: StepResult },
): void {
  if (result.kind === "done") {
    const end = result.events.find((event) => event.type === "ended");
    if (end === undefined) checkVersion(before, result.room, command);
    else assertEquals(end.results.ended_at, now.wall, "[R17a] ended_at");
    checkMembers(before, result.room);
  }
  checkTellsNoCard(before, command, { now, result });
}

/**
 * [R7] Runs `command` once more, in a room where everybody voted something else: unless it reveals, nobody
 * may be sent anything different.
 */
function checkTellsNoCard(
  room: Room,
  command: Command,
  { now, result }: { readonly now: Moment; readonly result: StepResult },
): void {
  const { cards } = room.deck;
  const other = (card: string) => cards[(cards.indexOf(card) + 1) % cards.length] ?? card;
  const changed = command.type === "vote" && command.card !== null && cards.includes(command.card)
    ? { ...command, card: other(command.card) }
    : command;
  assertEquals(
    eventsOf(step(withCards(room, other), changed, now)),
    eventsOf(result),
    "[R7] an event depends on a card",
  );
}

function eventsOf(result: StepResult): string {
  if (result.kind === "refused") return textOf(result.refusal);
  const events = result.events.map((event) => event.type === "revealed" ? event.type : event);
  return textOf([result.room.version, events]);
}

/** [P2.7] Whatever happens to members, these stay theirs. */
function checkMembers(before: Room, after: Room): void {
  const kept = ({ protocol, seated_at, origin }: Member) => [protocol, seated_at, origin];
  for (const [memberId, was] of before.members) {
    const is = after.members.get(memberId) ?? was;
    assertEquals(kept(is), kept(was), "[P2.7] a member is another");
  }
}

/** [P2.3] The version grows with everything that members can see, and with nothing else but a restart. */
function checkVersion(before: Room, after: Room, { type }: Command): void {
  const isNews = textOf(seen(after)) !== textOf(seen(before));
  const grown = (isNews ? 1 : 0) + (type === "recover" ? VERSION_JUMP : 0);
  assertEquals(after.version - before.version, grown, "[P2.3] how the version grew");
}

/** [P2.4, P2.5] What members see, of the results so far, too; of a seat that is only reserved, nothing. */
function seen(room: Room): unknown {
  const { version: _, ready: __, members, ...view } = viewOf(room);
  const known = [...members.values()].filter(({ announced }) => announced);
  return { ...view, members: known, results: room.history };
}
