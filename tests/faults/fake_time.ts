/**
 * A wall clock that a test can set while a process runs, by libfaketime. As on a real machine, the steady clock of
 * timers does not change.
 */

import { permittedTest } from "../permitted.ts";
import { printError } from "../print.ts";

const mayRun = (await Deno.permissions.query({ name: "run" })).state === "granted";

/** What the tool, Debian's package `faketime`, loads into a program; undefined where it is not installed. */
const LIBRARY = mayRun ? await preloadedBy("faketime") : undefined;

if (mayRun && LIBRARY === undefined) {
  printError(
    "TESTS WITH A CLOCK THAT JUMPS WERE NOT RUN: THEY NEED faketime. INSTALL IT WITH: apt-get install faketime",
  );
}

/** Registers a test that sets the clock; ignored where that is not possible. */
export function fakeTimeTest(name: string, fn: () => Promise<void>): void {
  permittedTest(name, fn, { where: LIBRARY !== undefined });
}

export class FakeTime implements AsyncDisposable {
  /** For the process whose clock it is to be. */
  readonly env: Readonly<Record<string, string>>;
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
    this.env = {
      LD_PRELOAD: LIBRARY ?? "",
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    };
  }

  /** At first it is right. */
  static async create(): Promise<FakeTime> {
    const time = new FakeTime(await Deno.makeTempFile({ prefix: "estimatex-fake-time-" }));
    await time.set("+0");
    return time;
  }

  /** Sets the clock so far from the right time, such as `+1h` or `-1h`, in one leap. */
  async set(offset: string): Promise<void> {
    // by a rename, or a half written file might be read
    const next = `${this.#file}.next`;
    await Deno.writeTextFile(next, `${offset}\n`);
    await Deno.rename(next, this.#file);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#file);
  }
}

/** Asks a program that the tool runs. */
async function preloadedBy(tool: string): Promise<string | undefined> {
  try {
    const asking = ["-m", "-f", "+0", "printenv", "LD_PRELOAD"];
    const { success, stdout } = await new Deno.Command(tool, { args: asking }).output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
