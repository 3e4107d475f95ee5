/**
 * The text that asks for a custom deck [P2.1]: the cards separated by commas, or by semicolons if a card has a comma.
 * No card has a semicolon. This module imports nothing, because every client imports it.
 */
export function joinedCards(cards: readonly string[]): string {
  if (!cards.some((card) => /[,\uFF0C]/.test(card))) return cards.join(",");
  // a single card is no deck, and must not be parsed as two
  return cards.length === 1 ? `${cards[0]};` : cards.join(";");
}
