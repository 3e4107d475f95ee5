/**
 * Writes Markdown piece by piece, from whatever a tracker keeps its texts in. It owns line breaks, indents and the
 * markers of lists; it takes no more once a description is full, so that nobody's text costs more than that.
 */
import { DESCRIPTION_LENGTH_MAX } from "../room/limits.ts";

/** Enough for a description once white space is folded and control characters are gone. */
const WRITTEN_MAX = 4 * DESCRIPTION_LENGTH_MAX;

/** Levels that lists are indented by: sanitising keeps no more. */
const INDENT_LEVELS_MAX = 4;

export class MarkdownWriter {
  #text = "";
  /** Line breaks due before the next word. */
  #breaks = 0;
  #level = 0;
  #marker = "";
  /** Stands before each line of a quotation. */
  #quotes = 0;

  get text(): string {
    return this.#text.trim();
  }

  get isFull(): boolean {
    return this.#text.length >= WRITTEN_MAX;
  }

  /** Words of a paragraph: their white space is one space, whatever it was, and what looks like HTML is no HTML. */
  words(text: string): void {
    const folded = text.slice(0, WRITTEN_MAX).replace(/\s+/g, " ");
    const starts = this.#breaks > 0 || this.#text === "" || this.#marker !== "";
    this.raw(escapeTags(starts || this.#text.endsWith(" ") ? folded.trimStart() : folded));
  }

  /** Text as it stands: marks, links, code. */
  raw(text: string): void {
    if (text === "" || this.isFull) return;
    if (this.#breaks > 0 || this.#marker !== "") this.#begin();
    // what two pieces begin together is a tag, too; and two backslashes are none before one
    if (text.startsWith("\\<")) this.#text = this.#text.replace(/(?<!\\)\\+$/, "");
    if (this.#text.endsWith("<") && /^[a-z/!?]/i.test(text)) {
      this.#text = this.#text.replace(/(?<!\\)\\*<$/, "\\<");
    }
    this.#text += text.slice(0, WRITTEN_MAX);
  }

  /** A block of code, its lines kept. */
  code(text: string): void {
    this.block();
    const fence = text.includes("```") ? "~~~~" : "```";
    for (const line of [fence, ...text.slice(0, WRITTEN_MAX).split(/\r?\n/), fence]) {
      this.raw(line === "" ? " " : line);
      this.line();
    }
    this.block();
  }

  /** What comes next stands on a line of its own. */
  line(): void {
    this.#breaks = Math.max(this.#breaks, 1);
  }

  /** What comes next is a paragraph of its own, or the next line of a list's item. */
  block(): void {
    this.#breaks = Math.max(this.#breaks, this.#level > 0 ? 1 : 2);
  }

  /** An item of the list that was begun; `marker`: what it stands behind. */
  item(marker: string): void {
    this.line();
    this.#marker = marker;
  }

  openList(): void {
    this.block();
    this.#level++;
  }

  closeList(): void {
    this.#level = Math.max(0, this.#level - 1);
    this.#marker = "";
    this.block();
  }

  openQuote(): void {
    this.block();
    this.#quotes++;
  }

  closeQuote(): void {
    this.#quotes = Math.max(0, this.#quotes - 1);
    this.block();
  }

  #begin(): void {
    const level = Math.min(this.#level, INDENT_LEVELS_MAX);
    const quote = this.#quotes > 0 ? "> " : "";
    const indent = "  ".repeat(Math.max(0, level - (this.#marker === "" ? 0 : 1)));
    const marker = this.#marker === "" ? "" : `${this.#marker} `;
    if (this.#breaks > 0) this.#text = this.#text.trimEnd();
    if (this.#text !== "") this.#text += "\n".repeat(this.#breaks);
    this.#text += quote + indent + marker;
    this.#breaks = 0;
    this.#marker = "";
  }
}

/** In Markdown, what would begin a tag stands behind a backslash to be text. */
export function escapeTags(text: string): string {
  return text.replace(/(?<!\\)\\*<(?=[a-z/!?])/gi, "\\<");
}
