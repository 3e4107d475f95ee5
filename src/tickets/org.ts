/** Turns outlines of Org-mode into lists, without keywords, drawers, states, priorities and tags. Pure. */

/** A headline with a state, which only Org-mode has. */
const STATE = /^(\*+) +(?:TODO|NEXT|DOING|STARTED|WAITING|HOLD|DONE|CANCELLED|CANCELED)(?= )/;

/** Lines between headlines that are dropped: drawers and dates. */
const BESIDE = /^\s*(?:#\+|:[\w-]+:|(?:SCHEDULED|DEADLINE|CLOSED): *[<[])/;

/** The outline as a list; any other text is returned as it is. */
export function withoutOrg(text: string): string {
  const lines = text.split("\n");
  const headlines = lines.filter((line) => /^\*+ /.test(line));
  const tasks = headlines.filter((line) => STATE.test(line));
  // in another list, one title may begin with such a word
  const isOrg = (tasks.length > 1 && 2 * tasks.length > headlines.length) ||
    tasks.some((line) => line.startsWith("**"));
  if (!isOrg) return text;
  return lines.filter((line) => !BESIDE.test(line)).map((line) =>
    /^\*+ /.test(line)
      ? line.replace(STATE, "$1").replace(/^(\*+) +\[#[A-Z]\]/, "$1").replace(
        /\s+:[\w@:-]+:\s*$/,
        "",
      )
      : line
  ).join("\n");
}
