/** The end of a room of the model [R14, R16, P2.8]. */
import { newestPage } from "./model_results.ts";
import type { ModelRoom } from "./model_room.ts";
import { sessionEndedFrame } from "./model_view.ts";

/** Everybody gets the results and is closed [R14, R16]. */
export function end(room: ModelRoom, reason: string): void {
  room.over = true;
  if (reason === "admin_left") room.admin.left_at = room.wall();
  const ballots = room.past.map(({ ticket, attempt, deck, votes }) => ({
    ticket,
    attempt,
    deck,
    cards: votes.map(({ card }) => card),
  }));
  const newest = newestPage(room);
  const v2 = sessionEndedFrame(room, { reason, newest });
  if (newest < room.past.length) {
    room.readers = room.people.filter(({ protocol, sits }) => protocol === "v2" && sits);
  }
  for (const person of room.people) {
    if (person.protocol === "v2") person.send(v2);
    else if (!person.announced) person.send({ what: "line", mentions: [room.id], own: true });
    else person.send({ what: "results", mentions: [room.id], ballots });
    if (!room.readers.includes(person)) person.send({ what: "close", code: 1000 });
  }
}
