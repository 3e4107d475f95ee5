/** Removes markup of Markdown and wikis that is neither text nor a link to a ticket. Pure. */

/**
 * A comment, which may have several lines, as the source of an expression. If another `<!--` begins a line before its
 * `-->`, it was never closed, and hides nothing.
 */
export const COMMENT = String.raw`<!--(?:(?!\n[ \t]*<!--)[^])*?-->`;

/** Replacements, in this order. Each ends at the next mark of its kind, so that many that are open take linear time. */
const FORMS: readonly (readonly [form: RegExp, instead: string])[] = [
  [/<!--(?:(?!<!--).)*?-->/g, ""],
  [/<a\b[^<>]*\bhref="(https?:[^"<>]*)"[^<>]*>([^<>]*)<\/a>/gi, "[$2]($1)"],
  // images; links within the file or to one beside it
  [/!\[[^[\]]*\]\([^()]*\)\s*/g, ""],
  [/\[([^[\]]+)\]\((?:#|\.{0,2}\/|[\w./ %-]+\.(?:md|html?)\b)[^()]*\)/g, "$1"],
  // Confluence's {jira:ABC-12} and {jira:key=ABC-12|server=…}
  [/\{jira:(?:[^{}]*\bkey=)?([^{}|]+)(?:\|[^{}]*)?\}/gi, "$1"],
  [/\[([^[\]]+)\]\[\d+\]/g, "$1"],
  [/\\([_*#[\]~`-])/g, "$1"],
  // a line break at the end of a line
  [/(?<=[^\\:\s])\\$/, ""],
  // trackers' addresses as browsers show them
  [
    /(?<=^|[\s(<])(?=(?:github\.com|gitlab\.com|dev\.azure\.com|linear\.app|[\w-]+\.atlassian\.net)\/)/g,
    "https://",
  ],
];

/** The line without this markup. */
export function withoutMarkup(text: string): string {
  return FORMS.reduce((plain, [form, instead]) => plain.replace(form, instead), text);
}
