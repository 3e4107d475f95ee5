import { assertEquals, assertRejects } from "@std/assert";
import { readBounded } from "../../src/base/bounded_body.ts";

const MOST = 40_000;

Deno.test("a body is read up to the limit, in whatever parts it comes", async () => {
  for (const part of [1, 999, MOST, MOST + 1]) {
    for (const length of [0, 1, MOST - 1, MOST, MOST + 1, 3 * MOST]) {
      const bytes = Uint8Array.from({ length }, (_, at) => at % 251);
      const { body, story } = bodyOf(bytes, part);
      assertEquals(await readBounded(body, MOST), length > MOST ? null : bytes);
      assertEquals(story.isCancelled, length > MOST, `${length} in parts of ${part}`);
    }
  }
  assertEquals(await readBounded(null, MOST), new Uint8Array());
});

Deno.test("a body that breaks off rejects; one that is too slow is given up", async () => {
  const broken = new ReadableStream<Uint8Array>({ pull: (body) => body.error(new Error("gone")) });
  await assertRejects(() => readBounded(broken, MOST), Error, "gone");
  const late = new AbortController();
  let isCancelled = false;
  const silent = new ReadableStream<Uint8Array>({ cancel: () => void (isCancelled = true) });
  const reading = readBounded(silent, MOST, late.signal);
  late.abort();
  assertEquals([await reading, isCancelled], [new Uint8Array(), true]);
});

function bodyOf(bytes: Uint8Array, part: number) {
  const story = { isCancelled: false };
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(to) {
      if (at >= bytes.length) return to.close();
      to.enqueue(bytes.subarray(at, at += part));
    },
    cancel: () => void (story.isCancelled = true),
  });
  return { body, story };
}
