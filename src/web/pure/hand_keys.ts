/**
 * Keyboard control of the cards: arrows move between them, typing goes to the card that begins with the typed text, and
 * Enter, as on any button, plays it. Pure: the component moves the focus.
 */

/** The longest pause between characters that belong together, in milliseconds: "1", then soon "3", means 13. */
export const TYPED_TOGETHER_MS = 900;

/** What has been typed so far. */
interface Typed {
  readonly text: string;
  readonly at: number;
}

export const NOTHING_TYPED: Typed = { text: "", at: -Infinity };

/** The arrow keys in languages that are written from right to left. */
const MIRRORED: Readonly<Record<string, string>> = {
  ArrowLeft: "ArrowRight",
  ArrowRight: "ArrowLeft",
};

/** The index of the card that a key leads to, from card `index` of `count`; null: it is no key that moves. */
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
  /** null: no card begins with the typed text. */
  readonly index: number | null;
}

/** The card that a typed character leads to. `before`: what was typed before it. */
export function type(key: string, before: Typed, { cards, now }: {
  readonly cards: readonly string[];
  readonly now: number;
}): Found {
  const isSoon = now - before.at <= TYPED_TOGETHER_MS;
  // the character continues what was typed, or else begins a new text
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

/** Whether a key types a character, and is not a shortcut of the browser. */
export function isTyping(
  { key, ctrlKey, metaKey, altKey }: KeyPress,
): boolean {
  return [...key].length === 1 && key !== " " && !ctrlKey && !metaKey && !altKey;
}
