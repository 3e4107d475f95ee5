/** Turns outlines of Org-mode into lists, without keywords, drawers, states, priorities and tags. Pure. */

/** A headline with a state, which only Org-mode has. */
const STATE = /^(\*+) +(?:TODO|NEXT|DOING|STARTED|WAITING|HOLD|DONE|CANCELLED|CANCELED)(?= )/;

/** Lines between headlines that are dropped: drawers and dates. */
const BESIDE = /^\s*(?:#\+|:[\w-]+:|(?:SCHEDULED|DEADLINE|CLOSED): *[<[])/;

/** The outline as a list; any other text is returned as it is. */
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
