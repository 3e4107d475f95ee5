/**
 * Remarks on a text that was read: why something is left out, why the text is refused, what was changed. A remark is a
 * code with data; whoever shows it has the words. Pure.
 */
import type { ENGLISH } from "./english.ts";

/** The words of a language for each code. */
type RemarkWords = typeof ENGLISH;

/** Codes without data. */
type PlainCode = {
  [Code in keyof RemarkWords]: RemarkWords[Code] extends string ? Code : never;
}[keyof RemarkWords];

export type Remark =
  | { readonly code: PlainCode }
  | { readonly code: "repeated"; readonly id: string }
  | { readonly code: "longId"; readonly length: number; readonly most: number }
  | { readonly code: "queueTickets"; readonly most: number }
  | { readonly code: "queueSize"; readonly kibibytes: number }
  | { readonly code: "columns"; readonly count: number }
  | { readonly code: "tooLarge"; readonly megabytes: number }
  | { readonly code: "noList" | "packed"; readonly format: string }
  | { readonly code: "spreadsheet" | "richText"; readonly program: string }
  | {
    readonly code: "longTitles" | "longDescriptions";
    readonly count: number;
    readonly most: number;
  }
  | { readonly code: "links"; readonly count: number };

/** Puts a remark into these words. */
export function inWords(remark: Remark, words: RemarkWords): string {
  switch (remark.code) {
    case "repeated":
      return words.repeated(remark.id);
    case "longId":
      return words.longId(remark.length, remark.most);
    case "queueTickets":
      return words.queueTickets(remark.most);
    case "queueSize":
      return words.queueSize(remark.kibibytes);
    case "columns":
    case "links":
      return words[remark.code](remark.count);
    case "tooLarge":
      return words.tooLarge(remark.megabytes);
    case "noList":
    case "packed":
      return words[remark.code](remark.format);
    case "spreadsheet":
    case "richText":
      return words[remark.code](remark.program);
    case "longTitles":
    case "longDescriptions":
      return words[remark.code](remark.count, remark.most);
    default:
      return words[remark.code];
  }
}
