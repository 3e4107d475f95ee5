/** The model of v1 members' messages [P1, P1.5]. */
import type { Coverage } from "./coverage.ts";
import { queuedTicket } from "./model_queue.ts";
import { sendPrompts } from "./model_prompts.ts";
import type { ModelRoom } from "./model_room.ts";
import { castVote, openBallot, revealBallot } from "./model_voting.ts";
import type { Person, RoomMessage } from "./person.ts";

type V1Message = Exclude<RoomMessage, { kind: "gone" | "request" }>;

/** Handles a member's message, and sends the prompts that are due then. */
export function handleV1(room: ModelRoom, person: Person, message: V1Message, now: number): void {
  const { prompt } = person;
  const { coverage } = room;
  const question = message.kind === "unusable" ? message.answers : message.kind;
  if (message.kind === "unusable") coverage.count("unusable answers");
  if (prompt !== null && prompt.question === question) {
    person.prompt = null;
    if (prompt.question === "vote" && prompt.about !== room.open) {
      coverage.count("votes too late for their attempt");
      if (room.ballot === null) coverage.count("old clients' votes on a cancelled ballot");
      person.send({ what: "line", own: true });
      return sendPrompts(room);
    }
  }
  const before = person.prompt === null && prompt !== null;
  if (carryOut(room, person, message, now)) room.touched = now;
  else {
    if (before && message.kind !== "unusable") {
      coverage.count("answers after the state had moved on");
    }
    person.send({ what: "line", own: true });
  }
  sendPrompts(room);
}

/** Returns whether the message was accepted. */
function carryOut(room: ModelRoom, person: Person, message: V1Message, now: number): boolean {
  const { open, coverage, admin } = room;
  const refused = (point: Parameters<Coverage["count"]>[0]) => {
    coverage.count(point);
    return false;
  };
  const change = (what: () => void) => {
    room.change(now, what);
    return true;
  };
  if (message.kind === "unusable") return false;
  if (message.kind === "announce") return announceOwn(room, person, message.room_id, now);
  if (!person.announced) return refused("messages before JOIN_ROOM");
  switch (message.kind) {
    case "begin":
      if (person !== admin || open !== null) return refused("refused begins");
      return change(() => {
        const [about, queued] = queuedTicket(room, message.ticket);
        openBallot(room, { ticket: message.ticket, about, queued });
      });
    case "vote":
      if (open === null || open.ticket !== message.ticket) return refused("refused votes");
      if (!room.deck.cards.includes(message.card)) return refused("refused votes");
      return change(() => castVote(room, open, { person, card: message.card }));
    case "reveal":
      if (person !== admin || open === null || open.ticket !== message.ticket || !open.complete) {
        return refused("refused reveals");
      }
      return change(() => revealBallot(room, open));
  }
}

/** [R3] */
function announceOwn(room: ModelRoom, person: Person, room_id: string, now: number): boolean {
  const { coverage } = room;
  // the creator can't know the id yet, which with a journal may still be held back
  if (room.id === "" || room_id !== room.id) {
    coverage.count("wrong rooms announced");
    return false;
  }
  if (!person.announced) announce(room, person, now);
  return true;
}

/** [R3, R15] Announces a member; a v1 member is also sent who is there. */
export function announce(room: ModelRoom, person: Person, now: number): void {
  const named = (one: Person) => one === room.admin ? [one.shown, "admin"] : [one.shown];
  room.coverage.count("members announced");
  room.change(now, () => {
    person.announced = true;
    person.joined_at = room.wall();
    room.everybody.push(person);
    if (person.protocol === "v1") {
      const update = (...mentions: string[]) =>
        person.send({ what: "ROOM_JOIN_UPDATES", mentions });
      update(room.id);
      for (const one of room.here) if (one !== person) update(...named(one));
    }
    room.sendV1({ what: "ROOM_JOIN_UPDATES", mentions: named(person) });
    if (room.open?.complete && person.role === "voter") {
      room.coverage.count("ballots opened again by a newcomer");
    }
  });
}
