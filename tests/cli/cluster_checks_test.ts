// What the doctor makes of what it finds in a cluster.
import { assertEquals } from "@std/assert";
import { clusterChecks } from "../../src/cli/doctor/cluster_checks.ts";
import type { FoundCluster, FoundNode } from "../../src/cluster/survey/survey_nodes.ts";

function node(name: string, more: Partial<FoundNode> = {}): FoundNode {
  const found = { node: name, incarnation: `${name}-1`, rooms: 3, aheadMs: -2, isLeaving: false };
  return { ...found, shards: [0, 1, 2, 3], ...more };
}

const WELL: FoundCluster = {
  nodes: [node("a"), node("b", { shards: [4, 5, 6, 7] })],
  silent: [],
  shards: 8,
  ownerless: 0,
  moving: null,
  writesMs: [1, 2, 3],
};

Deno.test("what is not well is a warning or a failure, and what to do", () => {
  const table: [string, Partial<FoundCluster>, string, string][] = [
    ["all is well", {}, "", ""],
    ["slow writes", { writesMs: [5, 300, 900] }, "commit", "warning"],
    ["a move", { moving: "/data" }, "move", "failed"],
    ["a silent node", { silent: ["c"] }, "nodes", "failed"],
    ["nobody", { nodes: [], ownerless: 8 }, "nodes", "failed"],
    [
      "a name twice",
      { nodes: [node("a"), node("a", { incarnation: "a-2", shards: [] })] },
      "nodes",
      "warning",
    ],
    [
      "a name twice, for a moment",
      {
        nodes: [node("a"), node("a", { shards: [], isLeaving: true }), node("b")],
      },
      "",
      "",
    ],
    ["a clock", { nodes: [node("a", { aheadMs: 5_000 }), node("b")] }, "clock", "warning"],
    ["shards without an owner", { ownerless: 3 }, "shards", "failed"],
    ["one node alone", { nodes: [node("a")] }, "takeover", "warning"],
    [
      "nobody who stays",
      { nodes: [node("a"), node("b", { shards: [], isLeaving: true })] },
      "takeover",
      "warning",
    ],
  ];
  for (const [what, changes, name, result] of table) {
    const bad = clusterChecks({ ...WELL, ...changes }).filter((check) => check.result !== "ok");
    const expected = name === "" ? [] : [[name, result, true]];
    assertEquals(
      bad.map((
        check,
      ) => [check.name, check.result, check.advice !== undefined || what === "nobody"]),
      expected,
      what,
    );
  }
});
