/**
 * The page's files, which `deno task page` made: read once, at the start, and kept in memory. It owns their names and
 * content types.
 */

/** Uncompressed, or as the build has compressed it. */
export type Encoding = "identity" | "gzip" | "br";

export interface PageFile {
  readonly type: string;
  /** A hash of the content, so that it is the same on every worker and after every restart. */
  readonly etag: string;
  readonly bodies: ReadonlyMap<Encoding, Uint8Array<ArrayBuffer>>;
}

/** The HTML for two paths: the addresses in it are relative, because a proxy may add a prefix [W13]. */
interface Html {
  /** For the page's root. */
  readonly start: PageFile;
  /** For `r/ROOMID`, one level down. */
  readonly room: PageFile;
}

export interface PageFiles {
  readonly html: Html;
  /** By name, such as `app-1a2b3c4d5e6f7081.js`. */
  readonly assets: ReadonlyMap<string, PageFile>;
}

/** Where the build puts them, beside the sources and inside the executable. */
const PAGE_FOLDER = new URL("../../dist/page/", import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  webmanifest: "application/manifest+json",
};

/** `NAME-HASH.EXTENSION`, with a hash of our build or of the bundler, and perhaps `.gz` or `.br`. */
const FILE_NAME = /^([a-z][a-z_-]*-([0-9a-f]{16}|[0-9A-Z]{8})\.([a-z]+))(?:\.(gz|br))?$/;

/** Reads the folder; null: there is no page in it. */
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
    const type = TYPES[extension];
    if (type === undefined) continue;
    const file = files.get(plain) ?? { type, etag: `W/"${hash}"`, bodies: new Map() };
    file.bodies.set(encodingOf(compressed), Deno.readFileSync(new URL(name, folder)));
    files.set(plain, file);
  }
  const take = (what: string) => {
    const [name = "", file] = [...files].find(([one]) => one.startsWith(what)) ?? [];
    files.delete(name);
    return file;
  };
  const [start, room] = [take("start-"), take("room-")];
  if (start === undefined || room === undefined) return null;
  return { html: { start, room }, assets: files };
}

function encodingOf(extension: string | undefined): Encoding {
  if (extension === "gz") return "gzip";
  return extension === "br" ? "br" : "identity";
}
