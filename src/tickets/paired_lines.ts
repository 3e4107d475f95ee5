/** Joins what a list has on two lines: a ticket and its link, an id and its title. Pure. */
import { isOtherName } from "./header.ts";
import { idOfLink, readLink } from "./links.ts";
import type { Draft, LeftOut } from "./reading.ts";
import { isMarkedId } from "./ticket_id.ts";

/** What trackers' pages show after an id below a title: `#7 opened 2 days ago by ana`, `#7 · ana opened on Jan 2`. */
const SINCE =
  /^(?:In \S+; ?)?(?:· ?)?(?:\S+ )?(?:opened|created|updated|closed|merged) .*(?:\b(?:ago|by|on)|yesterday|\d{4})\b/;

/** Joins tickets and their links on the lines below. */
export function joinLinks(list: readonly (Draft | LeftOut)[]): readonly (Draft | LeftOut)[] {
  return list.flatMap((one, at) => {
    const [before, next] = [list[at - 1], list[at + 1]];
    if (isLinkOf(one, before)) return [];
    return isLinkOf(next, one) && next !== undefined ? [{ ...next, ...one }] : [one];
  });
}

function isLinkOf(one: Draft | LeftOut | undefined, ticket: Draft | LeftOut | undefined): boolean {
  return one !== undefined && ticket !== undefined && "id" in one && "id" in ticket &&
    one.url !== undefined && one.title === "" && one.id === ticket.id && ticket.title !== "" &&
    ticket.url === undefined;
}

/**
 * Joins ids or links and their titles on the next lines (or the lines before), if all tickets are written so. Lines
 * between such pairs, as names of columns and counts, are left out.
 */
export function joinPairs(list: readonly (Draft | LeftOut)[]): readonly (Draft | LeftOut)[] {
  const isSince = (one: Draft) => SINCE.test(one.title);
  const isId = (one: Draft | LeftOut | undefined): one is Draft =>
    one !== undefined && "id" in one && (one.title === "" || isSince(one)) &&
    (isMarkedId(one.id) || isOfLink(one));
  const isTitle = (one: Draft | LeftOut | undefined) =>
    one !== undefined && "id" in one && one.id === "" && one.url === undefined;
  const isCount = (one: Draft | LeftOut) => "id" in one && /^\d+$/.test(one.id) && one.title === "";
  const isRest = (one: Draft | LeftOut) => "why" in one || isTitle(one) || isCount(one);
  const ids = list.flatMap((one, at) => isId(one) ? [at] : []);
  const isPage = list.every((one) => !isId(one) || isSince(one));
  const places = isPage || isId(list.findLast((one) => !isCount(one)))
    ? placesAbove(list, ids, isPage)
    : new Map(ids.map((at) => [at, at + 1]));
  const isPaired = ids.length > 1 && ids.every((at) => isTitle(list[places.get(at) ?? -1])) &&
    list.every((one) => isId(one) || isRest(one));
  if (!isPaired) return list;
  const titles = new Set(places.values());
  if (titles.size < ids.length) return list;
  return list.flatMap((one, at): readonly (Draft | LeftOut)[] => {
    if (titles.has(at)) return [];
    const title = list[places.get(at) ?? -1];
    if (isId(one) && title !== undefined && "id" in title) {
      return [{ ...one, title: title.title.replace(/^: /, "") }];
    }
    if ("why" in one) return [one];
    return [{ what: `${one.id} ${one.title}`.trim(), why: { code: "besideList" } }];
  });
}

/** Whether its id is that of its link. */
function isOfLink({ id, url = "" }: Draft): boolean {
  const link = readLink(url);
  return link !== null && idOfLink(link) === id;
}

/** What is above each id, up to the id before: its title, and labels or names of columns. */
function placesAbove(list: readonly (Draft | LeftOut)[], ids: readonly number[], isPage: boolean) {
  const titleOf = (at: number) => {
    const one = list[at];
    return one !== undefined && "id" in one && one.id === "" && one.url === undefined
      ? one.title
      : "";
  };
  const blocks = ids.map((at, index) => {
    const from = (ids[index - 1] ?? -1) + 1;
    return Array.from({ length: at - from }, (_, offset) => from + offset).filter(titleOf);
  });
  const usual = blocks.slice(1).reduce((most, { length }) => Math.max(most, length), 1);
  // above the first there may be more: the names of columns and filters
  const isTop = (lines: readonly number[]) =>
    !isPage || lines.some((at) => isOtherName(titleOf(at)));
  const cut = blocks.map((lines, index) =>
    index === 0 && isTop(lines) ? lines.slice(-usual) : lines
  );
  const lengthAt = (index: number) =>
    cut.reduce((sum, lines) => sum + titleOf(lines.at(index) ?? -1).length, 0);
  // a title is longer than a label
  const which = isPage || lengthAt(0) > lengthAt(-1) ? 0 : -1;
  return new Map(ids.map((at, index) => [at, cut[index]?.at(which) ?? -1]));
}
