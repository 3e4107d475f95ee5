/** The English words of remarks; the page has those of other languages. Pure. */
import { counted } from "../protocol/counted.ts";

/** By the remark's code. Reasons and refusals are clauses, notes are sentences. */
export const ENGLISH = {
  heading: "it is a heading",
  besideTable: "it is outside the table",
  besideList: "it is outside the list",
  repeated: (id: string) => `${id} is in the list already`,
  longId: (length: number, most: number) => `its id has ${length} characters, the limit is ${most}`,
  nameless: "it has neither id nor title",
  queueTickets: (most: number) => `a queue holds at most ${most} tickets`,
  queueSize: (kibibytes: number) => `a queue holds at most ${kibibytes} KiB`,
  noTicket: "there is no ticket in it",
  noTable: "it is no table, so there are no columns to choose",
  columns: (count: number) => `its table has ${count} columns, choose from 1 to ${count}`,
  tooLarge: (megabytes: number) => `it is larger than ${megabytes} MB: export fewer columns`,
  noText: "it is no text: export the tickets as CSV and choose that",
  unknownEncoding: "its encoding is neither UTF-8 nor one that can be guessed: save it as UTF-8",
  utf32: "it is UTF-32: save it as UTF-8",
  damagedUtf16: "it is UTF-16, and damaged: export it once more",
  /** `format`: its name, such as PDF or JSON. */
  noList: (format: string) => `it is ${format}: export the tickets as CSV and choose that`,
  /** `program`: its name, and the extension of its files if it has several: `Numbers`, `Excel, xlsx`. */
  spreadsheet: (program: string) =>
    `it is a spreadsheet (${program}): save it as CSV there and choose that`,
  richText: (program: string) =>
    `it is a word processor's file (${program}): save it as plain text`,
  packed: (format: string) => `it is compressed (${format}): unpack it and choose what is in it`,
  zip: "it is a zip file, perhaps an Excel workbook (xlsx): save it as CSV, or unpack it",
  longTitles: (count: number, most: number) =>
    `${counted(count, "title")} ${are(count)} longer than ${most} characters, and shortened.`,
  longDescriptions: (count: number, most: number) =>
    `${counted(count, "description")} ${are(count)} longer than ${most} characters, and shortened.`,
  links: (count: number) => `${counted(count, "link")} can't be used, and ${are(count)} left out.`,
  windows1252: "It is not UTF-8, and was read as Windows-1252.",
  noDescriptions: "The descriptions don't fit in a queue, and are left out.",
};

function are(count: number): string {
  return count === 1 ? "is" : "are";
}
