/** Knows the columns of a table by their names, as trackers and people call them in English. Pure. */
import { sanitize } from "../protocol/text.ts";

/** The columns of each field of a ticket, as indices. If a field has several, the first filled cell of a row counts. */
export interface TicketColumns {
  readonly ids: readonly number[];
  readonly titles: readonly number[];
  readonly urls: readonly number[];
  readonly descriptions: readonly number[];
  /** Further columns with the name of a title: `Story` beside `Summary`. */
  readonly spare: readonly number[];
  /** Columns with an unknown name. */
  readonly unknown: readonly number[];
  /** Columns without a name. */
  readonly blank: readonly number[];
}

/** Names of ids; first those that people use: Jira has `Issue key` beside `Issue id`. */
const IDS = commaSeparated(`
  issue key, work item key, key, task custom id, custom id, ticket key, story key, task key, issue identifier,
  identifier, id readable, readable id, formatted id, display id, jira key, jira issue key,
  jira id, jira issue, jira ticket, jira #, jira, feature reference #, feature reference, iid,
  issue iid, work item iid,
  ref, issue id, id, task id, story id, ticket id, work item id, item id, bug id, card id,
  feature id, case id, request id, requirement id, req id, defect id, id short, short id,
  reference, ticket ref, issue number, ticket number, card number, story number, task number,
  case number, number, issue no, ticket no, issue nr, ticket nr, no, nr, id #, ref #, ticket #,
  issue #, card #, story #, task #, bug #, work item #, ticket, issue, case, #, index
`);

const TITLES = commaSeparated(`
  summary, title, card name, task name, issue title, issue summary, issue name, story title,
  story name, ticket title, ticket name, ticket summary, card title, work item title,
  task title, item name, item title, feature name, bug title, requirement title,
  requirement name, defect title, bug name, short description, name, subject, headline, task,
  story, user story, item, card, feature, work item, backlog item, requirement
`);

const URLS = commaSeparated(`
  issue url, card url, task url, ticket url, story url, item url, feature url, work item url, app url, html url, web url,
  issue link, task link, ticket link, card link, story link, jira link, jira url, github link,
  github url, gitlab link, azure link, pr link, url, link, permalink, web link, hyperlink,
  short url, href
`);

const DESCRIPTIONS = commaSeparated(`
  description, issue description, task description, card description, ticket description,
  item description, feature description, requirement description, story description,
  task content, content, notes, body, details
`);

/** Longer cells are not examined, in UTF-16 units. */
const NAME_LENGTH_MAX = 200;

/** Names of other columns that trackers export. */
const OTHERS: ReadonlySet<string> = new Set(commaSeparated(`
  type, issue type, work item type, work type, task type, tracker, kind, status, state, priority,
  severity, rank, order, position, resolution, assignee, assignees, assigned to, owner,
  owned by, owners, requester, requested by, reporter, creator, created by, author,
  author username, assignee username, assignee email, assignee id, reporter id, creator id,
  members, person, team, project, project key, project name, project id, project type,
  project lead, projects, project url, project description, space, folder, list, list name,
  board, board name, epic, epic link, epic name, epic id, parent, parent id, parent key,
  parent task, parent summary, parent issue, sprint, sprint id, iteration, iteration path,
  cycle, cycle name, cycle number, milestone, milestone id, labels, label, tags, tag,
  categories, component, components, area path, version, fix version, fix versions,
  affects version, estimate, affects versions, estimates, original estimate,
  remaining estimate, story points, points, sp, est, story point, dev, developer, qa, tester,
  weight, size, effort, time estimate, time spent, time logged, created, created at,
  created date, date created, updated, updated at, date updated, last modified, last viewed,
  due, due date, start date, started, started at, completed, completed at, closed, closed at,
  resolved, done date, accepted at, deadline, section/column, section, column, group, subitems,
  comment, comments, attachment, attachments, attachment links, watchers, votes, confidential,
  locked, repository, uuid, environment, acceptance criteria, linked pull requests,
  linked issues, sub issues progress, reviewers, blocked, blockers, checklists, custom field,
  inward issue link, outward issue link
`));

/** Finds the columns by their names. Jira exports several columns of one name. */
export function readHeader(row: readonly string[]): TicketColumns {
  const names = row.map(normalName).map(firstOfTwo);
  const find = (wanted: readonly string[]) =>
    wanted.flatMap((name) => names.flatMap((one, at) => one === name ? [at] : []));
  const tree = names.flatMap((name, at) => /^title \d+$/.test(name) ? [at] : []);
  const titles = find(TITLES);
  const first = titles.slice(0, 1).map((at) => names[at]);
  const ids = find(IDS);
  const urls = find(URLS);
  const descriptions = find(DESCRIPTIONS);
  const known = new Set([...ids, ...titles, ...tree, ...urls, ...descriptions]);
  // `Name` beside `Title` may be a person's
  const counts = tree.length > 0
    ? [...names.flatMap((name, at) => name === "title" ? [at] : []), ...tree]
    : titles.filter((at) => first.includes(names[at]));
  return {
    ids,
    titles: counts,
    urls,
    descriptions,
    spare: titles.filter((at) => !counts.includes(at)),
    unknown: names.flatMap((name, at) =>
      known.has(at) || name === "" || OTHERS.has(name) ? [] : [at]
    ),
    blank: names.flatMap((name, at) => name === "" ? [at] : []),
  };
}

/** Whether these columns are enough for tickets. */
export function nameTickets({ ids, titles, unknown }: TicketColumns): boolean {
  return titles.length > 0 || (ids.length > 0 && unknown.length === 0);
}

/** `id / key` counts as `id`, if both are known. */
function firstOfTwo(name: string): string {
  const [first = "", second] = name.split(/ ?\/ ?/);
  const isBoth = second !== undefined && !KNOWN.has(name) && KNOWN.has(first) && KNOWN.has(second);
  return isBoth ? first : name;
}

const KNOWN: ReadonlySet<string> = new Set([
  ...IDS,
  ...TITLES,
  ...URLS,
  ...DESCRIPTIONS,
  ...OTHERS,
]);

/** Whether each cell of a row is empty or a column's name. */
export function areColumnNames(row: readonly string[]): boolean {
  return row.every((cell) => cell === "" || KNOWN.has(normalName(cell)));
}

/** Whether this is the name of a field that is neither a ticket's id nor its title. */
export function isOtherName(name: string): boolean {
  const normal = normalName(name);
  return OTHERS.has(normal) || DESCRIPTIONS.includes(normal);
}

/** How many columns a row names, as a score; 0 if neither ids nor titles are among them. */
export function countKnown(row: readonly string[]): number {
  const { ids, titles, urls, descriptions, unknown } = readHeader(row);
  if (ids.length + titles.length === 0) return 0;
  const filled = row.filter((cell) => cell !== "").length;
  const names = ids.length > 0 && titles.length > 0 ? 1 : 0;
  return names + filled - unknown.length + urls.length + descriptions.length;
}

/**
 * `Issue_Key:`, `issueKey`, `fields.issue-key`, `1. Issue key ↑`, `_. Issue key` and `Issue key (generated)` are all
 * `issue key`.
 */
function normalName(cell: string): string {
  if (cell.length > NAME_LENGTH_MAX) return cell;
  return sanitize(cell)
    .replace(/^\d+[.)] |^_\. ?|^# ?(?=\p{L})|[↑↓▲▼▴▾⬆⬇]\uFE0F?/gu, "")
    .trim()
    .replace(/^[^\p{L}\p{N}#%(Σ]+|(?:[*_`"':\]\s\uFE0F]|\p{Extended_Pictographic})+$/gu, "")
    .replace(/^(?:issues\.)?(?:fields|issues?|system)\./i, "")
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .replace(/\s*(?:\([^)]*\)|\[[^\]]*)$/, "")
    .replace(/[_-]+/g, " ")
    .replace(/\.$/, "")
    .trim();
}

/** The names in a list that has commas between them. */
function commaSeparated(list: string): readonly string[] {
  return list.split(",").map((name) => name.trim());
}
