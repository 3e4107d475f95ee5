/**
 * Removes what tools and people write before a ticket's id: commits, types, states, estimates, who wrote when. Pure.
 */
import { ESTIMATE, MARKED } from "./ticket_id.ts";

/** The time in a chat, with or without a date, and the author. */
const WHEN = String
  .raw`\[?(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? )?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp][Mm])?\]?(?:(?: -)? (?![*_~\x60]*${MARKED}\W)[^:\n]{1,40}:)?`;

const KINDS = [
  ...["User Story", "Product Backlog Item", "Story", "Bug", "Defect", "Task", "Sub-task"],
  ...["Subtask", "Feature", "Epic", "Spike", "Chore", "Issue", "Ticket", "PR", "MR"],
];
const KIND = `(?:${
  KINDS.flatMap((kind) => [kind, kind.toLowerCase(), kind.toUpperCase()]).join("|")
})`;

const STATE =
  "(?:(?:Fix|Clos|Resolv)(?:es|ed)|TODO|TO DO|DOING|DONE|NEXT|WAITING|OPEN|IN PROGRESS|CLOSED|x)";

/** Estimates and priorities: [3], (5 SP), 3 pts, P1, (A). */
const FIGURE = String
  .raw`(?:[[(]\s*${ESTIMATE}\s*[\])]|[[(]?P[0-5][\])]?|\([A-Z]\)|\d{1,3}(?:[.,]\d+)? ?(?:SP|sp|pts?|points?))`;

/** A commit's hash, and its branches. */
const COMMIT = String.raw`[0-9a-f]{7,40}(?: \([^()]{1,100}\))?`;

const SIGN = String.raw`(?:\p{Extended_Pictographic}\uFE0F?|:[a-z_]+:)`;

/** One of these, with what follows it. */
const PART = new RegExp(
  String
    .raw`^(?:(?:${WHEN}|\d{4}-\d{2}-\d{2}|[[(]?${KIND}[\])]?:?|[[(]?${STATE}[\])]?:?|${FIGURE}:?|${COMMIT})` +
    String.raw`(?:[ \t]+(?:[-–—|] )?|(?=[[(]))|${SIGN}\s*)`,
  "u",
);

/** How many of them may precede an id. */
const PARTS_MAX = 6;

/** An id or a link, perhaps emphasised or in brackets. */
const ID_NEXT = new RegExp(
  String.raw`^(?:\*{1,3}|_{1,2}|~~|\x60)?[[(<]?(?:${MARKED}(?![\p{L}\p{N}])|https?:\/\/)`,
  "u",
);

/** A type, a state, an estimate or a priority, in brackets or before a colon. */
const LABEL = new RegExp(
  String
    .raw`^(?:[[(](?:${KIND}|${STATE}|P[0-5]|(?<figure>${ESTIMATE}))[\])]:?|(?:${KIND}|${STATE}|P[0-5]):)\s+`,
  "u",
);

/** The text without such labels before it. `id`: the ticket's, from elsewhere; a number that ends it is no estimate. */
export function withoutLabels(text: string, id: string): string {
  let rest = text;
  for (let part = 0; part < PARTS_MAX; part++) {
    const found = LABEL.exec(rest);
    const figure = found?.groups?.["figure"];
    if (found === null || (figure !== undefined && id.endsWith(figure))) break;
    rest = rest.slice(found[0].length);
  }
  return rest === "" ? text : rest;
}

/** The text from its id on, if only such words precede it; else the whole text. */
export function fromId(text: string): string {
  let rest = text;
  for (let part = 0; part < PARTS_MAX; part++) {
    const found = PART.exec(rest);
    if (found === null) return text;
    rest = rest.slice(found[0].length);
    // behind a time and a colon, a link may be that of the title between them
    const isSure = !/^\[?\d.*\D:\s+$/.test(found[0]) || !/^\W{0,3}https?:/.test(rest);
    if (isSure && ID_NEXT.test(rest)) return rest;
  }
  return text;
}
