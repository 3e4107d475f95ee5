/** This person's hand: the cards of the deck, with the cursor and the card of the vote. Pure. */
import { face, type Frame, type Glyphs } from "./glyphs.ts";
import { type Model, ownMember } from "./model.ts";
import { openBallot } from "../client/open_ballot.ts";
import { EMPTY, flow, type Line, line, type Span, span, type Style } from "./span.ts";
import { columns } from "../protocol/columns.ts";
import type { Screen } from "./view.ts";

/** A card to show. */
interface Card {
  readonly face: string;
  readonly underCursor: boolean;
  readonly isIn: boolean;
}

/** The hand; empty if there is nothing to vote on. */
export function handLines(model: Model, screen: Screen, roomy: boolean): readonly Line[] {
  if (openBallot(model.room) === null) return [];
  if (ownMember(model)?.role !== "voter") {
    return [line(span("You are watching.", "dim"))];
  }
  const { vote } = model;
  const cards = model.room.deck.cards.map((card, at): Card => ({
    face: face(card, screen.glyphs),
    underCursor: at === model.card,
    isIn: vote?.card === card,
  }));
  const rows = framed(cards, screen);
  const shown = roomy && rows !== null ? rows : chips(cards, screen);
  return [...shown, ownVote(model, screen.glyphs)];
}

/** This person's vote, and whether the server has it. */
function ownVote({ vote, connection }: Model, glyphs: Glyphs): Line {
  if (vote === null) return line(span("You have not voted yet.", "dim"));
  const waits = connection.state === "online" ? "on its way" : "sent once you are online";
  if (vote.card === null) return line(span(`Your vote is taken back (${waits}).`, "dim"));
  const pending = vote.pending ? [span(` (${waits})`, "warn")] : [span(` ${glyphs.voted}`, "good")];
  return line("Your vote: ", span(face(vote.card, glyphs), "strong"), ...pending);
}

/** Cards with frames, in at most two rows; null if they don't fit. */
function framed(cards: readonly Card[], { columns: width, glyphs }: Screen): Line[] | null {
  const rows: Card[][] = [[]];
  let used = 0;
  for (const card of cards) {
    const wide = columns(card.face) + 4;
    if (used + wide > width) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(card);
    used += wide + 1;
  }
  if (rows.length > 2) return null;
  return rows.flatMap((row) => [
    join(row, (card) => edge(card, glyphs, "top")),
    join(row, (card) => middle(card, glyphs)),
    join(row, (card) => edge(card, glyphs, "bottom")),
  ]);
}

function join(row: readonly Card[], part: (card: Card) => Line): Line {
  return row.flatMap((card, at) => at === 0 ? part(card) : [span(" "), ...part(card)]);
}

function edge(card: Card, glyphs: Glyphs, which: "top" | "bottom"): Line {
  const { corners, across } = frameOf(card, glyphs);
  const [left, right] = which === "top" ? [corners[0], corners[1]] : [corners[2], corners[3]];
  const inside = columns(card.face) + 2;
  const rest = inside - 1;
  const side = Math.floor(rest / 2);
  const text = which === "bottom" && card.isIn
    ? across.repeat(side) + glyphs.voted + across.repeat(rest - side)
    : across.repeat(inside);
  return line(span(left + text + right, styleOf(card)));
}

function middle(card: Card, glyphs: Glyphs): Line {
  const { side } = frameOf(card, glyphs);
  const style = styleOf(card);
  const value: Span = span(` ${card.face} `, card.underCursor ? "marked" : style);
  return line(span(side, style), value, span(side, style));
}

function frameOf({ underCursor }: Card, { card, chosen }: Glyphs): Frame {
  return underCursor ? chosen : card;
}

function styleOf({ underCursor, isIn }: Card): Style {
  if (underCursor) return "strong";
  return isIn ? "good" : "plain";
}

/** Cards in lines of text, if there is little space. */
function chips(cards: readonly Card[], { columns: width, glyphs }: Screen): Line[] {
  const parts = cards.map(({ face, underCursor, isIn }): Line => {
    const tick = isIn ? glyphs.voted : "";
    if (underCursor) return line(span(`[${face}${tick}]`, "marked"));
    return line(span(` ${face}${tick} `, isIn ? "good" : "plain"));
  });
  return parts.length === 0 ? [EMPTY] : flow(parts, width, "");
}
