// Files of keys [A1]: what stands in one, and that only those keys are good which it has at the moment.
import { assert, assertEquals } from "@std/assert";
import { KeyTable, parseKeyFile } from "../../src/server/key_file.ts";

const OLD = "okapi-and-tapir-0";
const NEW = "tapir-and-okapi-1";

function hashesOf(text: string): readonly string[] {
  const keys = parseKeyFile(text);
  assert(keys.ok, keys.ok ? "" : keys.error);
  return keys.value;
}

Deno.test("[A1] one key a line, two at once; what is none is refused without being shown", () => {
  assertEquals(hashesOf(`\n  ${OLD}\r\n\n${NEW}\n`).length, 2);
  assertEquals(hashesOf(OLD)[0]?.includes(OLD), false);
  const longest = "k".repeat(256);
  assertEquals(hashesOf(longest).length, 1);
  const useless = ["", "\n \n", `${OLD}\n${NEW}\n${OLD}x`, "short-by-one-ch", `${longest}k`];
  for (const text of [...useless, `${OLD} ${NEW}`, "schlüssel-mit-umlaut"]) {
    const keys = parseKeyFile(text);
    assert(!keys.ok && !keys.error.includes(OLD), text);
  }
});

Deno.test("[A1] the keys of the newest file are good, for every worker, and no others", () => {
  const shared = KeyTable.allocate();
  const [main, worker] = [new KeyTable(shared), new KeyTable(shared)];
  const good = () => [OLD, NEW, "", OLD.slice(1), `${OLD}\n`].filter((key) => worker.has(key));
  assertEquals(good(), []);
  main.replace(hashesOf(OLD));
  assertEquals(good(), [OLD]);
  main.replace(hashesOf(`${NEW}\n${OLD}`));
  assertEquals(good(), [OLD, NEW]);
  main.replace(hashesOf(NEW));
  assertEquals(good(), [NEW]);
});
