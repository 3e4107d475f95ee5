/** Reads the body of a request or response, with a limit on its size. */

/** Initial size of the buffer, in bytes: most bodies are smaller. */
const FIRST_BYTES = 16 * 1024;

/**
 * The bytes of a body; null: it has more than `most`, and the rest was not read. Rejects if the body breaks off. After
 * `signal` it returns what has arrived so far, so check the signal first.
 */
export async function readBounded(
  body: ReadableStream<Uint8Array> | null,
  most: number,
  signal?: AbortSignal,
): Promise<Uint8Array | null> {
  if (body === null) return new Uint8Array();
  const reader = body.getReader();
  const cancel = () => void reader.cancel().catch(() => {}); // rejects if the body has broken off
  signal?.addEventListener("abort", cancel, { once: true });
  let bytes = new Uint8Array(Math.min(FIRST_BYTES, most));
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return bytes.subarray(0, length);
      const end = length + value.length;
      if (end > most) {
        cancel();
        return null;
      }
      if (end > bytes.length) {
        const larger = new Uint8Array(Math.min(2 * end, most));
        larger.set(bytes.subarray(0, length));
        bytes = larger;
      }
      bytes.set(value, length);
      length = end;
    }
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}
