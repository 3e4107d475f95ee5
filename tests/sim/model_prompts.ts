/** The model of v1 members' prompts [P1.5, P1.3]. */
import { type ModelRoom, V1_CARDS } from "./model_room.ts";

/** [P1.5] Sends each v1 member without an unanswered prompt the one that is due. */
export function sendPrompts(room: ModelRoom): void {
  const { open } = room;
  for (const person of room.here) {
    if (room.over || !person.sits || person.protocol === "v2" || person.prompt !== null) continue;
    const isAdmin = person === room.admin;
    const voted = open?.votes.some(({ who }) => who === person) ?? false;
    if (open === null) {
      if (!isAdmin || !(room.everFull || room.ballot !== null)) continue;
      person.prompt = { question: "begin", about: null };
      person.send({ what: "BEGIN_VOTING_PROMPT" });
    } else if (!voted) {
      person.prompt = { question: "vote", about: open };
      const cards = room.v1Cards;
      if (cards.length < V1_CARDS.length) {
        room.coverage.count("old clients sent the cards");
        person.send({ what: "line", mentions: cards });
      }
      person.send({ what: "ASK_FOR_VOTE", data: { ticket_id: open.ticket } });
    } else if (isAdmin && open.complete) {
      person.prompt = { question: "reveal", about: open };
      const ticket_id = open.ticket;
      person.send({ what: "REVEAL_VOTES_PROMPT", mentions: [ticket_id], data: { ticket_id } });
    }
  }
}
