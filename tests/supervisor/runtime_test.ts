// Which Deno is warned of at the start, and which is not.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { runtimeTrouble } from "../../src/supervisor/runtime.ts";

const TABLE: readonly [version: string, old: boolean][] = [
  ["2.4.2", true],
  ["2.6.3", true],
  ["1.46.3", true],
  ["2.6.4", false],
  ["2.6.10", false],
  ["2.7.0-rc.1", false],
  ["2.9.6", false],
  ["2.10.0+1a2b3c4", false],
  ["3.0.0", false],
];

for (const [version, old] of TABLE) {
  Deno.test(`Deno ${version} ${old ? "closes twice" : "is fine"}`, () => {
    const trouble = runtimeTrouble(version);
    assertEquals(trouble !== null, old);
    assertStringIncludes(trouble ?? version, version);
  });
}
