// The page over HTTP: addresses, caching, encodings, and the headers that keep it safe.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Encoding, PageFile } from "../../src/server/page_files.ts";
import { createPages } from "../../src/server/pages.ts";

function file(type: string, hash: string, encodings: readonly Encoding[]): PageFile {
  const bodies = new Map(encodings.map((one) => [one, new TextEncoder().encode(`${hash} ${one}`)]));
  return { type, etag: `W/"${hash}"`, bodies };
}

const ALL: readonly Encoding[] = ["identity", "gzip", "br"];
const FILES = {
  html: {
    start: file("text/html; charset=utf-8", "aa", ALL),
    room: file("text/html; charset=utf-8", "ab", ALL),
  },
  assets: new Map([
    ["app-bb.js", file("text/javascript; charset=utf-8", "bb", ALL)],
    ["icon-cc.svg", file("image/svg+xml", "cc", ["identity", "gzip"])],
  ]),
};

async function ask(
  path: string,
  { method = "GET", headers = {}, files = FILES }: {
    method?: string;
    headers?: Readonly<Record<string, string>>;
    files?: typeof FILES | null;
  } = {},
) {
  const request = new Request(`http://server${path}`, { method, headers });
  const response = createPages(files)(request, path);
  if (response === null) return null;
  return { status: response.status, headers: response.headers, body: await response.text() };
}

Deno.test("which address is which file", async () => {
  const table: [string, number | null, string][] = [
    ["/", 200, "aa identity"],
    ["/r/7K2M9QXD", 200, "ab identity"],
    ["/r/no%20place%3F", 200, "ab identity"],
    ["/assets/app-bb.js", 200, "bb identity"],
    ["/favicon.ico", 200, "cc identity"],
    ["/assets/app-00.js", 404, "Not found.\n"],
    ["/assets/../deno.json", 404, "Not found.\n"],
    ["/r/", null, ""],
    ["/r/a/b", null, ""],
    ["/index.html", null, ""],
  ];
  for (const [path, status, body] of table) {
    const response = await ask(path);
    assertEquals([response?.status ?? null, response?.body ?? ""], [status, body], path);
  }
});

Deno.test("[W13] a room's address that is written differently leads to the one it has, below any path", async () => {
  const table: [string, string][] = [
    ["/R/7K2M9QXD", "/r/7K2M9QXD"],
    ["/r/7k2m9qxd", "/r/7K2M9QXD"],
    ["/r/7K2M9QXD/", "/r/7K2M9QXD"],
    ["//r/7K2M9QXD", "/r/7K2M9QXD"],
    ["/r//7K2M9QXD", "/r/7K2M9QXD"],
    ["/r/7K2M9QXD.", "/r/7K2M9QXD"],
    ["/r/7K2M9QXD)", "/r/7K2M9QXD"],
    ["/r/7K2M-9QXD", "/r/7K2M9QXD"],
    ["/r/7K2M9QXD%20", "/r/7K2M9QXD"],
    ["/r/no%20place%3F/", "/r/no%20place%3F"],
    ["/R/%2F%2Fevil.example", "/r/%2F%2Fevil.example"],
  ];
  for (const [path, canonical] of table) {
    const response = await ask(path);
    assertEquals(response?.status, 308, path);
    const location = response?.headers.get("location") ?? "";
    for (const above of ["", "/poker", "/a/b"]) {
      const { href } = new URL(location, `http://server${above}${path}`);
      assertEquals(href, `http://server${above}${canonical}`, path);
    }
  }
});

Deno.test("the html is asked for each time, what has its hash in its name never again", async () => {
  const html = await ask("/");
  assertEquals(html?.headers.get("cache-control"), "no-cache");
  const asset = await ask("/assets/app-bb.js");
  assertEquals(asset?.headers.get("cache-control"), "public, max-age=31536000, immutable");
  for (const [path, etag] of [["/", 'W/"aa"'], ["/assets/app-bb.js", 'W/"bb"']] as const) {
    assertEquals((await ask(path))?.headers.get("etag"), etag);
    for (const known of [etag, `"x", ${etag}`, "*"]) {
      const same = await ask(path, { headers: { "if-none-match": known } });
      assertEquals([same?.status, same?.body], [304, ""]);
      assert(same?.headers.has("content-security-policy"));
    }
    assertEquals((await ask(path, { headers: { "if-none-match": '"old"' } }))?.status, 200);
  }
});

Deno.test("the best encoding that there is and the client takes", async () => {
  const table: [string, string | null, string | null][] = [
    ["/", null, null],
    ["/", "", null],
    ["/", "gzip, deflate, br, zstd", "br"],
    ["/", "gzip", "gzip"],
    ["/", "br;q=0, gzip", "gzip"],
    ["/", "identity", null],
    ["/", "*", "br"],
    ["/favicon.ico", "br, gzip", "gzip"],
  ];
  for (const [path, accepted, encoding] of table) {
    const headers = accepted === null ? {} : { "accept-encoding": accepted };
    const response = await ask(path, { headers });
    assertEquals(response?.headers.get("content-encoding") ?? null, encoding, `${accepted}`);
    assertStringIncludes(response?.body ?? "", encoding ?? "identity");
    assertEquals(response?.headers.get("vary"), "accept-encoding");
    assertEquals(response?.headers.get("content-length"), String(response?.body.length));
  }
});

Deno.test("methods that would change something are refused", async () => {
  for (const path of ["/", "/r/7K2M9QXD", "/assets/app-bb.js"]) {
    const post = await ask(path, { method: "POST" });
    assertEquals([post?.status, post?.headers.get("allow")], [405, "GET, HEAD"]);
  }
});

Deno.test("no answer lets the page run, load or be framed by anything else", async () => {
  for (const path of ["/", "/assets/app-bb.js", "/assets/none.js"]) {
    const headers = (await ask(path))?.headers;
    const policy = headers?.get("content-security-policy") ?? "";
    for (
      const rule of [
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ]
    ) {
      assertStringIncludes(policy, rule);
    }
    assert(!/unsafe|\*|https?:/.test(policy), policy);
    assertEquals(headers?.get("x-content-type-options"), "nosniff");
    assertEquals(headers?.get("referrer-policy"), "no-referrer");
    assertEquals(headers?.get("cross-origin-opener-policy"), "same-origin");
  }
});

Deno.test("a server without its page answers how to build it", async () => {
  const response = await ask("/", { files: null });
  assertEquals(response?.status, 404);
  assertMatch(response?.body ?? "", /deno task page/);
  assertEquals((await ask("/assets/app-bb.js", { files: null }))?.status, 404);
});
