// The system calls that the operator's guide's unit allows suffice for the executable: a server with --data, metrics
// and sessions, which stops in order. Debian's libseccomp makes the same filter as systemd, from systemd's own groups.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { httpExchange } from "../e2e/http_exchange.ts";
import { Server } from "../e2e/server.ts";
import { V2Table } from "../e2e/v2_table.ts";
import { permittedTest } from "../permitted.ts";
import { isExecutable, otherUser, programsFolder } from "../program.ts";
import { adapted, recipe } from "../readme.ts";
import { confinementOf } from "./system_calls.ts";
import { printError } from "../print.ts";

/** Debian's, whose packages have the library. */
const PYTHON = "/usr/bin/python3";

const permitted = Deno.permissions.querySync({ name: "run" }).state === "granted" &&
  Deno.permissions.querySync({ name: "env" }).state === "granted" && isExecutable();
const ready = permitted && await succeeds("systemd-analyze", "--version") &&
  await succeeds(PYTHON, "-c", "import seccomp");
// SQLite gives its files to whoever owns the directory, where root runs it: a unit's user is never root
const unprivileged = permitted && (otherUser()?.uid ?? Deno.uid()) !== 0;

if (permitted && !(ready && unprivileged)) {
  printError(
    "THE UNIT'S SYSTEM CALLS WERE NOT TRIED: THEY NEED systemd, python3-seccomp AND ANOTHER USER THAN ROOT",
  );
}

function unitTest(name: string, fn: () => Promise<void>): void {
  permittedTest(name, fn, { where: ready && unprivileged });
}

unitTest("under the unit's filter a session is played, kept and ended", async () => {
  const unit = await recipe("ini");
  const data = programsFolder();
  const flags = flagsOf(adapted(unit, [["%S/estimatex-server", data], ["9100", "0"]]));
  try {
    await using server = await Server.start({ workers: 2, flags, launcher: await launcher(unit) });
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2);
    await anna.does("BEGIN_VOTING", { ticket_id: "T-ONE" });
    await anna.does("MEMBER_VOTED", { ticket_id: "T-ONE", vote: "5" });
    await anna.does("REVEAL_VOTES", { ticket_id: "T-ONE", force: true });
    const { status } = await httpExchange(server.port, { path: "/" });
    assertEquals(status, 200);
    const { metrics } = await server.logged("listening");
    const watched = await httpExchange(Number(new URL(`${metrics}`).port), { path: "/metrics" });
    assertStringIncludes(watched.body, "estimatex_rooms");
    await server.stop(); // with exit code 0, and not by SIGSYS
  } finally {
    await Deno.remove(data, { recursive: true });
  }
});

unitTest(
  "the filter that the unit once had kills it: without @pkey V8 can't guard its code",
  async () => {
    const unit = adapted(await recipe("ini"), [["@system-service @pkey", "@system-service"]]);
    const [program = "", ...args] = [
      ...await launcher(unit),
      Deno.env.get("ESTIMATEX_TEST_BINARY") ?? "",
    ];
    const { signal } = await new Deno.Command(program, {
      args: [...args, "--version"],
      ...otherUser(),
      stdout: "null",
      stderr: "null",
    }).output();
    assertEquals(signal, "SIGSYS");
  },
);

/** Becomes the program that is named behind it, and allows it no more than the unit does. */
async function launcher(unit: string): Promise<readonly string[]> {
  const { calls, families } = await confinementOf(unit);
  // its text and not its path: another user may not read it here
  const script = await Deno.readTextFile(new URL("confined.py", import.meta.url));
  return [PYTHON, "-c", script, calls.join(","), families.join(",")];
}

/** The flags of the unit's ExecStart, but for the address, which the test has of its own. */
function flagsOf(unit: string): readonly string[] {
  const [, words = ""] = /^ExecStart=\S+ --host 127\.0\.0\.1 (.+)$/m.exec(unit) ?? [];
  if (words === "") throw new Error("the unit starts it otherwise");
  return words.split(" ");
}

async function succeeds(program: string, ...args: readonly string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(program, { args: [...args] }).output();
    return success;
  } catch {
    return false;
  }
}
