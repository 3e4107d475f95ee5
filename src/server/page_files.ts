/**
 * The page's files as `deno task page` made them, read once and kept in memory. It owns what a file may be
 * called and how it is told; it must never read anything while the server serves.
 */

/** How a text can be sent: as it is, or as the build has compressed it. */
export type Encoding = "identity" | "gzip" | "br";

export interface PageFile {
  readonly type: string;
  /** Of the content, so that the same content has the same tag on every worker and after every restart. */
  readonly etag: string;
  readonly bodies: ReadonlyMap<Encoding, Uint8Array<ArrayBuffer>>;
}

export interface PageFiles {
  readonly html: PageFile;
  /** By the name in the address: `app-1a2b3c4d5e6f7081.js`. */
  readonly assets: ReadonlyMap<string, PageFile>;
}

/** Where the build puts them: beside the sources, and inside the executable. */
export const PAGE_FOLDER = new URL("../../dist/page/", import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

/** `NAME-HASH.EXTENSION`, and `.gz` or `.br` behind it. */
const FILE_NAME = /^([a-z]+-([0-9a-f]{16})\.(html|js|css|svg))(?:\.(gz|br))?$/;

/** Reads the folder; null where there is no page in it. */
export function readPageFiles(folder: URL = PAGE_FOLDER): PageFiles | null {
  let names: string[];
  try {
    names = [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch {
    return null; // not built, or not allowed to be read
  }
  const files = new Map<
    string,
    PageFile & { readonly bodies: Map<Encoding, Uint8Array<ArrayBuffer>> }
  >();
  for (const name of names) {
    const [, plain, hash, extension, compressed] = FILE_NAME.exec(name) ?? [];
    if (plain === undefined || extension === undefined) continue;
    const type = TYPES[extension] ?? "application/octet-stream";
    const file = files.get(plain) ?? { type, etag: `W/"${hash}"`, bodies: new Map() };
    file.bodies.set(encodingOf(compressed), Deno.readFileSync(new URL(name, folder)));
    files.set(plain, file);
  }
  const html = [...files].find(([name]) => name.endsWith(".html"));
  if (html === undefined) return null;
  files.delete(html[0]);
  return { html: html[1], assets: files };
}

function encodingOf(extension: string | undefined): Encoding {
  if (extension === "gz") return "gzip";
  return extension === "br" ? "br" : "identity";
}
