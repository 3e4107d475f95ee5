/**
 * The page of a server that knows what the world calls it [W13], or who people are [A2]. The links that people copy have
 * the server's name wherever the page was opened, and the picture of a link's preview has a whole address, as most chats
 * ask for; where a proxy says who people are, the page asks for no name.
 */
import type { PageFile, PageFiles } from "./page_files.ts";

/** What stands in the html where the name goes, and what is known of people. */
const PUBLIC_URL = 'data-public-url=""';
const NAMES = 'data-names=""';
const PREVIEW = /(<meta property="og:image" content=")(?:\.\.\/)?/;

interface Known {
  /** null: the server has no name. */
  readonly publicUrl: string | null;
  readonly namesAreFixed: boolean;
}

/** The same page with what is known in its html; as it is where that is nothing. */
export function namedPage(page: PageFiles, known: Known): PageFiles {
  if (known.publicUrl === null && !known.namesAreFixed) return page;
  const { start, room } = page.html;
  return { ...page, html: { start: named(start, known), room: named(room, known) } };
}

/** It is small, so it goes as it is: what the build has compressed has nothing of this in it. */
function named({ type, etag, bodies }: PageFile, { publicUrl, namesAreFixed }: Known): PageFile {
  let html = new TextDecoder().decode(bodies.get("identity"));
  // other words make another file
  let tag = etag.replace(/"$/, "");
  if (publicUrl !== null) {
    const name = publicUrl.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
    html = html.replace(PUBLIC_URL, () => `data-public-url="${name}"`)
      .replace(PREVIEW, (_, before: string) => before + name);
    tag += `-${encodeURIComponent(publicUrl)}`;
  }
  if (namesAreFixed) {
    html = html.replace(NAMES, 'data-names="fixed"');
    tag += "-names";
  }
  return { type, etag: `${tag}"`, bodies: new Map([["identity", new TextEncoder().encode(html)]]) };
}
