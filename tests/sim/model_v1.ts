/** What a v1 member's message does to a room of the model, and the prompt that it answers [P1, P1.5]. */
import type { Coverage } from "./coverage.ts";
import type { ModelRoom } from "./model_room.ts";
import type { Person, Said } from "./person.ts";

type V1Said = Exclude<Said, { kind: "gone" | "ask" }>;

/** A message of somebody who sits here; then whoever is due a prompt gets it. */
export function hearV1(room: ModelRoom, person: Person, said: V1Said, now: number): void {
  const { asked } = person;
  const { coverage } = room;
  const question = said.kind === "unusable" ? said.answers : said.kind;
  if (said.kind === "unusable") coverage.saw("unusable answers");
  if (asked !== null && asked.question === question) {
    person.asked = null;
    if (asked.question === "vote" && asked.about !== room.open) {
      coverage.saw("votes too late for their attempt");
      person.hears({ what: "line", own: true });
      return room.prompt();
    }
  }
  const before = person.asked === null && asked !== null;
  if (does(room, person, said, now)) room.touched = now;
  else {
    if (before && said.kind !== "unusable") coverage.saw("answers after the state had moved on");
    person.hears({ what: "line", own: true });
  }
  room.prompt();
}

/** Whether it was accepted. */
function does(room: ModelRoom, person: Person, said: V1Said, now: number): boolean {
  const { open, coverage, admin } = room;
  const refused = (sight: Parameters<Coverage["saw"]>[0]) => {
    coverage.saw(sight);
    return false;
  };
  const change = (what: () => void) => {
    room.change(now, what);
    return true;
  };
  if (said.kind === "unusable") return false;
  if (said.kind === "announce") return announces(room, person, said.room_id, now);
  if (!person.announced) return refused("messages before JOIN_ROOM");
  switch (said.kind) {
    case "begin":
      if (person !== admin || open !== null) return refused("refused begins");
      return change(() => room.begin(said.ticket, "", now));
    case "vote":
      if (open === null || open.ticket !== said.ticket) return refused("refused votes");
      if (!room.deck.cards.includes(said.card)) return refused("refused votes");
      return change(() => room.vote(open, person, said.card));
    case "reveal":
      if (person !== admin || open === null || open.ticket !== said.ticket || !open.complete) {
        return refused("refused reveals");
      }
      return change(() => room.reveal(open, now));
  }
}

/** [R3] */
function announces(room: ModelRoom, person: Person, room_id: string, now: number): boolean {
  const { coverage } = room;
  // what the creator has not been told it can't have typed: with a journal that may still be held back
  if (room.id === "" || room_id !== room.id) {
    coverage.saw("wrong rooms announced");
    return false;
  }
  if (!person.announced) announce(room, person, now);
  return true;
}

/** [R3, R15] Somebody is in, and everybody is told; a v1 member also who is there already. */
export function announce(room: ModelRoom, person: Person, now: number): void {
  const named = (one: Person) => one === room.admin ? [one.shown, "admin"] : [one.shown];
  room.coverage.saw("members announced");
  room.change(now, () => {
    person.announced = true;
    person.joined_at = now;
    room.everybody.push(person);
    if (person.protocol === "v1") {
      const tell = (...says: string[]) => person.hears({ what: "ROOM_JOIN_UPDATES", says });
      tell(room.id);
      for (const one of room.here) if (one !== person) tell(...named(one));
    }
    room.tell({ what: "ROOM_JOIN_UPDATES", says: named(person) });
    if (room.open?.complete && person.role === "voter") {
      room.coverage.saw("ballots opened again by a newcomer");
    }
  });
}
