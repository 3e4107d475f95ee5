// The page of a server that knows what the world calls it [W13].
import { assertEquals, assertStringIncludes } from "@std/assert";
import { namedPage } from "../../src/server/named_page.ts";
import { readPageFiles } from "../../src/server/page_files.ts";
import { permittedTest } from "../permitted.ts";

const built = readPageFiles();

/** The start page and a room's, as they are sent. */
function htmls(publicUrl: string | null): readonly string[] {
  if (built === null) throw new Error("there is no page: deno task page makes it");
  const { html: { start, room } } = namedPage(built, { publicUrl, namesAreFixed: false });
  return [start, room].map(({ bodies }) => new TextDecoder().decode(bodies.get("identity")));
}

permittedTest("[W13] links and previews have the server's name", () => {
  for (const html of htmls("https://points.example.com/poker/")) {
    assertStringIncludes(html, 'data-public-url="https://points.example.com/poker/"');
    assertStringIncludes(
      html,
      '<meta property="og:image" content="https://points.example.com/poker/assets/preview-',
    );
  }
});

permittedTest(
  "[W13] a server without a name has none in its page, and a picture all the same",
  () => {
    const [start = "", room = ""] = htmls(null);
    assertStringIncludes(start, 'data-public-url=""');
    assertStringIncludes(start, '<meta property="og:image" content="assets/preview-');
    assertStringIncludes(room, '<meta property="og:image" content="../assets/preview-');
  },
);

permittedTest("a name is only ever text, and another name is another file", () => {
  for (const html of htmls('https://x.org/?"><script>&$&')) {
    assertEquals(html.includes('"><script>&$'), false);
    assertStringIncludes(html, "https://x.org/?&quot;><script>&amp;$&amp;");
  }
  if (built === null) throw new Error("there is no page");
  const tags = [null, "https://a.org/", "https://b.org/"]
    .map((name) => namedPage(built, { publicUrl: name, namesAreFixed: false }).html.start.etag);
  assertEquals(new Set(tags).size, 3);
  assertEquals(tags.every((tag) => /^W\/"[\w.%-]+"$/.test(tag)), true, `${tags}`);
});

permittedTest("[A2] a page that asks for no name is another file than one that does", () => {
  if (built === null) throw new Error("there is no page: deno task page makes it");
  const [asks, fixed] = [false, true].map((namesAreFixed) =>
    namedPage(built, { publicUrl: null, namesAreFixed }).html.room
  );
  assertStringIncludes(
    new TextDecoder().decode(fixed?.bodies.get("identity")),
    'data-names="fixed"',
  );
  assertEquals(asks?.etag === fixed?.etag, false);
});
