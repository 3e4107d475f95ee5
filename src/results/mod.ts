/** The formats of a session's results, for the page, the terminal client, the command line and the API. */
export { toChat } from "./chat.ts";
export { csvCell, toCsv, toCsvFile } from "./csv.ts";
export { type SessionResults, toJson } from "./json.ts";
export { markdownCell, markdownLink, toMarkdown } from "./markdown.ts";
export { HEADS, playedOf, type Row, rowsOf } from "./rows.ts";
