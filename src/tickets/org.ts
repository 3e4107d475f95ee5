/** Org-mode's outlines as lists: without keywords, drawers, states, priorities and tags. Pure. */

/** A headline with a state, by which an outline is known. */
const STATE = /^(\*+) +(?:TODO|NEXT|DOING|STARTED|WAITING|HOLD|DONE|CANCELLED|CANCELED)(?= )/;

/** What stands between headlines: drawers and dates. */
const BESIDE = /^\s*(?:#\+|:[\w-]+:|(?:SCHEDULED|DEADLINE|CLOSED): *[<[])/;

/** The same text, if it is not of Org-mode. */
export function withoutOrg(text: string): string {
  const lines = text.split("\n");
  if (!lines.some((line) => STATE.test(line))) return text;
  return lines.filter((line) => !BESIDE.test(line)).map((line) =>
    /^\*+ /.test(line)
      ? line.replace(STATE, "$1").replace(/^(\*+) +\[#[A-Z]\]/, "$1").replace(
        /\s+:[\w@:-]+:\s*$/,
        "",
      )
      : line
  ).join("\n");
}
