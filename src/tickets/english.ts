/** What there is to remark on a list of tickets, in English. The page has it in other languages, too. Pure. */

/** By a remark's code. What a reason or a refusal says is a clause, a note is a sentence. */
export const ENGLISH = {
  heading: "it is a heading",
  besideTable: "it stands beside the table",
  besideList: "it stands beside the list",
  repeated: (id: string) => `${id} stands further up already`,
  longId: (length: number, most: number) =>
    `its id has ${length} characters, at most ${most} are taken`,
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
  /** `format`: PDF, JSON. */
  noList: (format: string) => `it is ${format}: export the tickets as CSV and choose that`,
  /** `program`: Numbers, or with the ending of its files: Excel, xlsx. */
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
  links: (count: number) => `${counted(count, "link")} can't be taken along.`,
  windows1252: "It is not UTF-8, and was read as Windows-1252.",
  noDescriptions: "The descriptions find no space in a queue, and are left out.",
};

/** "1 ticket", "2 tickets". */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function are(count: number): string {
  return count === 1 ? "is" : "are";
}
