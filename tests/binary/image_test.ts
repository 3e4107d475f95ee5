// The image of src/executable/Containerfile with the tested executable, if buildah is installed: a server runs in it as
// the image's user, passes the health check, and stops on the signal.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { permittedTest } from "../permitted.ts";
import { isExecutable, ROOT } from "../program.ts";
import { printError } from "../print.ts";

const permitted = Deno.permissions.querySync({ name: "env" }).state === "granted" &&
  Deno.permissions.querySync({ name: "run" }).state === "granted" && isExecutable();
const isHere = permitted && Deno.uid() === 0 && await isThere("buildah");

if (permitted && !isHere) {
  printError(
    "THE IMAGE WAS NOT BUILT: THAT TAKES BUILDAH, AND ROOT. ITS LINES ARE CHECKED BY tests/e2e/readme_test.ts",
  );
}

permittedTest("the image is built, and a server in it is healthy and ends as asked", async () => {
  const ports = [freePort(), freePort()].map(String);
  const binary = Deno.env.get("ESTIMATEX_TEST_BINARY") ?? "";
  const { code, stdout, stderr } = await new Deno.Command("tests/binary/image", {
    args: [binary, ...ports],
    cwd: ROOT,
    stdin: "null",
  }).output();
  const [output, problem] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals(code, 0, `${output}${problem}`);
  const [health = "", status = "", results = "", ended = ""] = (output ?? "").trim().split("\n");
  assertEquals(health, "health [CMD /usr/local/bin/estimatex-server health]");
  assertStringIncludes(status, '"status":"ok"');
  assertStringIncludes(results, "No sessions are kept there"); // in the volume, which it may read
  assertEquals(ended, "ended with 0");
}, { where: isHere });

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

async function isThere(program: string): Promise<boolean> {
  return (await new Deno.Command("sh", { args: ["-c", `command -v ${program}`] }).output()).success;
}
