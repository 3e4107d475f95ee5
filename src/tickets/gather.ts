/**
 * From drafts to tickets that a server takes: texts cleaned and within their limits [W5], each id once. What does
 * not fit is left out, or shortened, and noted. Pure.
 */
import { checkUrl, sanitize } from "../protocol/text.ts";
import { DESCRIPTION_LENGTH_MAX, TICKET_ID_LENGTH_MAX, TITLE_LENGTH_MAX } from "../room/limits.ts";
import { placeOfLink, readLink } from "./links.ts";
import type { Draft, FoundTicket, LeftOut, Tickets } from "./reading.ts";

/** How much is shown of what was left out, in code points. */
const SHOWN_LENGTH_MAX = 60;

export function gather(drafts: readonly (Draft | LeftOut)[]): Tickets {
  const leftOut: LeftOut[] = [];
  const count = { titles: 0, descriptions: 0, links: 0 };
  const drawn = distinguish(drafts.map(clean));
  // an id that is made of a title must not be somebody's own
  const own = drawn.flatMap((one) => "why" in one || one.id === "" ? [] : [one.id]);
  const taken = new Map(own.map((one) => [one, 1]));
  const found = new Map<string, FoundTicket>();
  for (const draft of drawn) {
    if ("why" in draft) {
      if (draft.what !== "") leftOut.push(draft);
      continue;
    }
    const { id, title, url, description } = draft;
    const what = shown(`${id} ${title}`.trim());
    if (found.has(id)) {
      leftOut.push({ what, why: { code: "repeated", id } });
      continue;
    }
    const length = [...id].length;
    if (length > TICKET_ID_LENGTH_MAX) {
      leftOut.push({ what, why: { code: "longId", length, most: TICKET_ID_LENGTH_MAX } });
      continue;
    }
    const ticketId = id === "" ? madeId(title, taken) : id;
    if ([...title].length > TITLE_LENGTH_MAX) count.titles++;
    const shortTitle = cut(title, TITLE_LENGTH_MAX);
    if ([...description].length > DESCRIPTION_LENGTH_MAX) count.descriptions++;
    const link = checkUrl(url);
    const isLink = url !== "" && link.ok;
    if (url !== "" && !isLink) count.links++;
    found.set(ticketId, {
      ticket_id: ticketId,
      ...shortTitle !== "" && shortTitle !== ticketId && { title: shortTitle },
      ...isLink && { url: link.value },
      ...description !== "" && { description: cut(description, DESCRIPTION_LENGTH_MAX) },
    });
  }
  const notes = [
    { code: "longTitles", count: count.titles, most: TITLE_LENGTH_MAX },
    { code: "longDescriptions", count: count.descriptions, most: DESCRIPTION_LENGTH_MAX },
    { code: "links", count: count.links },
  ] as const;
  return {
    kind: "tickets",
    tickets: [...found.values()],
    leftOut,
    notes: notes.filter(({ count }) => count > 0),
  };
}

/** Numbers that several places have, each with its place: a project may hold issues of many repositories. */
function distinguish(
  drafts: readonly (Required<Draft> | LeftOut)[],
): readonly (Required<Draft> | LeftOut)[] {
  const places = drafts.map((one) => "why" in one ? null : placeOf(one));
  const known = new Map<string, Set<string>>();
  for (const [at, one] of drafts.entries()) {
    const place = places[at] ?? null;
    if ("why" in one || place === null) continue;
    known.set(one.id, (known.get(one.id) ?? new Set()).add(place));
  }
  return drafts.map((one, at) => {
    const place = places[at] ?? null;
    if ("why" in one || place === null || known.get(one.id)?.size === 1) return one;
    const mark = /^[#!]/.test(one.id) ? one.id : `#${one.id}`;
    const isLong = [...place, ...mark].length > TICKET_ID_LENGTH_MAX;
    return { ...one, id: `${isLong ? place.replace(/^.*\//, "") : place}${mark}` };
  });
}

function placeOf({ id, url }: Required<Draft>): string | null {
  const number = /^[#!]?(\d+)$/.exec(id)?.[1];
  const link = number === undefined ? null : readLink(url);
  const place = link === null || number === undefined ? null : placeOfLink(link, number);
  return place === null ? null : sanitize(place);
}

/** A text on one line, and not long. */
export function shown(text: string): string {
  return cut(sanitize(text), SHOWN_LENGTH_MAX);
}

/** At most so many characters, with a sign that there were more. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const characters = [...text];
  return characters.length <= length
    ? text
    : `${characters.slice(0, length - 1).join("").trimEnd()}…`;
}

function clean(draft: Draft | LeftOut): Required<Draft> | LeftOut {
  if ("why" in draft) return { what: shown(draft.what), why: draft.why };
  const { url = "", description = "" } = draft;
  const [id, title] = [sanitize(draft.id), sanitize(draft.title)];
  if (id === "" && title === "") {
    return { what: shown(description || url), why: { code: "nameless" } };
  }
  const texts = { url: url.trim(), description: description.trim().normalize("NFC") };
  // a long text where an id should be is a title
  const isTitle = title === "" && [...id].length > TICKET_ID_LENGTH_MAX;
  return isTitle ? { id: "", title: id, ...texts } : { id, title, ...texts };
}

/**
 * An id for a ticket that has none: its title, with a number if there is one of that name. `taken`: ids in use, and
 * how far their numbers have got.
 */
function madeId(title: string, taken: Map<string, number>): string {
  const name = cut(title, TICKET_ID_LENGTH_MAX);
  let id = name;
  while (taken.has(id)) {
    const number = (taken.get(name) ?? 1) + 1;
    taken.set(name, number);
    const mark = ` (${number})`;
    id = `${cut(title, TICKET_ID_LENGTH_MAX - mark.length)}${mark}`;
  }
  taken.set(id, 1);
  return id;
}
