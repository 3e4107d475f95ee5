// From a terminal's bytes to keys: what is cut between two reads, pastes, noise.
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Key, KeyReader, PASTE_LENGTH_MAX } from "../../src/terminal/keys.ts";

/** Keys in short: characters as they are, others by name. */
function inShort(keys: readonly Key[]): string {
  return keys.map((key) =>
    key.kind === "char" ? key.char : key.kind === "paste" ? `[${key.text}]` : `<${key.name}>`
  ).join("");
}

Deno.test("keys: what terminals send for them", () => {
  const table: [sent: string, keys: string][] = [
    ["a5?", "a5?"],
    ["\r\n\t", "<enter><enter><tab>"],
    ["\u001b[A\u001b[B\u001b[C\u001b[D", "<up><down><right><left>"],
    ["\u001bOA\u001bOD\u001bOM", "<up><left><enter>"],
    ["\u001b[1;5C\u001b[1;2A", "<right><up>"],
    ["\u001b[3~\u001b[5~\u001b[6~\u001b[1~\u001bOF", "<delete><page_up><page_down><home><end>"],
    ["\u0003\u007f\u0015\u0017\u001a", "<interrupt><backspace><erase_line><erase_word><stop>"],
    ["a\u001b\r", "a<new_line>"],
    ["日本é", "日本é"],
    ["\u001b[200~WEB-1\r\nWEB-2\u001b[201~x", "[WEB-1\r\nWEB-2]x"],
    // unknown ones are dropped whole: a mouse, a function key, Alt and a letter, an answer of the terminal
    ["\u001b[<0;1;1Mz", "z"],
    ["\u001b[15~z\u001bxz\u001b[?1;2cz", "zzz"],
    ["\u0000\u0001\u0002z\u0085z", "<home>zz"],
  ];
  for (const [sent, keys] of table) assertEquals(inShort(new KeyReader().feed(sent)), keys, sent);
});

Deno.test("keys: however the bytes are cut, the keys are the same", () => {
  const sent = "a\u001b[A\u001b[200~one\n\u001b[2two\u001b[201~\u001b[3~日\r";
  const read = inShort(new KeyReader().feed(sent));
  assertEquals(read, "a<up>[one\n\u001b[2two]<delete>日<enter>");
  for (let at = 1; at < sent.length; at++) {
    const reader = new KeyReader();
    assertEquals(
      inShort([...reader.feed(sent.slice(0, at)), ...reader.feed(sent.slice(at))]),
      read,
    );
  }
});

Deno.test("keys: an Escape by itself is one once nothing follows", () => {
  const reader = new KeyReader();
  assertEquals(inShort(reader.feed("\u001b")), "");
  assert(reader.waits);
  assertEquals(inShort(reader.flush()), "<escape>");
  assertEquals(inShort(reader.feed("x")), "x");
  assertEquals(inShort(reader.feed("\u001b\u001b[A")), "<escape><up>");
  assertEquals(inShort(reader.flush()), "");
});

Deno.test("keys: nothing that is sent breaks them, and what they keep is bounded", () => {
  const pieces = fc.constantFrom(
    "\u001b",
    "[",
    "O",
    "200~",
    "201~",
    "~",
    ";",
    "A",
    "\u0003",
    "ß",
    "1",
  );
  fc.assert(
    fc.property(fc.array(fc.array(pieces, { maxLength: 6 }), { maxLength: 12 }), (reads) => {
      const reader = new KeyReader();
      for (const read of reads) {
        for (const key of reader.feed(read.join(""))) {
          if (key.kind === "char") assert(!/\p{Cc}/u.test(key.char));
        }
      }
      reader.flush();
    }),
  );
  const reader = new KeyReader();
  reader.feed("\u001b[200~");
  for (let n = 0; n < 40; n++) reader.feed("x".repeat(10_000));
  const [paste] = reader.feed("\u001b[201~");
  assertEquals(paste?.kind === "paste" && paste.text.length, PASTE_LENGTH_MAX);
});
