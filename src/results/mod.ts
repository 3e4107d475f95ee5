/**
 * A session's results in the forms in which people take them along: for the page, the terminal client and
 * the command line. It knows the protocol's shapes and nothing else: no page, no file, no clock.
 */
export { toChat } from "./chat.ts";
export { csvCell, toCsv, toCsvFile } from "./csv.ts";
export { type SessionResults, toJson } from "./json.ts";
export { markdownCell, markdownLink, toMarkdown } from "./markdown.ts";
export { HEADS, playedOf, type Row, rowsOf } from "./rows.ts";
