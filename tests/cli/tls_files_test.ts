// The certificate while the server serves: what is new is used, once, and what is no good changes nothing.
import { assertEquals } from "@std/assert";
import type { Result } from "../../src/base/result.ts";
import { TlsFiles } from "../../src/cli/tls_files.ts";
import type { Tls } from "../../src/server/listener.ts";

Deno.test("a new pair is used, and an invalid one never", async () => {
  const first = { cert: "c1", key: "k1" };
  const second = { cert: "c2", key: "k2" };
  const used: Tls[] = [];
  let there: Result<Tls, string> = { ok: true, value: first };
  const files = new TlsFiles({
    first,
    read: () => Promise.resolve(there),
    use: (tls) => used.push(tls),
  });
  assertEquals(await files.again(), { ok: true, value: false });
  there = { ok: false, error: "not its key" };
  assertEquals(await files.again(), there);
  there = { ok: true, value: second };
  assertEquals(await files.again(), { ok: true, value: true });
  assertEquals(await files.again(), { ok: true, value: false });
  assertEquals(used, [second]);
});
