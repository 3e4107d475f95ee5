/**
 * Decodes what a terminal sends into keys. It keeps unfinished input (an escape sequence, a paste) until the rest
 * comes, drops unknown sequences, and does not know what keys are for.
 */

export type KeyName =
  | "enter"
  /** Alt+Enter: a line break, if a text may have several lines. */
  | "new_line"
  | "escape"
  | "backspace"
  | "delete"
  | "tab"
  | "left"
  | "right"
  | "up"
  | "down"
  | "home"
  | "end"
  | "page_up"
  | "page_down"
  | "interrupt"
  | "erase_line"
  | "erase_word"
  | "redraw"
  | "stop";

export type Key =
  | { readonly kind: "char"; readonly char: string }
  | { readonly kind: "named"; readonly name: KeyName }
  /** Text between the sequences of a bracketed paste. */
  | { readonly kind: "paste"; readonly text: string };

/** The longest paste that is kept, in UTF-16 units; a queue has at most 32 KiB. */
export const PASTE_LENGTH_MAX = 128 * 1024;
/** The longest escape sequence; longer ones are dropped. */
const SEQUENCE_LENGTH_MAX = 32;

const ESC = "\u001b";
const PASTE_BEGINS = `${ESC}[200~`;
const PASTE_ENDS = `${ESC}[201~`;

const CONTROLS: Readonly<Record<string, KeyName>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\u007f": "backspace",
  "\b": "backspace",
  "\u0001": "home",
  "\u0003": "interrupt",
  "\u0005": "end",
  "\u000c": "redraw",
  "\u0015": "erase_line",
  "\u0017": "erase_word",
  "\u001a": "stop",
};

/** Final letters of CSI and SS3 sequences, with or without modifiers. */
const LETTERS: Readonly<Record<string, KeyName>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  F: "end",
  H: "home",
};

/** Numbers of CSI sequences that end with a tilde. */
const NUMBERS: Readonly<Record<string, KeyName>> = {
  1: "home",
  3: "delete",
  4: "end",
  5: "page_up",
  6: "page_down",
  7: "home",
  8: "end",
};

const SEQUENCE = new RegExp(`^${ESC}(?:\\[([0-?]*)[ -/]*([@-~])|O([ -~]))`);
const UNFINISHED = new RegExp(`^${ESC}(?:\\[[0-?]*[ -/]*|O)?$`);

export class KeyReader {
  #rest = "";
  #pasted: string | null = null;

  /** Whether there is unfinished input, such as a single Escape until `flush`. */
  get waits(): boolean {
    return this.#rest !== "" && this.#pasted === null;
  }

  /** Takes text, and returns the keys that are now complete. */
  feed(text: string): Key[] {
    const keys: Key[] = [];
    this.#rest += text;
    while (this.#rest !== "") {
      const key = this.#pasted === null ? this.#takeKey() : this.#takePaste();
      if (key === "unfinished") break;
      if (key !== null) keys.push(key);
    }
    return keys;
  }

  /** Nothing has followed for a while: takes unfinished input as an Escape and what follows it. */
  flush(): Key[] {
    if (!this.waits) return [];
    const rest = this.#rest.slice(1);
    this.#rest = "";
    return [{ kind: "named", name: "escape" }, ...rest === "" ? [] : this.feed(rest)];
  }

  #takeKey(): Key | "unfinished" | null {
    const rest = this.#rest;
    if (rest.startsWith(PASTE_BEGINS)) {
      this.#rest = rest.slice(PASTE_BEGINS.length);
      this.#pasted = "";
      return null;
    }
    if (rest.startsWith(ESC)) return this.#takeSequence();
    const char = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    this.#rest = rest.slice(char.length);
    const name = Object.hasOwn(CONTROLS, char) ? CONTROLS[char] : undefined;
    if (name !== undefined) return { kind: "named", name };
    return /[\p{Cc}\p{Cs}]/u.test(char) ? null : { kind: "char", char };
  }

  #takeSequence(): Key | "unfinished" | null {
    const rest = this.#rest;
    const found = SEQUENCE.exec(rest);
    if (found === null) {
      if (UNFINISHED.test(rest) && rest.length < SEQUENCE_LENGTH_MAX) return "unfinished";
      if (/^.[\r\n]/.test(rest)) {
        this.#rest = rest.slice(2);
        return { kind: "named", name: "new_line" };
      }
      // Alt with another key, or noise: we have no such key
      this.#rest = rest.startsWith(ESC + ESC) ? rest.slice(1) : rest.slice(2);
      return rest.startsWith(ESC + ESC) ? { kind: "named", name: "escape" } : null;
    }
    const [all, parameters = "", final, single] = found;
    this.#rest = rest.slice(all.length);
    const name = final === "~"
      ? NUMBERS[parameters.split(";", 1)[0] ?? ""]
      : single === "M"
      ? "enter" // on the number pad
      : LETTERS[final ?? single ?? ""];
    return name === undefined ? null : { kind: "named", name };
  }

  #takePaste(): Key | "unfinished" {
    const end = this.#rest.indexOf(PASTE_ENDS);
    // perhaps only the first characters of the end have come
    const taken = end >= 0 ? end : Math.max(0, this.#rest.length - PASTE_ENDS.length + 1);
    this.#pasted = ((this.#pasted ?? "") + this.#rest.slice(0, taken)).slice(0, PASTE_LENGTH_MAX);
    this.#rest = this.#rest.slice(end >= 0 ? end + PASTE_ENDS.length : taken);
    if (end < 0) return "unfinished";
    const text = this.#pasted;
    this.#pasted = null;
    return { kind: "paste", text };
  }
}

/** Whether it is this named key. */
export function isNamed(key: Key, name: KeyName): boolean {
  return key.kind === "named" && key.name === name;
}

/** A letter in either case, or a digit. */
export function isChar(key: Key, char: string): boolean {
  return key.kind === "char" && key.char.toLowerCase() === char;
}
