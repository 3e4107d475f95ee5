import { assertEquals, assertMatch } from "@std/assert";
import { parseCommandLine } from "../../src/cli/command_line.ts";
import type { Config } from "../../src/cli/flags.ts";
import { findMemoryLimit } from "../../src/supervisor/memory_limit.ts";
import { eventually } from "../e2e/patience.ts";
import { permittedTest } from "../permitted.ts";
import { httpExchange } from "../e2e/http_exchange.ts";
import { Server } from "../e2e/server.ts";

const GIB = 2 ** 30;

function config(maxMemory: number | null): Config {
  const line = parseCommandLine([], () => undefined, 1);
  if (line.kind !== "run") throw new Error(line.kind);
  return { ...line.config, max_memory: maxMemory };
}

Deno.test("[W10] the limit is 80 % of what the system or its control group gives, or what somebody sets", () => {
  // what it may be by --max-memory, what the system has, what the group gives, what it is, what is logged
  const table: [number | null, number | null, number | null, number, RegExp | null][] = [
    [null, 10 * GIB, 5 * GIB, 4 * GIB, null],
    [null, 5 * GIB, 2 ** 63, 4 * GIB, null],
    [null, 5 * GIB, null, 4 * GIB, /control group .* 80 % of the system's/],
    [null, null, null, 0, /--allow-sys=systemMemoryInfo/],
    [GIB, 10 * GIB, 5 * GIB, GIB, null],
    [0, 10 * GIB, 5 * GIB, 0, null],
    [GIB, null, null, GIB, null],
  ];
  for (const [setting, system, group, expected, warning] of table) {
    const source = { system: () => system, group: () => group };
    const limited = findMemoryLimit(config(setting), source, true);
    assertEquals(limited.bytes, expected);
    if (warning === null) assertEquals(limited.warning, null);
    else assertMatch(limited.warning ?? "", warning);
  }
  // where there are no control groups there is nothing to say of them
  const elsewhere = findMemoryLimit(config(null), { system: () => GIB, group: () => null }, false);
  assertEquals(elsewhere.warning, null);
});

permittedTest(
  "[W10] with the task's permissions the limit is found, and /metrics has it",
  async () => {
    await using server = await Server.start();
    const limit = await eventually("a limit of memory", async () => {
      const { body } = await httpExchange(server.port, { path: "/metrics" });
      const found = Number(/^estimatex_memory_limit_bytes (\d+)$/m.exec(body)?.[1]);
      return found !== 0 && found;
    });
    assertEquals(limit <= 0.8 * Deno.systemMemoryInfo().total, true, `${limit}`);
    assertEquals(server.log.filter(({ event }) => event === "memory_high"), []);
  },
);
