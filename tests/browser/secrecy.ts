/**
 * Checks [R7] in a browser: neither what a page was sent nor its document, hidden elements included, shows a card
 * before the reveal. It uses the protocol, and nothing of the page's code.
 */
import type { Page } from "playwright-core";

/** The fields that a ballot and a member may have before the reveal [P2.4]. */
const OF_A_BALLOT: ReadonlySet<string> = new Set([
  "ticket_id",
  "title",
  "url",
  "description",
  "tracker",
  "attempt",
  "phase",
  "opened_at",
]);
const OF_A_MEMBER: ReadonlySet<string> = new Set([
  "member_id",
  "name",
  "role",
  "presence",
  "voted",
]);

/** Fields in these frames that must not be there before the reveal. */
export function shownTooEarly(frames: readonly string[]): readonly string[] {
  return frames.flatMap((frame) => {
    const room = roomIn(frame);
    if (room === null) return [];
    const members = list(room["members"]).flatMap((one) => beyond(one, OF_A_MEMBER));
    const ballot = record(room["ballot"]);
    const early = ballot["phase"] === "revealed" ? [] : beyond(ballot, OF_A_BALLOT);
    return [...members, ...early].map((field) => `${field} in ${frame}`);
  });
}

/** The frames that have one of these cards anywhere but in the deck. */
export function framesWith(cards: readonly string[], frames: readonly string[]): readonly string[] {
  return frames.filter((frame) => {
    const room = roomIn(frame);
    const rest = room === null ? frame : JSON.stringify({ ...room, deck: null });
    return cards.some((card) => rest.includes(card));
  });
}

/**
 * The document as it stands, attributes and hidden elements included, without what is on offer: the hand, and the cards
 * to estimate with.
 */
export async function documentWithoutDeck(page: Page): Promise<string> {
  return await page.evaluate(() => {
    const copy = document.documentElement.cloneNode(true);
    if (!(copy instanceof Element)) return "";
    for (const offer of copy.querySelectorAll(".hand, .estimate-cards")) offer.remove();
    return copy.outerHTML;
  });
}

/** The room in a frame that has one. */
function roomIn(frame: string): Readonly<Record<string, unknown>> | null {
  const room = record(record(JSON.parse(frame))["data"])["room"];
  return room === undefined ? null : record(room);
}

function beyond(value: unknown, allowed: ReadonlySet<string>): readonly string[] {
  return Object.keys(record(value)).filter((key) => !allowed.has(key));
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
