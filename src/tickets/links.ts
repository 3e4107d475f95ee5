/** Finds the id of a ticket in its address, by the forms that trackers have. Pure. */

const KEY = /^[a-z][a-z0-9_]*-\d+$/i;

/** A key at the end of an address, where no word before it says that it is one. */
const PLAIN_KEY = /^[A-Z][A-Z0-9_]*-\d+$/;

/** Query parameters that name a ticket, if the path is that of a board or a list. */
const KEY_PARAMETERS = ["selectedIssue", "issueKey", "issue", "card"];
const NUMBER_PARAMETERS = ["workitem", "workItem", "id"];

/** Path segments before a key: Jira, Linear, YouTrack, ClickUp. */
const BEFORE_KEY = /^(?:browse|issues?|t|task|tasks|story|stories|ticket|tickets)$/i;

/** Path segments before a number: GitHub, GitLab, Azure, Shortcut, Pivotal, Asana. */
const BEFORE_NUMBER =
  /^(?:issues?|pull|pulls|work_items|edit|story|stories|show|task|tasks|tickets?|bugs?|item|items)$/i;

/** Parses a text that is an http(s) address; null if it is none. */
export function readLink(text: string): URL | null {
  const trimmed = text.trim();
  if (!/^https?:\/\/\S+$/i.test(trimmed) || !URL.canParse(trimmed)) return null;
  return new URL(trimmed);
}

/** The id in a ticket's address: SHOP-41, or #41 if it is a number; null if there is none. */
export function idOfLink({ pathname, searchParams }: URL): string | null {
  for (const name of KEY_PARAMETERS) {
    const key = searchParams.get(name);
    if (key !== null && KEY.test(key)) return key;
  }
  // a GitHub project shows an issue as owner|name|41
  const shown = /\|(\d+)$/.exec(searchParams.get("issue") ?? "")?.[1];
  if (shown !== undefined) return `#${shown}`;
  const parts = partsOf(pathname);
  for (const [at, part] of parts.entries()) {
    const before = parts[at - 1] ?? "";
    if (KEY.test(part) && BEFORE_KEY.test(before)) return part;
    if (/^\d+$/.test(part) && before === "merge_requests") return `!${part}`;
    if (/^\d+$/.test(part) && BEFORE_NUMBER.test(before)) {
      const next = parts[at + 1] ?? "";
      // ClickUp: /t/TEAM/KEY, Shortcut: /story/41/slug
      return KEY.test(next) && PLAIN_KEY.test(next) ? next : `#${part}`;
    }
    const card = before === "c" ? /^(\d+)-/.exec(part)?.[1] : undefined; // Trello: /c/CODE/41-slug
    if (card !== undefined) return `#${card}`;
    if (parts[at - 2] === "c" && /^\d+-/.test(part)) return `#${/^\d+/.exec(part)?.[0]}`;
    if (at === 1 && before === "t" && !/^\d+$/.test(part)) return part; // ClickUp
  }
  for (const name of NUMBER_PARAMETERS) {
    const number = searchParams.get(name) ?? "";
    if (/^\d+$/.test(number)) return `#${number}`;
  }
  const last = parts.at(-1) ?? "";
  if (PLAIN_KEY.test(last)) return last;
  const numbers = parts.filter((part) => /^\d+$/.test(part));
  // Asana ends with /f in one of its forms
  return /^(?:\d+|f)$/.test(last) && numbers.length > 0 ? `#${numbers.at(-1)}` : null;
}

/** The place within which this number is unique: owner/name of the ticket's address; null if it is not in there. */
export function placeOfLink({ pathname, searchParams, host }: URL, number: string): string | null {
  const [owner, name, shown] = (searchParams.get("issue") ?? "").split("|");
  if (shown === number) return `${owner}/${name}`;
  const parts = partsOf(pathname);
  const at = parts.findIndex((part, at) => {
    const before = parts[at - 1] ?? "";
    const isNumber = part === number && (BEFORE_NUMBER.test(before) || before === "merge_requests");
    return isNumber || (parts[at - 2] === "c" && part.startsWith(`${number}-`)); // Trello
  });
  if (at < 0) return null;
  const place = parts.slice(0, at).filter((part) =>
    !BEFORE_NUMBER.test(part) && !["-", "_workitems", "merge_requests", "c"].includes(part)
  );
  return place.length === 0 ? host : place.join("/");
}

/** A name for a page that is no ticket's: the last segment of its path, or its host. */
export function nameOfLink({ pathname, host }: URL): string {
  return partsOf(pathname).at(-1) ?? host;
}

function partsOf(pathname: string): readonly string[] {
  return pathname.split("/").filter((part) => part !== "").map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
}
