// A file of tickets as people have them: exports, spreadsheets, and what isn't a list at all.
import { assertEquals } from "@std/assert";
import { FILE_BYTES_MAX, readTicketFile, readTickets } from "../../src/tickets/tickets.ts";
import { speakIn } from "../../src/web/languages/languages.ts";
import {
  openTicketFile,
  readAgain,
  remark,
  sayFile,
  ticketsOf,
} from "../../src/web/state/ticket_file.ts";

const CSV = 'Key,Summary\nWEB-7,"Log in, with a passkey"\nWEB-8,Größe\n';
const TICKETS = [
  { ticket_id: "WEB-7", title: "Log in, with a passkey" },
  { ticket_id: "WEB-8", title: "Größe" },
];

const utf16 = (text: string) => new Uint16Array([0xfeff, ...text].map(unit)).buffer;
const windows = (text: string) => new Uint8Array([...text].map(unit));

function unit(character: string | number): number {
  return typeof character === "number" ? character : character.charCodeAt(0);
}

Deno.test("a file's tickets are read, whatever a tracker or a spreadsheet saved it as", async () => {
  const table: [string, BlobPart][] = [
    ["UTF-8", CSV],
    ["UTF-8 with a mark", `\ufeff${CSV}`],
    ["UTF-16", utf16(CSV)],
    ["Windows", windows(CSV)],
    ["tabs", "Key\tSummary\r\nWEB-7\tLog in, with a passkey\r\nWEB-8\tGröße\r\n"],
    ["lines", "- WEB-7 Log in, with a passkey\n- WEB-8: Größe"],
  ];
  for (const [name, content] of table) {
    const read = await openTicketFile(new File([content], "my list.csv"));
    assertEquals(ticketsOf(read.reading).tickets, TICKETS, name);
    assertEquals(sayFile(read), "my list.csv: 2 tickets read.", name);
  }
});

Deno.test("a file that can't be taken is no list, and a sentence says why", async () => {
  const gone = {
    name: "gone.csv",
    size: 1,
    arrayBuffer: () => Promise.reject(new DOMException("gone", "NotFoundError")),
  };
  const table = [
    [new File([], "empty.txt"), "empty.txt can't be used: there is no ticket in it."],
    [
      new File(["Key,Summary\n"], "heads.csv"),
      "heads.csv can't be used: there is no ticket in it.",
    ],
    [
      new File(["PK\x03\x04\0\0"], "list.xlsx"),
      "list.xlsx can't be used: it is a zip file, perhaps an Excel workbook (xlsx): save it as " +
      "CSV, or unpack it.",
    ],
    [gone, "gone.csv can't be read. Is it still there?"],
    [
      { ...gone, name: "huge.csv", size: FILE_BYTES_MAX + 1 },
      "huge.csv can't be used: it is larger than 4 MB: export fewer columns.",
    ],
  ] as const;
  for (const [file, sentence] of table) {
    const read = await openTicketFile(file);
    assertEquals(sayFile(read), sentence);
    assertEquals(ticketsOf(read.reading).tickets, []);
  }
});

Deno.test("a table whose heads say nothing is asked about, and read by the columns that are chosen", async () => {
  const german = "Zusammenfassung;Schlüssel\nErstattung;WEB-7\n";
  const file = await openTicketFile(new File([german], "jira.csv"));
  assertEquals(sayFile(file), "jira.csv: which columns have the tickets?");
  const read = (id: number | null, title: number | null) =>
    ticketsOf(
      readAgain(file.reading, { id, title }, (columns) => readTicketFile(file.bytes, columns)),
    ).tickets;
  assertEquals(read(null, null), []);
  assertEquals(read(2, 1), [{ ticket_id: "WEB-7", title: "Erstattung" }]);
  assertEquals(read(null, 1), [{ ticket_id: "Erstattung" }]);
});

Deno.test("what is left out of a list, and why, is worded in the page's language", async () => {
  const reading = ticketsOf(readTickets("# Sprint\nWEB-7 Log in\nWEB-7 again"));
  const why = () => reading.leftOut.map((one) => remark(one.why));
  assertEquals(why(), ["it is a heading", "WEB-7 is in the list already"]);
  try {
    await speakIn("de");
    assertEquals(why(), ["das ist eine Überschrift", "WEB-7 steht weiter oben schon"]);
    const json = await openTicketFile(new File(["{}"], "board.json"));
    assertEquals(
      sayFile(json),
      "board.json lässt sich nicht verwenden: das ist JSON, exportiere die Tickets als CSV und " +
        "wähle diese Datei.",
    );
  } finally {
    await speakIn("en");
  }
});
