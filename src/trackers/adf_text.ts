/**
 * Turns the Atlassian Document Format (ADF) of Jira Cloud into Markdown. Of unknown nodes the text within them is kept;
 * invalid nodes are dropped. Pure.
 */
import { isRecord } from "../protocol/is_record.ts";
import { webAddressOf } from "./html_text.ts";
import { MarkdownWriter } from "./markdown_writer.ts";

/** Deeper nodes are dropped, because the stack is limited. */
const DEPTH_MAX = 60;

/** The Markdown of a document; "" if it is none. */
export function adfToMarkdown(document: unknown): string {
  // API v2 and some fields of v3 have plain text
  if (typeof document === "string") return document;
  const out = new MarkdownWriter();
  write(document, out, 0);
  return out.text;
}

function write(node: unknown, out: MarkdownWriter, depth: number): void {
  if (!isRecord(node) || depth > DEPTH_MAX || out.isFull) return;
  const { type, attrs } = node;
  const content = () => children(node).forEach((one) => write(one, out, depth + 1));
  switch (type) {
    case "text":
      return writeText(node, out);
    case "hardBreak":
      return out.line();
    case "mention":
    case "status":
    case "placeholder":
      return out.words(textOf(attrs, "text"));
    case "emoji":
      return out.words(textOf(attrs, "text") || textOf(attrs, "shortName"));
    case "date": {
      const ms = Number(textOf(attrs, "timestamp"));
      return out.words(Math.abs(ms) <= DATE_MS_MAX ? new Date(ms).toISOString().slice(0, 10) : "");
    }
    case "inlineCard":
    case "blockCard":
    case "embedCard":
      return out.words(webAddressOf(textOf(attrs, "url")));
    case "codeBlock":
      return out.code(children(node).map((one) => textOf(one, "text")).join(""));
    case "rule":
      out.block();
      out.raw("---");
      return out.block();
    case "heading": {
      const level = isRecord(attrs) && typeof attrs.level === "number" ? attrs.level : 1;
      out.block();
      out.raw(`${"#".repeat(Math.min(6, Math.max(1, Math.trunc(level))))} `);
      content();
      return out.block();
    }
    case "bulletList":
    case "orderedList":
    case "taskList":
    case "decisionList":
      out.openList();
      children(node).forEach((one, at) => {
        out.item(markerOf(type, at, one));
        write(one, out, depth + 1);
      });
      return out.closeList();
    case "blockquote":
      out.openQuote();
      content();
      return out.closeQuote();
    case "tableRow":
      out.line();
      return content();
    case "tableCell":
    case "tableHeader":
      children(node).forEach((one) => children(one).forEach((it) => write(it, out, depth + 2)));
      return out.words(" ");
    case "listItem":
    case "taskItem":
    case "decisionItem":
      return content();
    case "expand":
    case "nestedExpand":
      out.block();
      out.words(textOf(attrs, "title"));
      out.block();
      return content();
    default:
      out.block();
      content();
      return out.block();
  }
}

/** The limit of JavaScript's dates, in milliseconds around 1970. */
const DATE_MS_MAX = 8.64e15;

function writeText(node: Readonly<Record<string, unknown>>, out: MarkdownWriter): void {
  const text = textOf(node, "text");
  const marks = Array.isArray(node.marks) ? node.marks.filter(isRecord) : [];
  if (marks.some(({ type }) => type === "code")) return out.raw(`\`${text.replace(/\s+/g, " ")}\``);
  const link = marks.find(({ type }) => type === "link");
  const href = link === undefined ? "" : webAddressOf(textOf(link.attrs, "href"));
  if (href === "" || text.trim() === href) return out.words(text);
  out.raw("[");
  out.words(text.trim());
  out.raw(`](${href})`);
}

function markerOf(list: string, at: number, item: unknown): string {
  if (list === "orderedList") return `${at + 1}.`;
  if (list !== "taskList") return "-";
  return isRecord(item) && textOf(item.attrs, "state") === "DONE" ? "- [x]" : "- [ ]";
}

function children(node: unknown): readonly unknown[] {
  return isRecord(node) && Array.isArray(node.content) ? node.content : [];
}

function textOf(from: unknown, name: string): string {
  const value = isRecord(from) ? from[name] : undefined;
  return typeof value === "string" ? value : "";
}
