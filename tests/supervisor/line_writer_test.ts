// Lines to a stream: every line goes out, whenever it comes.
import { assertEquals } from "@std/assert";
import { LineWriter } from "../../src/supervisor/line_writer.ts";

Deno.test("a line that comes in whatever moment of another's writing is written, without waiting for a third", async () => {
  for (let moment = 0; moment < 12; moment++) {
    let written = "";
    const stream = {
      write(bytes: Uint8Array): Promise<number> {
        written += new TextDecoder().decode(bytes);
        return Promise.resolve(bytes.length);
      },
    };
    const lines = new LineWriter(stream, (count) => `${count} lost`);
    lines.write("one");
    for (let turn = 0; turn < moment; turn++) await null;
    lines.write("two");
    await new Promise((resolve) => setTimeout(resolve));
    assertEquals(written, "one\ntwo\n", `${moment} turns later`);
  }
});
