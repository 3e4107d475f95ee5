/** The forms of tickets' ids, and how they are written beside titles. Pure. */

/** What people name so, in titles: UTF-8 support, SHA-256 checksums. */
const NAMED_NUMBER = String
  .raw`(?!(?:UTF-(?:7|8|16|32)|SHA-(?:1|256|384|512)|AES-(?:128|192|256)|RSA-(?:2048|4096)|ISO-(?:8601|8859|9001|27001)|COVID-19)(?!\d))`;

/** A marked id, which no number can be mistaken for: ABC-12, #12, AB#12, owner/name#12, !12, group/name!12, &12. */
export const MARKED = String
  .raw`(?:${NAMED_NUMBER}\p{L}[\p{L}\p{N}_]*-\d+|(?:[\p{L}\p{N}_.-]+(?:\/[\p{L}\p{N}_.-]+)*)?#\d+|(?:[\p{L}\p{N}_.-]+(?:\/[\p{L}\p{N}_.-]+)+)?!\d+|&\d+)`;

const MARKED_ID = new RegExp(`^${MARKED}$`, "u");
const ID = new RegExp(String.raw`^(?:${MARKED}|\d+)$`, "u");

/** An estimate, as people write it in brackets. */
export const ESTIMATE = String.raw`\d+(?:[.,]\d+)?\s*(?:SP|sp|pts?|points?|h|d)?`;

/** An estimate between id and title: `ABC-12 (3): Title`. */
const FIGURE = String.raw`\s*[[(]${ESTIMATE}[\])]\s*[:–—-]?`;

/** What separates a marked id from its title. */
const BEHIND_MARKED = String
  .raw`(?:${FIGURE}|\s*[:：|–—，、]|\s+(?:->|=>|[→⇒=/]|\.{2,})(?=\s)|[.)*](?=\s))\s*`;

/** An id before a title. After a plain number, a colon or dash needs a space. */
const IN_FRONT = new RegExp(
  String
    .raw`^(?:(${MARKED})${BEHIND_MARKED}|(${MARKED}|\d+)(?:\s*[:|–—-]\s+|\s+[-–—:|]\s*|\s+|$))(.*)$`,
  "su",
);

/** `[ABC-12] Title`, `(ABC-12) Title`, `[[ABC-12]] Title`. */
const BRACKETED = new RegExp(
  String.raw`^(?:[[【](${MARKED}|\d+)[\]】]|[[({]\[?(${MARKED})\]?[\])}])\s*[:–—-]?\s*(.*)$`,
  "su",
);

/** `Title (ABC-12)`, `Title [ABC-12]`. */
const BEHIND = new RegExp(
  String.raw`^(.*\S)\s*(?:\((?:(?:Issue|PR) )?(${MARKED})\)|\[(${MARKED})\])$`,
  "su",
);

/** What Azure calls tickets. */
export const WORK_ITEM = "user story|product backlog item|bug|task|feature|epic|issue|story|ticket";

/** `Bug 12: Title`, as Azure writes it. One digit is no id: in `Task 1: Title` somebody counted. */
const NAMED_ITEM = new RegExp(`^(?:${WORK_ITEM}) #?(\\d{2,}): +(.+)$`, "i");

/** `Title · Issue #12 · owner/name` and `Title (#12) · Issues · group / name · GitLab`, the titles of pages. */
const PAGE_TITLES = [
  /^(.*\S) · (?:Issue|Pull Request) (#\d+) · \S+$/,
  /^(.*\S) \(([#!]\d+)\) · (?:Issues?|Work items|Merge requests) · .+$/,
];

/** `[ABC-12] Title - Jira`, perhaps with the site's name. */
const JIRA_PAGE = /^\[([A-Z][A-Z0-9_]*-\d+)\] (.*\S) - (?:\S+ ){0,3}(?:Jira|JIRA)$/;

/** `feat(ABC-12): Title`, a commit, and `feature/ABC-12-title`, a branch. */
const COMMIT = new RegExp(String.raw`^\w+\((${MARKED})\)!?: +(.+)$`, "su");
const BRANCH = /^(?:[\w.-]+\/)+([A-Z][A-Z0-9_]*-\d+)[-_]([\w-]+)$/;

/** `[Web] ABC-12 Title`: the tag belongs to the title. */
const TAGGED = new RegExp(String.raw`^(\[[^\]]*\]) \(?(${MARKED})\)?(?:\s*[:–—-])?\s+(.+)$`, "su");

/** The text with plain hyphens in its ids, instead of non-breaking ones. */
export function hyphened(text: string): string {
  return text.replace(/(?<=[\p{L}\p{N}_])[\u2010\u2011](?=\d)/gu, "-");
}

/** Whether the text is an id and nothing else. */
export function isId(text: string): boolean {
  return ID.test(text.trim());
}

/** Whether the text is a marked id and nothing else; a plain number may be an amount or a year. */
export function isMarkedId(text: string): boolean {
  return MARKED_ID.test(text.trim());
}

/** The id in brackets behind a title; null: there is none. */
export function idBehind(text: string): string | null {
  const behind = BEHIND.exec(text);
  return behind === null ? null : behind[2] ?? behind[3] ?? null;
}

/** Splits a text into the id before its title, or in brackets after it, and the rest; null if there is no id. */
export function splitId(text: string): { readonly id: string; readonly rest: string } | null {
  const jira = JIRA_PAGE.exec(text);
  if (jira !== null) return { id: jira[1] ?? "", rest: jira[2] ?? "" };
  const front = IN_FRONT.exec(text);
  if (front !== null) return { id: front[1] ?? front[2] ?? "", rest: (front[3] ?? "").trim() };
  const bracketed = BRACKETED.exec(text);
  if (bracketed !== null) {
    return { id: bracketed[1] ?? bracketed[2] ?? "", rest: (bracketed[3] ?? "").trim() };
  }
  const item = NAMED_ITEM.exec(text);
  if (item !== null) return { id: item[1] ?? "", rest: item[2] ?? "" };
  const page = PAGE_TITLES.map((form) => form.exec(text)).find((found) => found !== null);
  if (page !== undefined) return { id: page[2] ?? "", rest: page[1] ?? "" };
  const commit = COMMIT.exec(text) ?? BRANCH.exec(text);
  if (commit !== null) return { id: commit[1] ?? "", rest: commit[2] ?? "" };
  const tagged = TAGGED.exec(text);
  if (tagged !== null) return { id: tagged[2] ?? "", rest: `${tagged[1]} ${tagged[3]}` };
  const behind = BEHIND.exec(text);
  if (behind !== null) return { id: behind[2] ?? behind[3] ?? "", rest: (behind[1] ?? "").trim() };
  return null;
}
