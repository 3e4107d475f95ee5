// Results as CSV: RFC 4180, and nothing in it that a spreadsheet would run.
import { assertEquals } from "@std/assert";
import { csvCell, toCsv } from "../../src/results/csv.ts";
import { agreed, revealed } from "./ballots.ts";

Deno.test("one row for each revealed ballot, under one row of heads", () => {
  const csv = toCsv([
    revealed({ title: "Log in, with a passkey", estimate: "8" }),
    agreed("XL", 2, { ticket_id: "WEB-8", attempt: 2 }),
  ]);
  assertEquals(csv.split("\r\n"), [
    "ticket,title,attempt,estimate,mean,median,min,max,consensus,votes,revealed_at",
    'WEB-7,"Log in, with a passkey",1,8,6.5,6.5,5,8,false,"Ana: 5, Bob: 8",2026-01-02T03:05:05.000Z',
    'WEB-8,,2,,,,,,true,"P0: XL, P1: XL",2026-01-02T03:05:05.000Z',
    "",
  ]);
});

Deno.test("no ballots: the heads alone", () => {
  assertEquals(toCsv([]).split("\r\n").length, 2);
});

Deno.test("a ballot whose single votes are not kept tells how many played what [R12]", () => {
  const { votes: _, ...without } = revealed();
  assertEquals(toCsv([without]).includes('"5, 8"'), true);
});

Deno.test("a text that a spreadsheet would run is made a text; a number stays a number", () => {
  const table: [string | number | boolean | null, string][] = [
    ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ["\r=1", `"'\r=1"`],
    ['=1,"a"', `"'=1,""a"""`],
    ["a=1", "a=1"],
    ['say "hi"', '"say ""hi"""'],
    ["two\nlines", '"two\nlines"'],
    ["", ""],
    [-1.5, "-1.5"],
    [true, "true"],
    [null, ""],
  ];
  for (const [value, cell] of table) assertEquals(csvCell(value), cell);
});
