/** Turns the HTML of Azure Boards into Markdown: text and structure stay, styling goes. Pure. */
import { MarkdownWriter } from "./markdown_writer.ts";

/** How much is read, in UTF-16 units. */
const READ_MAX = 200_000;

/** How much of an address is read, in UTF-16 units. */
const ADDRESS_READ_MAX = 2_000;

const TOKEN =
  /<!--[\s\S]*?(?:-->|$)|<(\/?)([a-z][a-z\d]*)((?:[\s/][^>]*)?)(?:>|$)|(?:[^<]|<(?![a-z/!]))+|</gi;

/** Elements whose content is dropped. */
const UNREAD: readonly string[] = ["script", "style", "head", "template", "svg", "title"];

const BLOCKS: readonly string[] = ["p", "div", "section", "article", "table", "figure", "dl"];
const LINES: readonly string[] = ["br", "tr", "dt", "dd"];

/** Turns a piece of HTML into Markdown. */
export function htmlToMarkdown(html: string): string {
  const reader = new HtmlReader();
  for (
    const [token, slash, name = "", attributes = ""] of html.slice(0, READ_MAX).matchAll(TOKEN)
  ) {
    if (reader.isFull) break;
    if (token.startsWith("<!--")) continue;
    if (name === "") reader.text(token);
    else reader.tag({ name: name.toLowerCase(), closes: slash === "/", attributes });
  }
  return reader.end();
}

interface Tag {
  /** In lower case. */
  readonly name: string;
  readonly closes: boolean;
  readonly attributes: string;
}

/** Writes the Markdown of texts and tags, in the order of the document. */
class HtmlReader {
  readonly #out = new MarkdownWriter();
  /** The addresses of open links. */
  readonly #links: string[] = [];
  /** For each open list, the number of its last item; null: it has bullets. */
  readonly #lists: (number | null)[] = [];
  /** The open element whose content is dropped. */
  #unread: string | null = null;
  /** The text of an open block of code. */
  #code: string | null = null;

  get isFull(): boolean {
    return this.#out.isFull;
  }

  text(token: string): void {
    if (this.#unread !== null) return;
    if (this.#code !== null) this.#code += decodeEntities(token);
    else if (token === "<") this.#out.raw("\\<"); // it begins no tag
    else this.#out.words(decodeEntities(token));
  }

  tag(tag: Tag): void {
    const { name, closes } = tag;
    if (this.#unread !== null) {
      if (closes && name === this.#unread) this.#unread = null;
    } else if (this.#code !== null) this.#inCode(this.#code, tag);
    else if (UNREAD.includes(name)) this.#unread = closes ? null : name;
    else if (name === "pre") this.#code = closes ? null : "";
    else if (name === "ul" || name === "ol") this.#list(tag);
    else if (name === "a") this.#link(tag);
    else this.#mark(tag);
  }

  /** Closes what is open, and returns the Markdown. */
  end(): string {
    if (this.#code !== null) this.#out.code(this.#code);
    for (const href of this.#links.reverse()) if (href !== "") this.#out.raw(`](${href})`);
    return this.#out.text;
  }

  #inCode(code: string, { name, closes }: Tag): void {
    if (name === "br") this.#code = `${code}\n`;
    else if (name === "pre" && closes) {
      this.#out.code(code);
      this.#code = null;
    }
  }

  #list({ name, closes }: Tag): void {
    if (!closes) {
      this.#lists.push(name === "ol" ? 0 : null);
      this.#out.openList();
    } else if (this.#lists.pop() !== undefined) this.#out.closeList();
  }

  #item(): void {
    const last = this.#lists.at(-1) ?? null;
    if (last !== null) this.#lists[this.#lists.length - 1] = last + 1;
    this.#out.item(last === null ? "-" : `${last + 1}.`);
  }

  #link({ closes, attributes }: Tag): void {
    if (closes) {
      const href = this.#links.pop() ?? "";
      if (href !== "") this.#out.raw(`](${href})`);
      return;
    }
    const href = webAddressOf(attribute(attributes, "href"));
    this.#links.push(href);
    if (href !== "") this.#out.raw("[");
  }

  /** A tag that needs no memory. */
  #mark({ name, closes, attributes }: Tag): void {
    const out = this.#out;
    if (name === "code") out.raw("`");
    else if (BLOCKS.includes(name)) out.block();
    else if (LINES.includes(name)) out.line();
    else if (name === "td" || name === "th") out.words(closes ? " " : "");
    else if (name === "hr") {
      out.block();
      out.raw("---");
      out.block();
    } else if (/^h[1-6]$/.test(name)) {
      out.block();
      if (!closes) out.raw(`${"#".repeat(Number(name[1]))} `);
    } else if (name === "blockquote") closes ? out.closeQuote() : out.openQuote();
    else if (name === "li" && !closes) this.#item();
    else if (name === "img" && !closes) out.words(decodeEntities(attribute(attributes, "alt")));
  }
}

/** A web address, encoded for a link in Markdown; "" if it is no http or https address. */
export function webAddressOf(text: string): string {
  const url = URL.parse(text.trim().slice(0, ADDRESS_READ_MAX));
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
