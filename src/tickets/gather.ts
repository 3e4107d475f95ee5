/**
 * Turns drafts into tickets that a server accepts: texts sanitised and limited [W5], ids unique. What does not fit is
 * left out, or shortened and noted. Pure.
 */
import { shortened } from "../protocol/shortened.ts";
import { checkUrl, sanitize } from "../protocol/text.ts";
import { DESCRIPTION_LENGTH_MAX, TICKET_ID_LENGTH_MAX, TITLE_LENGTH_MAX } from "../room/limits.ts";
import { placeOfLink, readLink } from "./links.ts";
import type { Draft, FoundTicket, LeftOut, Tickets } from "./reading.ts";
import type { Remark } from "./remarks.ts";

/** How much of a line that was left out is shown, in code points. */
const SHOWN_LENGTH_MAX = 60;

/**
 * Makes tickets of drafts. Of several with one id, the first counts; one without an id gets one made from its title.
 */
export function gather(drafts: readonly (Draft | LeftOut)[]): Tickets {
  const leftOut: LeftOut[] = [];
  const count: Counts = { titles: 0, descriptions: 0, links: 0 };
  const distinct = distinguish(drafts.map(clean));
  // an id made from a title must not be that of another ticket
  const own = distinct.flatMap((one) => "why" in one || one.id === "" ? [] : [one.id]);
  const taken = new Map(own.map((one) => [one, 1]));
  const found = new Map<string, FoundTicket>();
  for (const draft of distinct) {
    if ("why" in draft) {
      if (draft.what !== "") leftOut.push(draft);
      continue;
    }
    const { id, title } = draft;
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
    found.set(ticketId, limited({ ...draft, id: ticketId }, count));
  }
  return { kind: "tickets", tickets: [...found.values()], leftOut, notes: notesOf(count) };
}

/** How many titles and descriptions were shortened, and links left out. */
interface Counts {
  titles: number;
  descriptions: number;
  links: number;
}

/** The ticket within the limits of a server; counts what did not fit. */
function limited({ id, title, url, description }: Required<Draft>, count: Counts): FoundTicket {
  if ([...title].length > TITLE_LENGTH_MAX) count.titles++;
  const shortTitle = shortened(title, TITLE_LENGTH_MAX);
  if ([...description].length > DESCRIPTION_LENGTH_MAX) count.descriptions++;
  const link = checkUrl(url);
  const isLink = url !== "" && link.ok;
  if (url !== "" && !isLink) count.links++;
  return {
    ticket_id: id,
    ...shortTitle !== "" && shortTitle !== id && { title: shortTitle },
    ...isLink && { url: link.value },
    ...description !== "" && { description: shortened(description, DESCRIPTION_LENGTH_MAX) },
  };
}

function notesOf({ titles, descriptions, links }: Counts): readonly Remark[] {
  const notes = [
    { code: "longTitles", count: titles, most: TITLE_LENGTH_MAX },
    { code: "longDescriptions", count: descriptions, most: DESCRIPTION_LENGTH_MAX },
    { code: "links", count: links },
  ] as const;
  return notes.filter(({ count }) => count > 0);
}

/** Prefixes numbers that occur in several repositories with the repository, as in `owner/name#12`. */
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

/** The text of something left out, on one line and shortened. */
export function shown(text: string): string {
  return shortened(sanitize(text), SHOWN_LENGTH_MAX);
}

function clean(draft: Draft | LeftOut): Required<Draft> | LeftOut {
  if ("why" in draft) return { what: shown(draft.what), why: draft.why };
  const { url = "", description = "" } = draft;
  const [id, title] = [sanitize(draft.id), sanitize(draft.title)];
  if (id === "" && title === "") {
    return { what: shown(description || url), why: { code: "nameless" } };
  }
  const texts = { url: url.trim(), description: description.trim().normalize("NFC") };
  // too long for an id: it is a title
  const isTitle = title === "" && [...id].length > TICKET_ID_LENGTH_MAX;
  return isTitle ? { id: "", title: id, ...texts } : { id, title, ...texts };
}

/**
 * Makes an id for a ticket without one: its title, with a number if that id is taken. `taken`: the ids in use, with the
 * last number given to each.
 */
function madeId(title: string, taken: Map<string, number>): string {
  const name = shortened(title, TICKET_ID_LENGTH_MAX);
  let id = name;
  while (taken.has(id)) {
    const number = (taken.get(name) ?? 1) + 1;
    taken.set(name, number);
    const mark = ` (${number})`;
    id = `${shortened(title, TICKET_ID_LENGTH_MAX - mark.length)}${mark}`;
  }
  taken.set(id, 1);
  return id;
}
