// Variables that were meant for a setting and are none.
import { assertEquals } from "@std/assert";
import { VARIABLES } from "../../src/cli/flags.ts";
import { misspeltVariable } from "../../src/cli/misspelt.ts";

function warning(env: Readonly<Record<string, string>>): string | null {
  const read = (name: string) => Object.hasOwn(env, name) ? env[name] : undefined;
  return misspeltVariable(VARIABLES, VARIABLES, read);
}

Deno.test("a misspelt variable is reported with the setting that it is near", () => {
  const table: [string, string][] = [
    ["ESTIMATEX_MAXROOMS", "ESTIMATEX_MAX_ROOMS"],
    ["ESTIMATEX_MAXROOMCAPACITY", "ESTIMATEX_MAX_ROOM_CAPACITY"],
    ["ESTIMATEX_MAX-ROOMS", "ESTIMATEX_MAX_ROOMS"],
    ["ESTIMATEX_MAX_ROOM", "ESTIMATEX_MAX_ROOMS"],
    ["ESTIMATEX_MAX_ROOMSS", "ESTIMATEX_MAX_ROOMS"],
    ["ESTIMATEX_MAX_ROMOS", "ESTIMATEX_MAX_ROOMS"],
    ["ESTIMATEX_MAX_RUOMS", "ESTIMATEX_MAX_ROOMS"],
    ["ESTIMATEX_PROT", "ESTIMATEX_PORT"],
    ["ESTIMATEX_DATAS", "ESTIMATEX_DATA"],
    ["ESTIMATEX_ALLOWED_ORIGINS", "ESTIMATEX_ALLOWED_ORIGIN"],
    ["ESTIMATEX__LOG_LEVEL", "ESTIMATEX_LOG_LEVEL"],
  ];
  for (const [variable, meant] of table) {
    const rule = `${variable} is no setting, did you mean ${meant}? (--help lists all settings)`;
    assertEquals(warning({ [variable]: "1" }), rule);
    assertEquals(warning({ [variable]: "1", [meant]: "1" }), rule, "beside the right one");
    assertEquals(warning({ [variable]: " " }), null, "an empty one is not set");
  }
});

Deno.test("settings, the client's variables and those of others are left alone", () => {
  const others = [
    "ESTIMATEX_NAME",
    "ESTIMATEX_SERVER",
    "ESTIMATEX_SERVICE_HOST", // as Kubernetes sets them for a service called estimatex
    "ESTIMATEX_PORT_8080_TCP",
    "ESTIMATEX_TEST_BINARY",
    "PROT",
  ];
  for (const name of [...VARIABLES, ...others]) assertEquals(warning({ [name]: "1" }), null, name);
});
