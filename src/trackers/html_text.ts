/** HTML, as Azure Boards keeps it, to Markdown: what it says and its structure stay, how it looks goes. Pure. */
import { MarkdownWriter } from "./markdown_writer.ts";

/** Longest text that is read: what is behind it would not find room anyway. */
const READ_MAX = 200_000;

const TOKEN =
  /<!--[\s\S]*?(?:-->|$)|<(\/?)([a-z][a-z\d]*)((?:[\s/][^>]*)?)(?:>|$)|(?:[^<]|<(?![a-z/!]))+|</gi;

/** What is inside these is nothing to read. */
const UNREAD: readonly string[] = ["script", "style", "head", "template", "svg", "title"];

const BLOCKS: readonly string[] = ["p", "div", "section", "article", "table", "figure", "dl"];
const LINES: readonly string[] = ["br", "tr", "dt", "dd"];

/** The text of a piece of HTML as Markdown, without a tag. */
export function htmlToMarkdown(html: string): string {
  const out = new MarkdownWriter();
  /** Links and lists that are open; the number of the item of a list that counts, else null. */
  const links: string[] = [];
  const lists: (number | null)[] = [];
  let unread: string | null = null;
  let code: string | null = null;
  for (
    const [token, slash, name = "", attributes = ""] of html.slice(0, READ_MAX).matchAll(TOKEN)
  ) {
    if (out.isFull) break;
    const tag = name.toLowerCase();
    const closes = slash === "/";
    if (unread !== null) {
      if (closes && tag === unread) unread = null;
    } else if (token.startsWith("<!--")) {
      continue;
    } else if (code !== null) {
      if (tag === "pre" && closes) {
        out.code(code);
        code = null;
      } else if (tag === "") code += decodeEntities(token);
      else if (tag === "br") code += "\n";
    } else if (token === "<") out.raw("\\<"); // it looks like the begin of a tag, and is none
    else if (tag === "") out.words(decodeEntities(token));
    else if (UNREAD.includes(tag)) unread = closes ? null : tag;
    else if (tag === "pre") code = closes ? null : "";
    else if (tag === "code") out.raw("`");
    else if (BLOCKS.includes(tag)) out.block();
    else if (LINES.includes(tag)) out.line();
    else if (tag === "td" || tag === "th") out.words(closes ? " " : "");
    else if (tag === "hr") {
      out.block();
      out.raw("---");
      out.block();
    } else if (/^h[1-6]$/.test(tag)) {
      out.block();
      if (!closes) out.raw(`${"#".repeat(Number(tag[1]))} `);
    } else if (tag === "blockquote") closes ? out.closeQuote() : out.openQuote();
    else if (tag === "ul" || tag === "ol") {
      if (closes) {
        if (lists.pop() !== undefined) out.closeList();
      } else {
        lists.push(tag === "ol" ? 0 : null);
        out.openList();
      }
    } else if (tag === "li" && !closes) {
      const count = lists.at(-1) ?? null;
      if (count !== null) lists[lists.length - 1] = count + 1;
      out.item(count === null ? "-" : `${count + 1}.`);
    } else if (tag === "a" && !closes) {
      const href = webAddressOf(attribute(attributes, "href"));
      links.push(href);
      if (href !== "") out.raw("[");
    } else if (tag === "a") {
      const href = links.pop() ?? "";
      if (href !== "") out.raw(`](${href})`);
    } else if (tag === "img" && !closes) out.words(decodeEntities(attribute(attributes, "alt")));
  }
  if (code !== null) out.code(code);
  for (const href of links.reverse()) if (href !== "") out.raw(`](${href})`);
  return out.text;
}

/** An address as Markdown takes it between brackets; empty: it is none of the web. */
export function webAddressOf(text: string): string {
  const url = URL.parse(text.trim().slice(0, 2_000));
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "") return "";
  return url.href.replaceAll("(", "%28").replaceAll(")", "%29");
}

function attribute(attributes: string, name: string): string {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, "i")
    .exec(attributes);
  return decodeEntities(found?.[1] ?? found?.[2] ?? found?.[3] ?? "");
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", hellip: "…", bull: "•" },
  ...{ ndash: "–", mdash: "—", lsquo: "‘", rsquo: "’", ldquo: "“", rdquo: "”", euro: "€" },
  ...{ auml: "ä", ouml: "ö", uuml: "ü", Auml: "Ä", Ouml: "Ö", Uuml: "Ü", szlig: "ß" },
  ...{ eacute: "é", egrave: "è", agrave: "à", ccedil: "ç", rarr: "→", larr: "←", copy: "©" },
};

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (whole, ...groups) => {
    const [decimal, hex, name] = groups;
    if (typeof name === "string") {
      return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] ?? "" : whole;
    }
    const point = decimal === undefined ? parseInt(hex, 16) : Number(decimal);
    return point <= 0x10FFFF ? String.fromCodePoint(point) : "";
  });
}
