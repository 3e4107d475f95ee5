// What a server says of tickets and of who waits for a vote, made fit for a terminal and for the files of --save.
import { assertEquals } from "@std/assert";
import { cleanBallots, cleanNudge, cleanRoom } from "../../src/terminal/clean.ts";
import { toCsvFile } from "../../src/results/mod.ts";
import { revealed } from "../results/ballots.ts";

const ESC = "\u001b";
const url = "https://tracker.example/WEB-7";

function ticketOf(fields: Readonly<Record<string, unknown>>) {
  const room = JSON.parse(JSON.stringify({ queue: [{ ticket_id: "WEB-7", ...fields }] }));
  return cleanRoom(room).queue[0];
}

Deno.test("clean: a ticket keeps its link and its description, line by line", () => {
  assertEquals(ticketOf({ url, description: `- one${ESC}[2J\n- two\u202e` }), {
    ticket_id: "WEB-7",
    url,
    description: "- one\n- two",
  });
});

Deno.test("clean: a link that is no page's and a description that is too long are left out", () => {
  for (const bad of ["javascript:alert(1)", `${url}/${"x".repeat(3_000)}`, `${ESC}]8;;`, 5, null]) {
    assertEquals(ticketOf({ url: bad }), { ticket_id: "WEB-7" }, String(bad));
  }
  assertEquals(ticketOf({ description: "x".repeat(4_001) }), { ticket_id: "WEB-7" });
});

Deno.test("clean: --save has the links and notes that a server says", () => {
  const csv = toCsvFile(cleanBallots([revealed({ url, note: `why${ESC}[2J` })]));
  assertEquals(csv.endsWith(`,${url},why,8\r\n`), true);
});

Deno.test("clean: a note keeps its lines", () => {
  const [clean] = cleanBallots([revealed({ note: `one${ESC}[2J\r\ntwo` })]);
  assertEquals(clean?.note, "one\ntwo");
});

Deno.test("clean: who nudges is a name and a ticket, and no escape sequence", () => {
  const by = { member_id: "BOB", name: `Bob${ESC}[2J\u0007\n` };
  assertEquals(cleanNudge({ ticket_id: `T-1${ESC}[2J`, by }), {
    ticket_id: "T-1",
    by: { member_id: "BOB", name: "Bob" },
  });
});
