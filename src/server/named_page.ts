/**
 * Writes settings into the page's HTML. `--public-url` [W13]: links that people copy have this address wherever the
 * page was opened, and the picture of a link's preview has an absolute one, which most chats require. `--auth-header`
 * [A2]: the page asks for no name.
 */
import type { PageFile, PageFiles } from "./page_files.ts";

/** The places in the HTML. */
const PUBLIC_URL = 'data-public-url=""';
const NAMES = 'data-names=""';
const PREVIEW = /(<meta property="og:image" content=")(?:\.\.\/)?/;

interface Known {
  /** null: not set. */
  readonly publicUrl: string | null;
  readonly namesAreFixed: boolean;
}

/** The page with these settings in its HTML; the same object if none is set. */
export function namedPage(page: PageFiles, known: Known): PageFiles {
  if (known.publicUrl === null && !known.namesAreFixed) return page;
  const { start, room } = page.html;
  return { ...page, html: { start: named(start, known), room: named(room, known) } };
}

/** Only the uncompressed HTML is kept: the build has compressed it without the settings, and it is small. */
function named({ type, etag, bodies }: PageFile, { publicUrl, namesAreFixed }: Known): PageFile {
  let html = new TextDecoder().decode(bodies.get("identity"));
  // another content needs another tag
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
