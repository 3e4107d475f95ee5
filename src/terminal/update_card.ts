/** What keys do with the cards of the hand: choose, vote, take back. Pure. */
import { findCard, spellingsOf } from "../protocol/card_match.ts";
import { type Model, ownMember } from "./model.ts";
import { act, refuse, stay, type Step } from "./step.ts";

/** Why this person can't vote now, as a notice; null: they can. */
function whyNoVote(model: Model): string | null {
  const { ballot } = model.room;
  if (ownMember(model)?.role === "observer") return "You are watching: press o to take part.";
  if (ballot === null) return "There is no ticket to vote on yet.";
  return ballot.phase === "revealed" ? `${ballot.ticket_id} is revealed: votes are fixed.` : null;
}

/** Votes with the card under the cursor. */
export function vote(model: Model): Step {
  const why = whyNoVote(model);
  const { ballot, deck: { cards } } = model.room;
  if (why !== null || ballot === null) return refuse(model, why ?? "");
  const card = model.card === null ? undefined : cards[model.card];
  if (card === undefined) return refuse(model, "Choose a card first: arrows, or type it.");
  const { ticket_id } = ballot;
  return act({ ...model, typed: "" }, { do: "vote", ticket_id, card });
}

/** Takes the vote back. */
export function withdraw(model: Model): Step {
  const { ballot } = model.room;
  const why = whyNoVote(model);
  if (why !== null || ballot === null) return refuse(model, why ?? "");
  if (model.vote === null || model.vote.card === null) return refuse(model, "You have not voted.");
  return act(model, { do: "withdraw", ticket_id: ballot.ticket_id });
}

/** Moves the cursor by one card, and from one end to the other. */
export function move(model: Model, by: 1 | -1): Step {
  const count = model.room.deck.cards.length;
  const from = model.card ?? chosenCard(model) ?? (by === 1 ? -1 : count);
  return point(model, (from + by + count) % count);
}

/** Moves the cursor to a card. */
export function point(model: Model, card: number): Step {
  const why = whyNoVote(model);
  if (why !== null) return refuse(model, why);
  return stay({ ...model, card, typed: "" });
}

function chosenCard({ vote, room }: Model): number | null {
  const at = room.deck.cards.findIndex((card) => card === vote?.card);
  return at < 0 ? null : at;
}

/** Chooses the card that begins with what was typed, in digits and capitals; an exact match comes first. */
export function typeCard(model: Model, char: string): Step {
  const why = whyNoVote(model);
  if (why !== null) return refuse(model, why);
  const { cards } = model.room.deck;
  for (const typed of [model.typed + char, char]) {
    const wanted = typed.toLowerCase();
    const exact = cards.indexOf(findCard(cards, typed) ?? "");
    const begun = cards.findIndex((card) =>
      spellingsOf(card).some((one) => one.startsWith(wanted))
    );
    const card = exact >= 0 ? exact : begun;
    if (card >= 0) return stay({ ...model, typed, card });
  }
  return refuse({ ...model, typed: "" }, `No card begins with ${char}.`);
}
