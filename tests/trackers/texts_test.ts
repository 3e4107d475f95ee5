// Descriptions as trackers keep them, to Markdown without HTML [A5].
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { adfToMarkdown } from "../../src/trackers/adf_text.ts";
import { htmlToMarkdown } from "../../src/trackers/html_text.ts";
import { wikiToMarkdown, withoutHtml } from "../../src/trackers/markdown_text.ts";
import { DESCRIPTION_LENGTH_MAX } from "../../src/room/limits.ts";

const doc = (...content: unknown[]) => ({ type: "doc", version: 1, content });
const text = (it: string, ...marks: unknown[]) => ({ type: "text", text: it, marks });
const p = (...content: unknown[]) => ({ type: "paragraph", content });

Deno.test("ADF: text and structure stay [A5]", () => {
  const item = (...content: unknown[]) => ({ type: "listItem", content });
  const table: [unknown, string][] = [
    [null, ""],
    ["plain text", "plain text"],
    [doc(p(text("a "), text("b", { type: "strong" }), text(" c"))), "a b c"],
    [doc(p(text("run", { type: "code" }), { type: "hardBreak" }, text("it"))), "`run`\nit"],
    [doc(p({ type: "mention", attrs: { text: "@Ana" } }, text(" asks"))), "@Ana asks"],
    [doc(p({ type: "inlineCard", attrs: { url: "https://a.example/x" } })), "https://a.example/x"],
    [doc(p({ type: "inlineCard", attrs: { url: "javascript:x" } }), p(text("b"))), "b"],
    [doc(p(text("x", { type: "link", attrs: { href: "javascript:alert(1)" } }))), "x"],
    [doc(p(text("<b>x</b>"))), "\\<b>x\\</b>"],
    [
      doc({
        type: "orderedList",
        content: [
          item(p(text("one")), { type: "bulletList", content: [item(p(text("deep")))] }),
          item(p(text("two"))),
        ],
      }),
      "1. one\n  - deep\n2. two",
    ],
    [
      doc({
        type: "taskList",
        content: [
          { type: "taskItem", attrs: { state: "DONE" }, content: [text("done")] },
          { type: "taskItem", attrs: { state: "TODO" }, content: [text("open")] },
        ],
      }),
      "- [x] done\n- [ ] open",
    ],
    [
      doc({ type: "blockquote", content: [p(text("quoted"))] }, p(text("then"))),
      "> quoted\n\nthen",
    ],
    [doc({ type: "panel", content: [p(text("known or not"))] }), "known or not"],
    [doc(p({ type: "date", attrs: { timestamp: "1767225600000" } })), "2026-01-01"],
    [doc(7, null, { type: 7 }, { type: "text", text: 7 }, { type: "paragraph", content: 7 }), ""],
  ];
  for (const [given, markdown] of table) assertEquals(adfToMarkdown(given), markdown);
});

Deno.test("HTML: text and structure stay, scripts go [A5]", () => {
  const table: [string, string][] = [
    ["<div>a<br>b</div><div>c</div>", "a\nb\n\nc"],
    ["<ol><li>one</li><li>two<ul><li>deep</li></ul></li></ol>", "1. one\n2. two\n  - deep"],
    ["a<script>alert('<b>')</script>b<style>p{}</style>c", "abc"],
    ["<!-- <p>x --> y<p", "y"],
    [
      "<a href='javascript:x'>a</a> <a href=\"https://a.example/?q=1&amp;r=(2)\">b</a>",
      "a [b](https://a.example/?q=1&r=%282%29)",
    ],
    [
      "&lt;img src=x onerror=alert(1)&gt; &amp;lt; &#8364; &#x1F600; &nope; &#99999999;",
      "\\<img src=x onerror=alert(1)> &lt; € 😀 &nope; &#99999999;",
    ],
    ["<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"],
    ["<pre>x\n  &lt;y&gt;</pre>z", "```\nx\n  <y>\n```\n\nz"],
    ["</ul></li></a></blockquote>left", "left"],
    ["\\\\&lt;<i>x</i>", "\\<x"],
    [`${"\\".repeat(101)}&lt;x`, "\\<x"],
    ["<h1>T</h1><hr><blockquote>q</blockquote>", "# T\n\n---\n\n> q"],
  ];
  for (const [given, markdown] of table) assertEquals(htmlToMarkdown(given), markdown, given);
});

Deno.test("Markdown: tags and comments go, code keeps them [A5]", () => {
  const table: [string, string][] = [
    ["a <b>b</b> `<c>` <!-- d\n -->e", "a b `<c>` e"],
    ["```html\n<p>x</p>\n```\n<p>y</p>", "```html\n<p>x</p>\n```\n\ny"],
    [
      "<https://a.example/x> <scr<b>ipt>alert(1)</scr</b>ipt>",
      "https://a.example/x \\<script>alert(1)\\</script>",
    ],
    ["a<br>b", "a\nb"],
    ["\\<b> \\\\<b>c", "\\<b> \\\\c"],
    ["1 < 2 and <3", "1 < 2 and <3"],
    ["<details", "\\<details"],
  ];
  for (const [given, markdown] of table) assertEquals(withoutHtml(given).trim(), markdown, given);
});

Deno.test("wiki markup: headings, code, links and lists [A5]", () => {
  const table: [string, string][] = [
    ["h1. T\n# one\n## deep\n* x\n** y", "# T\n1. one\n  1. deep\n- x\n  - y"],
    ["{code:java}\nList<String> x;\n{code}\n{{y}}", "```\nList<String> x;\n```\n`y`"],
    [
      "[a|https://a.example/x|tip] [https://b.example] [javascript:x]",
      "[a](https://a.example/x) https://b.example [javascript:x]",
    ],
    ["{color:red}x{color} <b>", "x \\<b>"],
  ];
  for (const [given, markdown] of table) assertEquals(wikiToMarkdown(given), markdown, given);
});

/** What texts of these languages are made of, code aside: in that a tag is text. */
const PIECES = [
  ..."< > </ <p> </p> <b <script> </script> <!-- --> <li> <ul> </ul> </a> </pre> x".split(" "),
  ..."&lt; &#60; <br/> \\ \\<b> [ ]( ) h1. # ** \" ' = /> !".split(" "),
  ...["<a href='https://x.example'>", "\n", " ", "\u0000", "\ud800"],
];

const pieces = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((all) => all.join(""));

Deno.test("no text makes a tag, and none throws [A5]", () => {
  fc.assert(
    fc.property(pieces, (given) => {
      for (const convert of [htmlToMarkdown, wikiToMarkdown, withoutHtml]) {
        const markdown = convert(given);
        assert(
          !/(?<!\\)(?:\\\\)*<[a-z/!?]/i.test(markdown),
          `${convert.name}: ${JSON.stringify(markdown)}`,
        );
      }
    }),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (given) => {
      assertEquals(typeof adfToMarkdown({ type: "doc", content: [given] }), "string");
    }),
    { numRuns: 300 },
  );
});

Deno.test("a huge text costs no more than a long one [A5]", () => {
  for (
    const part of [
      "<",
      "<b",
      "<!--",
      "`",
      "<li>",
      "<ul>",
      "&",
      "x ",
      "[a|https://x",
      "{{",
      "\n> ",
      "<p>\n",
    ]
  ) {
    const given = part.repeat(300_000);
    for (const convert of [htmlToMarkdown, wikiToMarkdown, withoutHtml]) {
      assert(convert(given).length <= 20 * DESCRIPTION_LENGTH_MAX, `${convert.name}: ${part}`);
    }
  }
  const wide = doc(...Array.from({ length: 100_000 }, () => p(text("word "))));
  assert(adfToMarkdown(wide).length <= 8 * DESCRIPTION_LENGTH_MAX);
  let deep: unknown = text("x");
  for (let level = 0; level < 50_000; level++) deep = { type: "bulletList", content: [deep] };
  assertEquals(adfToMarkdown(deep), "");
});
