/** Counts how often a function of the page ran, which does not depend on the machine's speed. */
import { assert } from "@std/assert";
import type { CDPSession } from "playwright-core";
import type { Person } from "./people.ts";

export class Calls {
  readonly #session: CDPSession;
  readonly #sources = new Map<string, string>();

  private constructor(session: CDPSession) {
    this.#session = session;
    session.on("Debugger.scriptParsed", async ({ scriptId, url }) => {
      if (!url.includes("/assets/")) return;
      const { scriptSource } = await session.send("Debugger.getScriptSource", { scriptId });
      this.#sources.set(scriptId, scriptSource);
    });
  }

  /** From here on it counts what runs in this person's page. */
  static async of({ context, page }: Person): Promise<Calls> {
    const session = await context.newCDPSession(page);
    const calls = new Calls(session);
    await session.send("Debugger.enable");
    await session.send("Profiler.enable");
    await session.send("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
    return calls;
  }

  /** The number of calls, since the last one, of the smallest function with this text in it: names are minified. */
  async since(text: string): Promise<number> {
    const { result } = await this.#session.send("Profiler.takePreciseCoverage");
    const found = result.flatMap(({ scriptId, functions }) => {
      const source = this.#sources.get(scriptId) ?? "";
      return functions.flatMap(({ ranges: [range], isBlockCoverage: _ }) => {
        if (range === undefined) return [];
        const { startOffset, endOffset, count } = range;
        const size = endOffset - startOffset;
        return source.slice(startOffset, endOffset).includes(text) ? [{ size, count }] : [];
      });
    });
    found.sort((a, b) => a.size - b.size);
    return found[0]?.count ?? 0;
  }

  /** The same; fails if there was no call, so that a wrong `text` is noticed. */
  async some(text: string): Promise<number> {
    const count = await this.since(text);
    assert(count > 0, `nothing with ${text} was called`);
    return count;
  }
}
