// Results as CSV: RFC 4180, and nothing in it that a spreadsheet would run.
import { assertEquals } from "@std/assert";
import { csvCell, spreadsheetCell, toCsv, toCsvFile } from "../../src/results/csv.ts";
import { agreed, revealed } from "./ballots.ts";

Deno.test("one row for each revealed ballot, under a header", () => {
  const csv = toCsv([
    revealed({ title: "Log in, with a passkey", estimate: "8" }),
    agreed("XL", 2, { ticket_id: "WEB-8", attempt: 2 }),
  ]);
  assertEquals(csv.split("\r\n"), [
    "ticket,title,attempt,estimate,mean,median,min,max,consensus,votes,revealed_at,url,note,suggestion",
    'WEB-7,"Log in, with a passkey",1,8,6.5,6.5,5,8,false,"Ana: 5, Bob: 8",2026-01-02T03:05:05.000Z,,,8',
    'WEB-8,,2,,,,,,true,"P0: XL, P1: XL",2026-01-02T03:05:05.000Z,,,XL',
    "",
  ]);
});

Deno.test("link and note are the last columns, and a note's lines are in one cell", () => {
  const url = "https://tracker.example/WEB-7?a=1,2";
  const note = 'first "this",\nthen that';
  const row = toCsv([revealed({ url, note })]).split("\r\n")[1] ?? "";
  assertEquals(
    row.slice(row.indexOf("2026")),
    [
      "2026-01-02T03:05:05.000Z",
      '"https://tracker.example/WEB-7?a=1,2"',
      '"first ""this"",\nthen that"',
      "8",
    ].join(","),
  );
});

Deno.test("nothing in a link or a note is run by a spreadsheet, on whichever line it stands", () => {
  const ballot = revealed({
    url: "https://tracker.example/?a;=1+41",
    note: "=HYPERLINK(1)\n- a list\n+2\nSEP-7",
  });
  for (const csv of [toCsv([ballot]), toCsvFile([ballot])]) {
    assertEquals(
      csv.endsWith(
        `,https://tracker.example/?a;'=1+41,"'=HYPERLINK(1)\n'- a list\n'+2\nSEP-7",8\r\n`,
      ),
      true,
    );
  }
  assertEquals(toCsvFile([revealed({ note: "SEP-7" })]).endsWith(",,'SEP-7,8\r\n"), true);
});

Deno.test("no ballots: only the header", () => {
  assertEquals(toCsv([]).split("\r\n").length, 2);
});

Deno.test("a ballot without single votes has the counts of its cards [R12]", () => {
  const { votes: _, ...without } = revealed();
  assertEquals(toCsv([without]).includes('"5, 8"'), true);
});

Deno.test("a formula is disarmed; a number stays a number", () => {
  const table: [string | number | boolean | null, string][] = [
    ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t'=1"],
    ["\r=1", `"'\r'=1"`],
    ['=1,"a"', `"'=1,""a"""`],
    ["a=1", "a=1"],
    // where ; separates, the quotes of a cell between commas protect nothing
    [";=1+41", ";'=1+41"],
    ["Ana;=1+41: 5, Bob: 8", `"Ana;'=1+41: 5, Bob: 8"`],
    ["a; =1;-2;b", "a;' =1;'-2;b"],
    ['a;"=1', `"a;'""=1"`],
    ["a\t@b", "a\t'@b"],
    ["a\n=1\r\n+2", `"a\n'=1\r\n'+2"`],
    ["＝1+41", "'＝1+41"],
    ["a; b", "a; b"],
    ['say "hi"', '"say ""hi"""'],
    ["two\nlines", '"two\nlines"'],
    ["", ""],
    [-1.5, "-1.5"],
    [true, "true"],
    [null, ""],
  ];
  for (const [value, cell] of table) assertEquals(csvCell(value), cell);
});

Deno.test("a file protects what a spreadsheet would turn into dates and other numbers; a pipe does not", () => {
  const kept = [
    ...[
      "SEP-7",
      "mar 12",
      "Mai-3",
      "7-Okt",
      "OCT2",
      "3 août",
      "1/2",
      "1-2-26",
      "2026-01-02",
      "12:30",
    ],
    ...["0012", "1E5", "1.10", "1,5", "12345678901234567", "5 %", "1.2.26"],
  ];
  for (const text of kept) {
    assertEquals(spreadsheetCell(text), csvCell(`'${text}`), text);
    assertEquals(csvCell(text).replaceAll('"', ""), text);
  }
  for (
    const text of ["WEB-7", "12", "0.5", "8", "½", "XL", "May we?", "5 x2", "Log in", "#41", ""]
  ) {
    assertEquals(spreadsheetCell(text), text);
  }
  assertEquals(spreadsheetCell(0.5), "0.5");
});

Deno.test("a file has a byte order mark; a pipe has none", () => {
  const ballots = [revealed({ ticket_id: "SEP-7", title: "Größe" })];
  const [file, pipe] = [toCsvFile(ballots), toCsv(ballots)];
  assertEquals(file.startsWith("\uFEFFticket,title"), true);
  assertEquals(file.includes("\r\n'SEP-7,Größe,"), true);
  assertEquals(pipe.startsWith("ticket,title"), true);
  assertEquals(pipe.includes("\r\nSEP-7,Größe,"), true);
});
