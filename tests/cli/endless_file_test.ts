// Whatever file a setting or a flag names, no more of it is read than what it is for can have.
import { assertEquals } from "@std/assert";
import { readNamed } from "../../src/cli/named_file.ts";
import { readHeaderFile } from "../../src/terminal/header_file.ts";
import { permittedTest } from "../permitted.ts";

const ENDLESS = "/dev/zero";

permittedTest("a file without an end is refused", async () => {
  assertEquals(await readNamed("--tls-key", ENDLESS), {
    ok: false,
    error: "can't read --tls-key: it has more than 1048576 bytes",
  });
  assertEquals(readHeaderFile(ENDLESS), {
    ok: false,
    error: '--header-file "/dev/zero": must have at most 16384 bytes',
  });
}, { where: Deno.build.os !== "windows" });
