/**
 * The page's files as `deno task page` made them, read once and kept in memory. It owns what a file may be
 * called and with which headers it is sent; it must never read anything while the server serves.
 */

/** How a text can be sent: as it is, or as the build has compressed it. */
export type Encoding = "identity" | "gzip" | "br";

export interface PageFile {
  readonly type: string;
  /** Of the content, so that the same content has the same tag on every worker and after every restart. */
  readonly etag: string;
  readonly bodies: ReadonlyMap<Encoding, Uint8Array<ArrayBuffer>>;
}

/** The html by where it is served: the addresses in it are relative, since nobody knows what is above them [W13]. */
interface Html {
  /** For the page's root. */
  readonly start: PageFile;
  /** For `r/ROOMID`, one level down. */
  readonly room: PageFile;
}

export interface PageFiles {
  readonly html: Html;
  /** By the name in the address: `app-1a2b3c4d5e6f7081.js`. */
  readonly assets: ReadonlyMap<string, PageFile>;
}

/** Where the build puts them: beside the sources, and inside the executable. */
const PAGE_FOLDER = new URL("../../dist/page/", import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  webmanifest: "application/manifest+json",
};

/** `NAME-HASH.EXTENSION`, the hash as our build writes it or as the bundler does; `.gz` or `.br` behind it. */
const FILE_NAME = /^([a-z][a-z_-]*-([0-9a-f]{16}|[0-9A-Z]{8})\.([a-z]+))(?:\.(gz|br))?$/;

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
