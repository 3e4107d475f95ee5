/** Decides by all lines of a list whether a text in each line is its id. Pure. */
import type { LineRead } from "./lines.ts";
import type { Draft, LeftOut } from "./reading.ts";
import { MARKED, WORK_ITEM } from "./ticket_id.ts";

/** Forms of ids that count only if all lines have them. `isOne`: if, besides, all have the same prefix. */
const COMMON_IDS: readonly { readonly form: RegExp; readonly isOne: boolean }[] = [
  // Ana: ABC-12 Title
  {
    form: new RegExp(
      String
        .raw`^(?:<[^<>]{1,40}>|\[[^\[\]]{1,40}\]|[^:]{1,40}:)\s+(?<id>${MARKED})(?:\s*[:–—-])?\s+(?<title>.+)$`,
      "u",
    ),
    isOne: false,
  },
  // Title - ABC-12
  {
    form: new RegExp(
      String.raw`^(?<title>.*\S)(?:\s+[–—:|-]\s+|\s*[,;\t:]\s*)(?<id>${MARKED})$`,
      "u",
    ),
    isOne: false,
  },
  { form: new RegExp(String.raw`^(?<title>.*\S) (?<id>${MARKED})$`, "u"), isOne: true },
  // Bug 1202 Title; of few digits somebody counted
  {
    form: new RegExp(String.raw`^(?:${WORK_ITEM}) #?(?<id>\d{3,}) (?<title>.+)$`, "iu"),
    isOne: false,
  },
  // Title (1202); four digits may be a year
  { form: /^(?<title>.*\S) [[(](?<id>(?!(?:19|20)\d\d\D)\d{3,})[\])]$/u, isOne: false },
  // Rally's US41: Title
  { form: /^(?<id>\p{Lu}{1,10}_?\d{2,})(?: ?[:–—-])? (?<title>.+)$/u, isOne: true },
];

/** Takes ids out of titles, if all titles have one in the same form. */
export function withCommonIds(read: readonly (Draft | LeftOut)[]): readonly (Draft | LeftOut)[] {
  const drafts = read.filter((one) => "id" in one);
  if (drafts.length < 2 || drafts.some(({ id }) => id !== "")) return read;
  for (const { form, isOne } of COMMON_IDS) {
    const found = drafts.map(({ title }) => form.exec(title)?.groups?.["id"] ?? "");
    const kinds = new Set(found.map((id) => id.replace(/\d+$/, "")));
    if (found.includes("") || (isOne && kinds.size > 1)) continue;
    return read.map((one) => "id" in one ? { ...one, ...form.exec(one.title)?.groups } : one);
  }
  return read;
}

/**
 * Puts numbers back before their titles, if few lines begin with one: `100 users at once` has no id. `isBeside`:
 * whether a line without an id is no ticket.
 */
export function withoutRareNumbers(
  lines: readonly string[],
  reads: readonly LineRead[],
  isBeside: (at: number) => boolean,
): readonly LineRead[] {
  const drafts = reads.map((read) => read !== null && "draft" in read ? read.draft : null);
  const wholes = drafts.map((draft, at) => {
    const whole = `${draft?.id} ${draft?.title}`;
    return draft !== null && /^\d+ \p{L}/u.test(whole) && lines[at]?.includes(whole) ? whole : null;
  });
  const count = wholes.filter((whole) => whole !== null).length;
  const isTicket = (draft: Draft | null, at: number) =>
    draft !== null && (draft.id !== "" || !isBeside(at));
  if (2 * count > drafts.filter(isTicket).length) return reads;
  return reads.map((read, at) => {
    const [draft, whole] = [drafts[at] ?? null, wholes[at] ?? null];
    return draft === null || whole === null ? read : { draft: { ...draft, id: "", title: whole } };
  });
}
