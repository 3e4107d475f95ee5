import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Explicit, parseCommandLine } from "../../src/cli/command_line.ts";
import type { Config } from "../../src/cli/flags.ts";
import {
  checkConnections,
  countDescriptors,
  DESCRIPTORS_PROBED_MAX,
  descriptorsFree,
  descriptorsWanted,
} from "../../src/cli/descriptors.ts";

function config(maxConnections: number, workers: number): Config {
  const line = parseCommandLine(["--workers", `${workers}`], () => undefined, 1);
  if (line.kind !== "run") throw new Error(line.kind);
  return { ...line.config, max_connections: maxConnections };
}

/** The limit as somebody gave it. */
function chosenBy(name: string): Explicit {
  return new Map([["max_connections", name]]);
}

/** Opens `limit` files at most, then fails with the given error. */
function opener(limit: number, failure: Error) {
  const state = { open: 0, most: 0 };
  const open = () => {
    if (state.open === limit) throw failure;
    state.most = Math.max(state.most, ++state.open);
    return { close: () => void state.open-- };
  };
  return { state, open };
}

Deno.test("[W10] descriptors are counted by opening them, and all are closed again", () => {
  const emfile = new Error("Too many open files (os error 24): open '/dev/null'");
  const enfile = new Error("Too many open files in system (os error 23): open '/dev/null'");
  const table: [number, number, Error, number][] = [
    [10, 100, emfile, 10],
    [100, 100, emfile, 100],
    [1000, 100, emfile, 100],
    [1000, 7, emfile, 7],
    [1000, 0, emfile, 0],
    [1000, 7, enfile, 7],
    [0, 0, emfile, 0],
    // can't be checked: taken for enough
    [1000, 0, new Deno.errors.NotFound("No such file or directory (os error 2)"), 1000],
    [1000, 0, new Deno.errors.NotCapable('Requires read access to "/dev/null"'), 1000],
  ];
  for (const [wanted, limit, failure, free] of table) {
    const { state, open } = opener(limit, failure);
    assertEquals(descriptorsFree(wanted, open), free);
    assertEquals(state.open, 0);
    assertEquals(state.most, Math.min(wanted, limit));
  }
});

Deno.test("[W10] beside a server that runs, descriptors of its connections count, and few are opened at a time", async () => {
  const emfile = new Error("Too many open files (os error 24): open '/dev/null'");
  const table: [wanted: number, limit: number, connections: readonly number[], free: number][] = [
    [1000, 2000, [0], 1000],
    [1000, 1000, [0], 1000],
    [1000, 999, [0], 999],
    [1000, 7, [0], 7],
    [1000, 0, [0], 0],
    [0, 0, [0], 0],
    // the last number stays: they come or go while the others are opened
    [1000, 2000, [0, 300, 400], 1000],
    [1000, 500, [100], 600],
    [1000, 900, [100], 1000],
    [1000, 500, [0, 200], 700],
    [1000, 500, [300, 0], 500],
    [100, 500, [100], 100],
  ];
  for (const [wanted, limit, connections, free] of table) {
    const { state, open } = opener(limit, emfile);
    let pauses = -1;
    let before = 0;
    const pause = () => {
      pauses++;
      assert(state.open - before <= 256, `${state.open - before} opened at a time`);
      before = state.open;
      return Promise.resolve();
    };
    const inUse = () => connections[Math.min(pauses, connections.length - 1)] ?? 0;
    assertEquals(await countDescriptors(wanted, { inUse, pause, open }), free);
    assertEquals(state.open, 0);
    assert(pauses >= 0);
  }
});

Deno.test("[W10] what can't be counted is taken for enough", async () => {
  const { open } = opener(0, new Deno.errors.NotCapable('Requires read access to "/dev/null"'));
  const pause = () => Promise.resolve();
  assertEquals(await countDescriptors(1000, { inUse: () => 0, pause, open }), 1000);
});

Deno.test("[W10] the real descriptors are closed again too", async () => {
  assertEquals(descriptorsFree(50), 50);
  assertEquals(
    await countDescriptors(300, { inUse: () => 0, pause: () => Promise.resolve() }),
    300,
  );
});

Deno.test("[W10] a reserve is kept: 64 for the process and 16 for each worker", () => {
  assertEquals(descriptorsWanted(config(50_000, 6)), 50_160);
  assertEquals(descriptorsWanted(config(1, 1)), 81);
  assertEquals(descriptorsWanted(config(0, 1)), DESCRIPTORS_PROBED_MAX);
});

Deno.test("[W10] a given --max-connections that doesn't fit is refused", () => {
  for (const name of ["--max-connections", "ESTIMATEX_MAX_CONNECTIONS"]) {
    assertEquals(checkConnections(config(50_000, 6), chosenBy(name), 20_000), {
      ok: false,
      error: `${name} 50000 needs 50160 file descriptors, this process may open 20000: ` +
        "raise the limit (ulimit -n, LimitNOFILE=), or ask for at most 19840",
    });
  }
  const chosen = chosenBy("--max-connections");
  const none = checkConnections(config(50_000, 6), chosen, 160);
  assertMatch(none.ok ? "" : none.error, /^no file descriptor is left/);
  const fits = config(50_000, 6);
  assertEquals(checkConnections(fits, chosen, 50_160), {
    ok: true,
    value: { config: fits, warning: null },
  });
  assertEquals(checkConnections(fits, chosen, 50_159).ok, false);
});

Deno.test("[W10] the default is lowered to what fits, with a warning", () => {
  const standard = config(10_000, 2);
  assertEquals(checkConnections(standard, new Map(), 1_000), {
    ok: true,
    value: {
      config: { ...standard, max_connections: 904 },
      warning: "--max-connections is lowered from 10000 to 904: this process may open only 1000 " +
        "file descriptors (ulimit -n, LimitNOFILE=)",
    },
  });
  assertEquals(checkConnections(standard, new Map(), 10_096), {
    ok: true,
    value: {
      config: standard,
      warning: null,
    },
  });
  // not even one
  assertEquals(checkConnections(standard, new Map(), 96).ok, false);
  assertEquals(checkConnections(standard, new Map(), 97).ok, true);
});

Deno.test("[W10] no limit becomes what fits, without a warning; with plenty it stays unlimited", () => {
  const open = config(0, 1);
  const chosen = chosenBy("--max-connections");
  assertEquals(checkConnections(open, chosen, 20_000), {
    ok: true,
    value: {
      config: { ...open, max_connections: 19_920 },
      warning: null,
    },
  });
  assertEquals(checkConnections(open, chosen, DESCRIPTORS_PROBED_MAX), {
    ok: true,
    value: {
      config: open,
      warning: null,
    },
  });
  assertEquals(checkConnections(open, chosen, 80), {
    ok: false,
    error: "no file descriptor is left for connections: this process may open 80 and needs 80 " +
      "for itself: raise the limit (ulimit -n, LimitNOFILE=)",
  });
});
