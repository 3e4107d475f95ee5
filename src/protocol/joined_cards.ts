/**
 * Cards of one's own as the one text that asks for them [P2.1]: with commas between, or semicolons where a card has
 * a comma in it. No card has a semicolon. It imports nothing, because every client has use for it.
 */
export function joinedCards(cards: readonly string[]): string {
  if (!cards.some((card) => /[,\uFF0C]/.test(card))) return cards.join(",");
  // a single one is no deck, and must not be read as two
  return cards.length === 1 ? `${cards[0]};` : cards.join(";");
}
