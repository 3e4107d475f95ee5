// Files that are no lists of tickets: refused by name, with one sentence on what to do.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { ENGLISH } from "../../src/tickets/english.ts";
import { inWords } from "../../src/tickets/remarks.ts";
import {
  FILE_BYTES_MAX,
  readTicketFile,
  readTickets,
  TOO_LARGE,
} from "../../src/tickets/tickets.ts";
import { encode } from "./encodings.ts";

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

Deno.test("other formats are refused by name", () => {
  const table: [Uint8Array<ArrayBuffer>, RegExp][] = [
    [bytes('{"name":"Shop","cards":[]}'), /JSON/],
    [bytes('  [{"key":"WEB-7"}]'), /JSON/],
    [bytes('[["WEB-7","Log in"]]'), /JSON/],
    [bytes("[]"), /JSON/],
    [bytes('{"key":"WEB-7"}\n{"key":"WEB-8"}'), /JSON/],
    [bytes('{"key":"WEB-7", "cut'), /JSON/],
    [encode('{"key":"WEB-7"}', "UTF-8 with a mark"), /JSON/],
    [encode('{"key":"WEB-7"}', "UTF-16 LE with a mark"), /JSON/],
    [bytes('```json\n[{"key":"WEB-7"}]\n```'), /JSON/],
    [bytes('// a board\n{"key":"WEB-7"}'), /JSON/],
    [bytes("{\n  name: 'Shop',\n  cards: []\n}"), /JSON/],
    [bytes("---\nissues:\n  - key: WEB-7\n    summary: Log in\n"), /YAML/],
    [bytes("- title: Log in\n  name: |\n    Ana\n"), /YAML/],
    [bytes("BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nSUMMARY:Log in\r\n"), /iCalendar/],
    [bytes("Id    : 7\nTitle : Log in\nState : New\n"), /YAML/],
    [bytes("title:\tLog in\nstate:\tOPEN\nnumber:\t7\n"), /YAML/],
    [bytes("*************************** 1. row ***************************\nid: 7\n"), /MySQL/],
    [bytes("-[ RECORD 1 ]---\nid    | 7\n"), /PostgreSQL/],
    [bytes('{| class="wikitable"\n! Key !! Summary\n|}'), /MediaWiki/],
    [bytes("|===\n|Key |Summary\n|==="), /AsciiDoc/],
    [bytes("\\begin{itemize}\n\\item WEB-7 Log in"), /LaTeX/],
    [bytes('[[ticket]]\nid = "WEB-7"\n'), /TOML/],
    [bytes("[WEB-7]\ntitle=Log in\n"), /INI/],
    [bytes("INSERT INTO issues (key) VALUES ('WEB-7');"), /SQL/],
    [bytes("ID;PWXL;N;E\r\nC;Y1;X1\r\n"), /SYLK/],
    [bytes("MIME-Version: 1.0\r\n\r\nWEB-7"), /MIME/],
    [bytes('<?xml version="1.0"?>\n<rss><item/></rss>'), /XML/],
    [bytes("<issues><issue key='WEB-7'/></issues>"), /XML/],
    [bytes("<!-- RSS -->\n<rss></rss>"), /XML/],
    [bytes("<!DOCTYPE html><html></html>"), /HTML/],
    [bytes("<html><table><tr><td>WEB-7"), /HTML/],
    [bytes("<table><tr><td>WEB-7</td></tr></table>"), /HTML/],
    [bytes("PK\x03\x04....[Content_Types].xml....xl/workbook.xml"), /spreadsheet \(Excel, xlsx\)/],
    [bytes("PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet"), /OpenDocument/],
    [bytes("PK\x03\x04....word/document.xml"), /Word/],
    [bytes("PK\x03\x04...."), /zip/],
    [bytes("\xd0\xcf\x11\xe0...."), /xls/],
    [bytes("%PDF-1.7\n"), /PDF/],
    [bytes("\x1f\x8b\x08...."), /gzip/],
    [bytes("\xfd7zXZ\0"), /xz/],
    [bytes("BZh91AY&SY"), /bzip2/],
    [bytes("\x89PNG\r\n"), /PNG/],
    [bytes("{\\rtf1 WEB-7}"), /RTF/],
    [bytes("WEB-7\0\0\x01\x02\x03\x04\x05"), /text/],
    [bytes("Key,Summary\nWEB-7,a\0b\n"), /text/],
    [bytes("Key,Summary\nWEB-7,a\0bc\n"), /text/],
    [bytes(""), /no ticket/],
    [bytes(",,,\n;;;\n"), /no ticket/],
    [bytes("\n \n"), /no ticket/],
    [bytes("Key,Summary\n"), /no ticket/],
    [bytes("# Backlog\n"), /no ticket/],
    [new Uint8Array(FILE_BYTES_MAX + 1).fill(65), /larger than 4 MB/],
  ];
  for (const [file, line] of table) {
    const reading = readTicketFile(file);
    assert(reading.kind === "refused", JSON.stringify(reading));
    const why = inWords(reading.why, ENGLISH);
    assertMatch(why, line);
    assertEquals(/[\n.]/.test(why), false, why);
  }
});

Deno.test("a pasted text has the limit of a file", () => {
  const reading = readTickets(" ".repeat(FILE_BYTES_MAX + 1));
  assertEquals(reading, { kind: "refused", why: TOO_LARGE });
});

Deno.test("lists that begin almost like another format are read", () => {
  for (
    const line of [
      "[WEB-7](https://x.example/browse/WEB-7) Log in",
      "[x] WEB-7 Log in",
      "[ ] Log in",
      "[7] Log in",
      "<b> is not closed",
      "<!-- Backlog -->\n<details>\nLog in",
      "<!-- is not closed\nLog in\n<!-- note -->\n<table>",
      "<https://x.example/browse/WEB-7>",
      "<!-- Backlog -->\n<https://x.example/browse/WEB-7|WEB-7> Log in",
      "{curly} braces",
      "{jira:WEB-7}",
      "key: the rusty one",
    ]
  ) assertEquals(readTicketFile(bytes(line)).kind, "tickets", line);
});
