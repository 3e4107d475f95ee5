/** Removes HTML from the Markdown of GitHub, GitLab and Linear, and turns Jira's wiki markup into Markdown. Pure. */
import { DESCRIPTION_LENGTH_MAX } from "../room/limits.ts";
import { escapeTags } from "./markdown_writer.ts";

/** How much is read, in UTF-16 units: a description with comments and tags, which are removed. */
const READ_MAX = 8 * DESCRIPTION_LENGTH_MAX;

/**
 * In this order: an escaped sign, code in backticks, a comment, an address in angle brackets, a tag, the begin of a
 * tag.
 */
const PIECE =
  /\\[\\<]|(`+)[^`\n]{1,300}\1(?!`)|<!--[\s\S]*?(?:-->|$)|<(https?:\/\/[^\s<>]+)>|<\/?([a-z][a-z\d-]*)(?:\s[^<>]*)?\/?>|<(?=[a-z/!?<])/gi;

/** A line that opens or closes a block of code. */
const FENCE = /^\s{0,3}(`{3,}|~{3,})/;

/** The Markdown without comments and tags, except those in code. */
export function withoutHtml(markdown: string): string {
  const parts: string[] = [];
  let prose: string[] = [];
  let fence: string | null = null;
  const endProse = () => {
    if (prose.length > 0) parts.push(strip(prose.join("\n")));
    prose = [];
  };
  for (const line of markdown.slice(0, READ_MAX).split(/\r?\n/)) {
    const mark = FENCE.exec(line)?.[1] ?? null;
    if (fence !== null) {
      parts.push(line);
      if (mark !== null && mark.startsWith(fence)) fence = null;
    } else if (mark !== null) {
      endProse();
      parts.push(line);
      fence = mark;
    } else prose.push(line);
  }
  endProse();
  return parts.join("\n");
}

function strip(text: string): string {
  return text.replace(PIECE, (piece, ticks, address, tag) => {
    if (ticks !== undefined || piece.startsWith("\\")) return piece;
    if (address !== undefined) return address;
    if (tag !== undefined) return /^(br|p|div|li|tr|summary)$/i.test(tag) ? "\n" : "";
    return piece === "<" ? "\\<" : "";
  });
}

/** Turns wiki markup of Jira Data Center into Markdown: headings, code, links and lists; the rest stays as it is. */
export function wikiToMarkdown(wiki: string): string {
  const lines = wiki.slice(0, READ_MAX).split(/\r?\n/);
  let inCode = false;
  return lines.map((line) => {
    if (/^\s*\{(?:code|noformat)(?:[:|][^}]*)?\}\s*$/i.test(line)) {
      inCode = !inCode;
      return "```";
    }
    if (inCode) return line;
    return escapeTags(line)
      .replace(
        /^([*#-]+)\s+/,
        (_, marks: string) =>
          `${"  ".repeat(marks.length - 1)}${marks.endsWith("#") ? "1." : "-"} `,
      )
      .replace(/^h([1-6])\.\s+/, (_, level) => `${"#".repeat(Number(level))} `)
      .replace(/\{\{([^{}]+)\}\}/g, "`$1`")
      .replace(/\[([^\]|[]+)\|(https?:\/\/[^\]|\s]+)(?:\|[^\]]*)?\]/g, "[$1]($2)")
      .replace(/\[(https?:\/\/[^\]|\s]+)\]/g, "$1")
      .replace(/\{color(?::[^}]*)?\}/g, "");
  }).join("\n");
}
