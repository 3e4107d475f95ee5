/**
 * The last step of `deno task page`: what `deno bundle` made gets names with their content's hash in them,
 * the html learns those names, and everything is compressed, once, so that the server need not. It writes
 * below dist/page only.
 *
 * What a module asks for with `await import("./x.ts")` becomes a file of its own, and is fetched at that moment.
 * The bundler names it and what it shares with the rest, with hashes of its own.
 */
import { Buffer } from "node:buffer";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const SOURCES = new URL("./", import.meta.url);
const PAGE = new URL("../../dist/page/", import.meta.url);
const PARTS = new URL("parts/", PAGE);

/** One for each part of the screen; what stands further down wins. Older bundlers follow no `@import`. */
const STYLES = [
  "base",
  "controls",
  "entry",
  "room",
  "table",
  "groups",
  "hand",
  "dock",
  "outcome",
  "queue",
  "dialog",
  "results",
  "notices",
];

/**
 * The html by the level that it is served at, what leads from there to the root [W13], and what the preview of a link
 * says. That is the same for every room: it must not show which ones there are [W9].
 */
const LEVELS = [
  {
    name: "start.html",
    up: "",
    title: "estimatex",
    about: "Open a room, share its link, and estimate tickets together, in real time.",
  },
  {
    name: "room.html",
    up: "../",
    title: "Join a room · estimatex",
    about: "You are invited to estimate together. Open the link, type a name, and you are in.",
  },
];

/** What the html calls them, and what they are made of. */
const ASSETS: readonly { readonly name: string; readonly from: readonly URL[] }[] = [
  { name: "app.js", from: [new URL("main.js", PARTS)] },
  { name: "app.css", from: STYLES.map((name) => new URL(`styles/${name}.css`, PARTS)) },
  { name: "timer.js", from: [new URL("timer_worker.js", PARTS)] },
  { name: "theme.js", from: [new URL("theme_first.js", PARTS)] },
  ...["icon.svg", "icon_marked.svg"].map((name) => ({ name, from: [new URL(name, SOURCES)] })),
  ...["icon_small", "icon_large", "icon_maskable", "icon_touch", "preview"].map((name) => ({
    name: `${name}.png`,
    from: [new URL(`images/${name}.png`, SOURCES)],
  })),
];

/** What a browser knows of the page as an app. It names assets that are beside it. */
const MANIFEST = { name: "manifest.webmanifest", from: new URL("manifest.json", SOURCES) };

/** Hashes are cut to so many hexadecimal digits: they tell builds apart, they guard nothing. */
const HASH_DIGITS = 16;

/** The modules that the bundler begins with; every other one it split off. */
const ENTRANCES = ["main.js", "timer_worker.js", "theme_first.js"];

/** As the server takes them: a name, and the bundler's hash of what is in it. */
const SPLIT_OFF = /^[a-z][a-z_-]*-[0-9A-Z]{8}\.js$/;

/** What must be there before a module runs. */
const NEEDS = /\b(?:from|import)"\.\/([^"]+\.js)"/g;

async function build(): Promise<void> {
  const splitOff = [...Deno.readDirSync(PARTS)].map(({ name }) => name)
    .filter((name) => name.endsWith(".js") && !ENTRANCES.includes(name))
    .map((name) => {
      if (!SPLIT_OFF.test(name)) throw new Error(`the server would not serve ${name}`);
      return { name, content: Deno.readFileSync(new URL(name, PARTS)) };
    });
  const needed = neededBy(Deno.readTextFileSync(new URL("main.js", PARTS)));
  const template = await Deno.readTextFile(new URL("page.html", SOURCES));
  const assets = await Promise.all(
    ASSETS.map(({ name, from }) =>
      hashedAsset(name, Buffer.concat(from.map((part) => Deno.readFileSync(part))))
    ),
  );
  const manifest = filled(
    Deno.readTextFileSync(MANIFEST.from),
    new Map(assets.map(({ name, hashed }) => [name, hashed])),
  );
  assets.push(await hashedAsset(MANIFEST.name, new TextEncoder().encode(manifest)));
  await clear();
  for (const { name, content } of splitOff) write(name, content);
  for (const { content, hashed } of assets) write(hashed, content);
  for (const { name, up, title, about } of LEVELS) {
    const preloads = needed.map((one) => `<link rel="modulepreload" href="${up}assets/${one}">`);
    const html = filled(
      template.replace("<!-- what app.js needs -->", preloads.join("\n    ")),
      new Map([
        ["title", title],
        ["about", about],
        ...assets.map((asset) => [asset.name, `${up}assets/${asset.hashed}`] as const),
      ]),
    );
    const page = new TextEncoder().encode(html);
    write(await withHash(name, page), page);
  }
}

/** The text with what its names in double braces stand for. `deno fmt` puts spaces around some of them. */
function filled(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{(.*?)\}\}/g, (place, name: string) => {
    const value = values.get(name.trim());
    if (value === undefined) throw new Error(`nothing is known for ${place}`);
    return value;
  });
}

interface Asset {
  readonly name: string;
  readonly content: Uint8Array<ArrayBuffer>;
  /** What it is called in `assets/`. */
  readonly hashed: string;
}

async function hashedAsset(name: string, from: Uint8Array): Promise<Asset> {
  const content = new Uint8Array(from);
  return { name, content, hashed: await withHash(name, content) };
}

/** The modules that one loads with itself, and they with theirs: asked for at once, not one after the other. */
function neededBy(module: string, found = new Set<string>()): readonly string[] {
  for (const [, name = ""] of module.matchAll(NEEDS)) {
    if (found.has(name)) continue;
    found.add(name);
    neededBy(Deno.readTextFileSync(new URL(name, PARTS)), found);
  }
  return [...found];
}

/** Earlier builds go, and with them the parts of this one. */
async function clear(): Promise<void> {
  for (const { name } of Deno.readDirSync(PAGE)) {
    await Deno.remove(new URL(name, PAGE), { recursive: true });
  }
}

function write(name: string, content: Uint8Array): void {
  const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  Deno.writeFileSync(new URL(name, PAGE), content);
  if (name.endsWith(".png")) return; // it is compressed
  const zipped = gzipSync(Buffer.from(content), { level: constants.Z_BEST_COMPRESSION });
  Deno.writeFileSync(new URL(`${name}.gz`, PAGE), zipped);
  const smallest = brotliCompressSync(Buffer.from(content), { params: quality });
  Deno.writeFileSync(new URL(`${name}.br`, PAGE), smallest);
}

async function withHash(name: string, content: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  const hash = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return name.replace(".", `-${hash.slice(0, HASH_DIGITS)}.`);
}

await build();
