/**
 * The hand by keyboard: arrows walk over the cards, typing goes to the card that begins with what is typed,
 * Enter (a button's own) plays it. Pure: who has the focus is the component's.
 */

/** How long typed characters belong together, in milliseconds: "1" and "3" soon after it mean 13. */
export const TYPED_TOGETHER_MS = 900;

/** What has been typed so far. */
interface Typed {
  readonly text: string;
  readonly at: number;
}

export const NOTHING_TYPED: Typed = { text: "", at: -Infinity };

/** Where the cards lie from right to left, so do the arrows. */
const MIRRORED: Readonly<Record<string, string>> = {
  ArrowLeft: "ArrowRight",
  ArrowRight: "ArrowLeft",
};

/** Which card the key leads to from card `index` of `count`; null: it is none of the walking keys. */
export function walk(
  key: string,
  index: number,
  { count, direction }: { readonly count: number; readonly direction: string },
): number | null {
  switch (direction === "rtl" ? MIRRORED[key] ?? key : key) {
    case "ArrowRight":
    case "ArrowDown":
      return (index + 1) % count;
    case "ArrowLeft":
    case "ArrowUp":
      return (index + count - 1) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

interface Found {
  readonly typed: Typed;
  /** null: no card begins so. */
  readonly index: number | null;
}

/** Which card a typed character leads to, after what was typed before. */
export function type(key: string, before: Typed, { cards, now }: {
  readonly cards: readonly string[];
  readonly now: number;
}): Found {
  const isSoon = now - before.at <= TYPED_TOGETHER_MS;
  // what goes on with what was typed, or else begins anew
  for (const text of isSoon ? [before.text + key, key] : [key]) {
    const index = find(text, cards);
    if (index !== null) return { typed: { text, at: now }, index };
  }
  return { typed: NOTHING_TYPED, index: null };
}

/** The card that is `text`, or else the first that begins with it. */
function find(text: string, cards: readonly string[]): number | null {
  const wanted = text.toLowerCase();
  const exact = cards.findIndex((card) => card.toLowerCase() === wanted);
  if (exact >= 0) return exact;
  const first = cards.findIndex((card) => card.toLowerCase().startsWith(wanted));
  return first >= 0 ? first : null;
}

/** The part of a key's event in use. */
interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Whether a key types a character, and is no shortcut of the browser's. */
export function isTyping(
  { key, ctrlKey, metaKey, altKey }: KeyPress,
): boolean {
  return [...key].length === 1 && key !== " " && !ctrlKey && !metaKey && !altKey;
}
