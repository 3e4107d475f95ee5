// One prompt on a screen, and nobody who answers is ever stuck, whatever happens in the room [P1.5].
import { assert, assertEquals } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import type { MemberId } from "../../src/room/state.ts";
import { Random } from "../sim/random.ts";
import { ANSWERS, Desk } from "./v1_desk.ts";

const SEEDS = 300;
const STEPS = 60;
const NEW_TICKETS = ["A", "B", "C"] as const;
const CARDS = ["1", "5", "21", "4"] as const;
const POWERS = { name: "powers_of_two", cards: ["0", "1", "2", "4", "8", "16"] };

/** Does as a v1 client does: answers what is on the screen. Returns false if nothing is. */
function answers(desk: Desk, by: MemberId, random: Random): boolean {
  const screen = desk.screen(by);
  if (screen === null) return false;
  const ticketId = screen.ticket_id || random.pick(NEW_TICKETS);
  const vote = random.pick(desk.cards);
  desk.sends(by, ANSWERS[screen.type] ?? "", { ticket_id: ticketId, vote });
  return true;
}

/** Something happens: mostly an answer, else anything at all. */
function disturb(desk: Desk, random: Random, count: number): void {
  const { room } = desk;
  const by = random.pick([...room.members.keys()]);
  const memberId = `m${count}`;
  const open = room.ballot?.ticket.ticket_id ?? "A";
  const data = { ticket_id: random.pick([open, open, ...NEW_TICKETS]), vote: random.pick(CARDS) };
  switch (random.below(14)) {
    case 0:
    case 1:
      return desk.happens({
        type: "reserve",
        member_id: memberId,
        name: memberId,
        role: "voter",
        protocol: "v1",
      });
    case 2:
    case 3:
      return desk.sends(by, "JOIN_ROOM", { room_id: room.room_id });
    case 4:
      // the admin's leaving would end the room
      return by === room.admin_id ? undefined : desk.happens({ type: "leave", by });
    case 5:
      return desk.sends(by, "MEMBER_VOTED", data);
    case 6:
      return desk.sends(by, random.pick(["BEGIN_VOTING", "REVEAL_VOTES"]), data);
    case 7:
      return random.once(2)
        ? desk.happens({ type: "restart", by: room.admin_id })
        : desk.happens({ type: "reveal", by: room.admin_id, ticket_id: open, force: true });
    default:
      answers(desk, by, random);
  }
}

/** Everybody is there, and answers: the next ballots come to be revealed. */
function assertGetsOn(desk: Desk, random: Random): void {
  for (let n = 0; n < desk.room.capacity; n++) {
    const seat = {
      member_id: `late${n}`,
      name: `late${n}`,
      role: "voter",
      protocol: "v1",
    } as const;
    desk.happens({ type: "reserve", ...seat });
  }
  for (const by of [...desk.room.members.keys()]) {
    desk.sends(by, "JOIN_ROOM", { room_id: desk.room.room_id });
  }
  const wanted = desk.room.history.length + 2;
  // an answer too late and three that count for each ballot, and one ballot half done before
  for (let round = 0; round < 10 && desk.room.history.length < wanted; round++) {
    const answered = [...desk.room.members.keys()].filter((by) => answers(desk, by, random));
    assert(answered.length > 0, "nobody has a prompt, and nothing is going on");
  }
  assertEquals(desk.room.history.length, wanted, "ballots that were revealed in ten rounds");
}

Deno.test("[P1.5] never a second prompt, and whoever answers gets on", () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = new Random(seed);
    const desk = new Desk(1 + random.below(4), random.once(3) ? POWERS : FIBONACCI);
    try {
      for (let count = 1; count <= STEPS; count++) disturb(desk, random, count);
      assertGetsOn(desk, random);
    } catch (cause) {
      throw new Error(`with seed ${seed}`, { cause });
    }
  }
});
