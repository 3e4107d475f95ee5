// Which terminals open links, from what they say of themselves.
import { assertEquals } from "@std/assert";
import { opensLinks } from "../../src/terminal/hyperlinks.ts";

Deno.test("hyperlinks: which terminals open links", () => {
  const env = (given: Readonly<Record<string, string>>) => (name: string) => given[name];
  const table: [given: Readonly<Record<string, string>>, opens: boolean][] = [
    [{ TERM: "xterm-256color" }, false],
    [{ TERM: "xterm-kitty" }, true],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "vscode" }, true],
    [{ TERM: "xterm-256color", VTE_VERSION: "7200" }, true],
    [{ TERM: "xterm-256color", VTE_VERSION: "4800" }, false],
    [{ TERM: "xterm-256color", WT_SESSION: "1f0c" }, true],
    [{ TERM: "screen-256color", VTE_VERSION: "7200" }, false],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "tmux", VTE_VERSION: "7200" }, false],
    [{}, false],
  ];
  for (const [given, opens] of table) {
    assertEquals(opensLinks(env(given)), opens, JSON.stringify(given));
  }
});
