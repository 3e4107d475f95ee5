import { assertEquals, assertMatch } from "@std/assert";
import { type Explicit, parseCommandLine } from "../../src/cli/command_line.ts";
import type { Config } from "../../src/cli/flags.ts";
import {
  DESCRIPTORS_A_SLICE,
  DESCRIPTORS_PROBED_MAX,
  DESCRIPTORS_SPARED,
  descriptorsFree,
  descriptorsFreeInSlices,
  descriptorsWanted,
  lowerConnections,
  refuseConnections,
} from "../../src/cli/descriptors.ts";

function config(maxConnections: number, workers: number): Config {
  const line = parseCommandLine([], () => undefined, workers);
  if (line.kind !== "run") throw new Error(line.kind);
  return { ...line.config, max_connections: maxConnections };
}

/** The limit as somebody gave it. */
function chosenBy(name: string): Explicit {
  return new Map([["max_connections", name]]);
}

/** Opens `limit` files at most, then fails as told. */
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

Deno.test("[W10] the real descriptors are closed again too", () => {
  assertEquals(descriptorsFree(50), 50);
});

Deno.test("[W10] a reserve is kept: 64 for the process and 16 for each worker", () => {
  assertEquals(descriptorsWanted(config(50_000, 6)), 50_160);
  assertEquals(descriptorsWanted(config(1, 1)), 81);
  assertEquals(descriptorsWanted(config(0, 1)), DESCRIPTORS_PROBED_MAX);
});

Deno.test("[W10] in slices they are counted the same, and between two some are left for newcomers", async () => {
  const emfile = new Error("Too many open files (os error 24): open '/dev/null'");
  for (const limit of [0, 7, DESCRIPTORS_A_SLICE, DESCRIPTORS_A_SLICE + 1, 999, 1_000, 5_000]) {
    const { state, open } = opener(limit, emfile);
    const pause = () => {
      assertEquals(
        limit - state.open >= DESCRIPTORS_SPARED,
        true,
        `${limit - state.open} are left`,
      );
      return Promise.resolve(true);
    };
    const free = await descriptorsFreeInSlices(1_000, pause, open);
    assertEquals([free, state.open], [Math.min(limit, 1_000), 0]);
  }
  const { state, open } = opener(5_000, emfile);
  const given = await descriptorsFreeInSlices(1_000, () => Promise.resolve(false), open);
  assertEquals([given, state.open, state.most], [null, 0, DESCRIPTORS_A_SLICE]);
  const denied = opener(500, new Deno.errors.NotCapable('Requires read access to "/dev/null"'));
  assertEquals(
    await descriptorsFreeInSlices(1_000, () => Promise.resolve(true), denied.open),
    1_000,
  );
});

Deno.test("[W10] --max-connections that somebody chose and that doesn't fit is refused", () => {
  const fits = config(50_000, 6);
  for (const name of ["--max-connections", "ESTIMATEX_MAX_CONNECTIONS"]) {
    assertEquals(
      refuseConnections(fits, chosenBy(name), () => 20_000),
      `${name} 50000 needs 50160 file descriptors, this process may open 20000: ` +
        "raise the limit (ulimit -n, LimitNOFILE=), or ask for at most 19840",
    );
  }
  const chosen = chosenBy("--max-connections");
  assertMatch(refuseConnections(fits, chosen, () => 160) ?? "", /^no file descriptor is left/);
  assertEquals(refuseConnections(fits, chosen, () => 50_160), null);
  assertEquals(refuseConnections(fits, chosen, () => 50_159) === null, false);
});

Deno.test("[W10] for a default, or no limit, no more is counted before the start than one", () => {
  const asked: number[] = [];
  const count = (free: number) => (wanted: number) => {
    asked.push(wanted);
    return Math.min(free, wanted);
  };
  assertEquals(refuseConnections(config(10_000, 2), new Map(), count(97)), null);
  assertEquals(refuseConnections(config(0, 2), chosenBy("--max-connections"), count(97)), null);
  assertEquals(asked, [97, 97]);
  assertEquals(
    refuseConnections(config(0, 1), chosenBy("--max-connections"), count(80)),
    "no file descriptor is left for connections: this process may open 80 and needs 80 " +
      "for itself: raise the limit (ulimit -n, LimitNOFILE=)",
  );
});

Deno.test("[W10] a default is lowered to what fits, open connections among it, with a warning", () => {
  const standard = config(10_000, 2);
  assertEquals(lowerConnections(standard, { free: 990, open: 10 }), {
    max: 904,
    warning: "--max-connections is lowered from 10000 to 904: this process may open only 1000 " +
      "file descriptors (ulimit -n, LimitNOFILE=)",
  });
  assertEquals(lowerConnections(standard, { free: 10_096, open: 0 }), null);
  assertEquals(lowerConnections(standard, { free: 10_000, open: 96 }), null);
  // others took what was there at the start
  assertEquals(lowerConnections(standard, { free: 50, open: 0 })?.max, 1);
});

Deno.test("[W10] no limit becomes what fits, without complaint; with plenty it stays none", () => {
  const none = config(0, 1);
  const lowered = { max: 19_920, warning: null };
  assertEquals(lowerConnections(none, { free: 20_000, open: 0 }), lowered);
  assertEquals(lowerConnections(none, { free: DESCRIPTORS_PROBED_MAX, open: 0 }), null);
});
