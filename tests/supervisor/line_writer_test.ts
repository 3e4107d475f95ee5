// Lines to a stream: every line goes out, whenever it comes.
import { assertEquals } from "@std/assert";
import { LineWriter } from "../../src/supervisor/line_writer.ts";

/** Longer than lines gather for before they are written, in milliseconds. */
const WITHIN_MS = 5_000;

Deno.test("a line that comes in whatever moment of another's writing is written, without waiting for a third", async () => {
  for (let moment = 0; moment < 12; moment++) {
    let written = "";
    let second: Promise<void> | null = null;
    const stream = {
      write(bytes: Uint8Array): Promise<number> {
        written += new TextDecoder().decode(bytes);
        second ??= writeSecond();
        return Promise.resolve(bytes.length);
      },
    };
    const lines = new LineWriter(stream, (count) => `${count} lost`);
    const writeSecond = async () => {
      for (let turn = 0; turn < moment; turn++) await null;
      lines.write("two");
    };
    lines.write("one");
    await lines.flush(WITHIN_MS);
    await second;
    await lines.flush(WITHIN_MS);
    assertEquals(written, "one\ntwo\n", `${moment} turns later`);
  }
});

Deno.test("lines that come after a silence are written at once, in one write", async () => {
  const writes: string[] = [];
  const lines = new LineWriter({
    write(bytes) {
      writes.push(new TextDecoder().decode(bytes));
      return Promise.resolve(bytes.length);
    },
  }, (count) => `${count} lost`);
  lines.write("one");
  lines.write("two");
  for (let turn = 0; turn < 12; turn++) await null;
  assertEquals(writes, ["one\ntwo\n"]);
});
