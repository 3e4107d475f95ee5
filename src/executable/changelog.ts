/** What has changed, for whoever upgrades: the subjects of commits, by the part that they are of. Pure. */

/** Parts that change nothing of the program. */
const ASIDE =
  /^(tests?|sim|bench|soak|ci|e2e|binary|browser|proxies|faults|hostile|crash|structure|documents|release)\b/;

/** Changes of comments alone. */
const COMMENTS = /^comments in /;

/** One version's section of Markdown. `subjects`: `part: what is so now`, the newest first. */
export function changelogOf(version: string, date: string, subjects: readonly string[]): string {
  const parts = new Map<string, string[]>();
  for (const subject of subjects) {
    const [, part, what] = /^([a-z][\w ,]*): (.+)$/.exec(subject) ?? [];
    if (part === undefined || what === undefined || ASIDE.test(part)) continue;
    if (COMMENTS.test(what)) continue;
    const changes = parts.get(part) ?? [];
    changes.push(`- ${escaped(what)}`);
    parts.set(part, changes);
  }
  const sections = [...parts].sort(([one], [other]) => one < other ? -1 : 1)
    .map(([part, changes]) => `### ${part}\n\n${changes.join("\n")}\n`);
  return [`## ${version} (${date})\n`, ...sections].join("\n");
}

/** A subject is text, whatever is in it; the rules that it cites are for engineers. */
function escaped(text: string): string {
  return text.replace(/ \[[A-Z][\w., ]*\]$/, "").replace(/[\\`*_<>[\]]/g, "\\$&");
}
