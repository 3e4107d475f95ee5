/** Who would have what if a node were lost [C3]. Pure. */
import { Rendezvous } from "../rendezvous.ts";
import type { FoundNode } from "./survey_nodes.ts";

interface Loss {
  readonly node: string;
  readonly shards: number;
  /** How many of them each of the others would own, by its name. */
  readonly to: ReadonlyMap<string, number>;
}

/** The loss of each node, and what the others would make of it; nobody takes from one that is leaving. */
export function dryRun(
  nodes: readonly Pick<FoundNode, "node" | "incarnation" | "shards" | "isLeaving">[],
): readonly Loss[] {
  return nodes.map(({ node, incarnation, shards }) => {
    const others = nodes.filter((one) => one.incarnation !== incarnation && !one.isLeaving);
    const rendezvous = new Rendezvous(others);
    const names = new Map(others.map((one) => [one.incarnation, one.node]));
    const to = new Map<string, number>();
    for (const shard of shards) {
      const next = names.get(rendezvous.wanted(shard) ?? "");
      if (next !== undefined) to.set(next, (to.get(next) ?? 0) + 1);
    }
    return { node, shards: shards.length, to };
  });
}
