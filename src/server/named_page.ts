/**
 * The page of a server that knows what the world calls it [W13]: the links that people copy have that name wherever the
 * page was opened, and the picture of a link's preview has a whole address, as most chats ask for.
 */
import type { PageFile, PageFiles } from "./page_files.ts";

/** What stands in the html where the name goes. */
const PUBLIC_URL = 'data-public-url=""';
const PREVIEW = /(<meta property="og:image" content=")(?:\.\.\/)?/;

/** The same page with the server's name in its html; as it is where the server has none. */
export function namedPage(page: PageFiles, publicUrl: string | null): PageFiles {
  if (publicUrl === null) return page;
  const { start, room } = page.html;
  return { ...page, html: { start: named(start, publicUrl), room: named(room, publicUrl) } };
}

/** It is small, so it goes as it is: what the build has compressed has no name in it. */
function named({ type, etag, bodies }: PageFile, publicUrl: string): PageFile {
  const name = publicUrl.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const html = new TextDecoder().decode(bodies.get("identity"))
    .replace(PUBLIC_URL, () => `data-public-url="${name}"`)
    .replace(PREVIEW, (_, before: string) => before + name);
  // another name makes another file
  const tag = etag.replace(/"$/, `-${encodeURIComponent(publicUrl)}"`);
  return { type, etag: tag, bodies: new Map([["identity", new TextEncoder().encode(html)]]) };
}
