/**
 * The last step of `deno task page`: what `deno bundle` made gets names with their content's hash in them,
 * the html learns those names, and everything is compressed, once, so that the server need not. It writes
 * below dist/page only.
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
  "hand",
  "outcome",
  "queue",
  "dialog",
  "results",
  "notices",
];

/** What the html calls them, and what they are made of. */
const ASSETS: readonly { readonly name: string; readonly from: readonly URL[] }[] = [
  { name: "app.js", from: [new URL("main.js", PARTS)] },
  { name: "app.css", from: STYLES.map((name) => new URL(`styles/${name}.css`, PARTS)) },
  { name: "timer.js", from: [new URL("timer_worker.js", PARTS)] },
  { name: "icon.svg", from: [new URL("icon.svg", SOURCES)] },
];

/** Hashes are cut to so many hexadecimal digits: they tell builds apart, they guard nothing. */
const HASH_DIGITS = 16;

async function build(): Promise<void> {
  let html = await Deno.readTextFile(new URL("page.html", SOURCES));
  const assets = await Promise.all(ASSETS.map(async ({ name, from }) => {
    const parts = await Promise.all(from.map((part) => Deno.readTextFile(part)));
    const content = new TextEncoder().encode(parts.join(""));
    return { name, content, hashed: await withHash(name, content) };
  }));
  await clear();
  for (const { name, content, hashed } of assets) {
    html = html.replaceAll(`{{${name}}}`, `/assets/${hashed}`);
    write(hashed, content);
  }
  const page = new TextEncoder().encode(html);
  write(await withHash("index.html", page), page);
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
