/** Makes the changelog for users from the subjects of commits, grouped by part. Pure. */

/** Parts that are no part of the program. */
const ASIDE =
  /^(tests?|sim|bench|soak|ci|e2e|binary|browser|proxies|faults|hostile|crash|structure|documents|release)\b/;

/** Commits that change only comments. */
const COMMENTS = /\bcomments\b.* in plain sentences/;

/** The section of one version, as Markdown. `subjects`: `part: what is true now`, the newest first. */
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

/** Escapes Markdown in a subject, and removes the rules that it cites. */
function escaped(text: string): string {
  return text.replace(/ \[[A-Z][\w., ]*\]$/, "").replace(/[\\`*_<>[\]]/g, "\\$&");
}
