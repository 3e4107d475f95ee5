/**
 * Builds Markdown piece by piece, for the converters of other formats. It owns line breaks, indentation and the markers
 * of lists, and ignores what comes after a description is full.
 */
import { DESCRIPTION_LENGTH_MAX } from "../room/limits.ts";

/** How much is written, in UTF-16 units: enough for a description after white space and controls are removed. */
const WRITTEN_MAX = 4 * DESCRIPTION_LENGTH_MAX;

/** How deeply lists are indented: sanitising keeps no more. */
const INDENT_LEVELS_MAX = 4;

export class MarkdownWriter {
  #text = "";
  /** How many line breaks precede the next text. */
  #breaks = 0;
  #level = 0;
  #marker = "";
  /** How many quotations are open. */
  #quotes = 0;

  get text(): string {
    return this.#text.trim();
  }

  /** Whether further text would be ignored. */
  get isFull(): boolean {
    return this.#text.length >= WRITTEN_MAX;
  }

  /** Appends plain text; white space is collapsed and HTML is escaped. */
  words(text: string): void {
    const folded = text.slice(0, WRITTEN_MAX).replace(/\s+/g, " ");
    const starts = this.#breaks > 0 || this.#text === "" || this.#marker !== "";
    this.raw(escapeTags(starts || this.#text.endsWith(" ") ? folded.trimStart() : folded));
  }

  /** Appends Markdown as it is: emphasis, links, code. */
  raw(text: string): void {
    if (text === "" || this.isFull) return;
    if (this.#breaks > 0 || this.#marker !== "") this.#begin();
    // two pieces may form a tag together; an even number of backslashes before it would not escape it
    if (text.startsWith("\\<")) this.#text = this.#text.replace(/(?<!\\)\\+$/, "");
    if (this.#text.endsWith("<") && /^[a-z/!?]/i.test(text)) {
      this.#text = this.#text.replace(/(?<!\\)\\*<$/, "\\<");
    }
    this.#text += text.slice(0, WRITTEN_MAX);
  }

  /** Appends a block of code. */
  code(text: string): void {
    this.block();
    const fence = text.includes("```") ? "~~~~" : "```";
    for (const line of [fence, ...text.slice(0, WRITTEN_MAX).split(/\r?\n/), fence]) {
      this.raw(line === "" ? " " : line);
      this.line();
    }
    this.block();
  }

  /** Begins a new line. */
  line(): void {
    this.#breaks = Math.max(this.#breaks, 1);
  }

  /** Begins a new paragraph, or a new line within an item of a list. */
  block(): void {
    this.#breaks = Math.max(this.#breaks, this.#level > 0 ? 1 : 2);
  }

  /** Begins an item of the open list. `marker`: its bullet or number. */
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

/** Escapes what would begin a tag with a backslash. */
export function escapeTags(text: string): string {
  return text.replace(/(?<!\\)\\*<(?=[a-z/!?])/gi, "\\<");
}
