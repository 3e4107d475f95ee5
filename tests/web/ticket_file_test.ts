// A file of tickets as people have them: exports, spreadsheets, and what isn't a list at all.
import { assertEquals } from "@std/assert";
import { FILE_BYTES_MAX, readTicketFile } from "../../src/web/state/ticket_file.ts";

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
    const { ok, said, pasted } = await readTicketFile(new File([content], "my list.csv"));
    assertEquals(pasted.tickets, TICKETS, name);
    assertEquals({ ok, said }, { ok: true, said: "my list.csv: 2 tickets read." }, name);
  }
});

Deno.test("a file that can't be taken is no list, and a sentence says why", async () => {
  const gone = {
    name: "gone.csv",
    size: 1,
    arrayBuffer: () => Promise.reject(new DOMException("gone", "NotFoundError")),
  };
  const table = [
    [new File([], "empty.txt"), "empty.txt has no tickets in it."],
    [new File(["Key,Summary\n"], "heads.csv"), "heads.csv has no tickets in it."],
    [
      new File(["PK\x03\x04\0\0"], "list.xlsx"),
      "list.xlsx is no text file. Save it as CSV or as plain text, and choose that.",
    ],
    [gone, "gone.csv can't be read. Is it still there?"],
    [
      { ...gone, name: "huge.csv", size: FILE_BYTES_MAX + 1 },
      "huge.csv is larger than 1 MB: too large for tickets.",
    ],
  ] as const;
  for (const [file, said] of table) {
    assertEquals(await readTicketFile(file), {
      ok: false,
      said,
      pasted: { tickets: [], repeated: 0 },
    });
  }
});
