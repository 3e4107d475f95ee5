/** The checks of a cluster: its NATS servers, its nodes, and what would happen if one were lost. */
import { counted } from "../../protocol/counted.ts";
import { formatDuration } from "../../base/duration.ts";
import { dryRun } from "../../cluster/survey/dry_run.ts";
import { type Address, surveyServer, surveyStreams } from "../../cluster/survey/survey_nats.ts";
import { type FoundCluster, surveyNodes } from "../../cluster/survey/survey_nodes.ts";
import { type Check, failed, ok, warning } from "./report.ts";
import { checkSync, usualMonitors } from "./varz.ts";

/** A slower write delays every vote noticeably, in milliseconds. */
const SLOW_WRITE_MS = 100;
/** With a larger difference between clocks, timestamps and deadlines jump when a room moves, in milliseconds. */
const CLOCKS_APART_MS = 1_000;

/** Runs all checks. `monitors`: addresses where NATS is monitored; null: the usual ones. */
export async function examineCluster(
  address: Address,
  monitors: readonly string[] | null,
  report: (check: Check) => void,
): Promise<void> {
  for (const url of address.servers) report(await serverCheck(address, url));
  for (const url of monitors ?? usualMonitors(address.servers)) report(await checkSync(url));
  const found = await surveyNodes(address);
  if (!found.ok) return report(failed("cluster", found.error));
  for (const check of await streamChecks(address)) report(check);
  for (const check of clusterChecks(found.value)) report(check);
}

async function serverCheck(address: Address, url: string): Promise<Check> {
  const name = "server";
  const found = await surveyServer(address, url);
  if (!found.ok) return failed(name, found.error);
  const { name: server, version, tooOld, roundTripMs } = found.value;
  if (tooOld !== null) return failed(name, `${server}: ${tooOld}`);
  return ok(name, `${server} is version ${version}, and answers in ${ms(roundTripMs)}`);
}

async function streamChecks(address: Address): Promise<readonly Check[]> {
  const name = "streams";
  const streams = await surveyStreams(address);
  if (!streams.ok) return [failed(name, streams.error)];
  const checks = streams.value.flatMap(({ name: stream, hasLeader, behind }) => {
    if (!hasLeader) {
      const advice = "see that most of the NATS servers run and reach each other";
      return [failed(name, `${stream} has no leader: nothing can be written`, advice)];
    }
    if (behind.length === 0) return [];
    const advice = "see that it runs; one that has just started catches up by itself";
    return [failed(name, `${stream} is not whole on ${behind.join(", ")}`, advice)];
  });
  if (checks.length > 0) return checks;
  const replicas = Math.min(...streams.value.map((stream) => stream.replicas));
  const kept = `${counted(streams.value.length, "stream")}, each kept by ${
    counted(replicas, "server")
  }`;
  if (replicas > 1) return [ok(name, kept)];
  const advice = "with three servers any one may die: see More replicas in OPERATING.md";
  return [warning(name, `${kept}: if it stops, all rooms stand still`, advice)];
}

/** The checks of nodes, clocks, shards, and the loss of a node. Pure. */
export function clusterChecks(found: FoundCluster): readonly Check[] {
  const { nodes, moving } = found;
  return [
    writeCheck(found),
    ...moving === null ? [] : [moveCheck(moving)],
    nodesCheck(found),
    ...nodes.length === 0 ? [] : [clocksCheck(found), shardsCheck(found), ...lossChecks(found)],
  ];
}

function moveCheck(directory: string): Check {
  const message = `rooms are on their way between the cluster and the data directory ${directory}`;
  const advice = "run estimatex-server move again, until it has finished: no node starts before";
  return failed("move", message, advice);
}

function writeCheck({ writesMs }: FoundCluster): Check {
  const median = writesMs[Math.floor(writesMs.length / 2)] ?? 0;
  const took = `a write takes ${ms(median)}, the slowest of ${writesMs.length} ${
    ms(writesMs.at(-1) ?? 0)
  }`;
  if (median <= SLOW_WRITE_MS) return ok("commit", took);
  const advice = "look at the disks of the NATS servers, and at the network between them";
  return warning("commit", took, advice);
}

function nodesCheck({ nodes, silent }: FoundCluster): Check {
  const name = "nodes";
  if (silent.length > 0) {
    const advice =
      "one that was killed is given up after 3 s if another node lives: look again then";
    return failed(name, `not heard: ${silent.join(", ")}`, advice);
  }
  if (nodes.length === 0) return failed(name, "no node is heard");
  const each = nodes.map(({ node, rooms, shards, isLeaving }) =>
    `${node} (${counted(rooms, "room")}, ${counted(shards.length, "shard")}${
      isLeaving ? ", leaving" : ""
    })`
  );
  const message = `${counted(nodes.length, "node")}: ${each.join(", ")}`;
  const stay = nodes.filter(({ isLeaving }) => !isLeaving).map(({ node }) => node);
  const twice = stay.find((node, at) => stay.indexOf(node) !== at);
  if (twice === undefined) return ok(name, message);
  const advice = `give each node another --node: of those called ${twice} one has all the shards`;
  return warning(name, message, advice);
}

function clocksCheck({ nodes }: FoundCluster): Check {
  const name = "clock";
  const known = nodes.flatMap(({ node, aheadMs }) => aheadMs === null ? [] : [{ node, aheadMs }]);
  const apart = known.filter(({ aheadMs }) => Math.abs(aheadMs) > CLOCKS_APART_MS);
  if (apart.length > 0) {
    const each = apart.map(({ node, aheadMs }) =>
      `${node} is ${formatDuration(secondsOf(Math.abs(aheadMs)))} ${
        aheadMs > 0 ? "ahead of" : "behind"
      } this machine`
    );
    const advice = "have NTP set the clocks: timestamps and deadlines jump when a room moves";
    return warning(name, each.join(", "), advice);
  }
  const most = Math.max(0, ...known.map(({ aheadMs }) => Math.abs(aheadMs)));
  return ok(
    name,
    `the clocks of ${counted(known.length, "node")} are within ${ms(most)} of this machine's`,
  );
}

function shardsCheck({ shards, ownerless }: FoundCluster): Check {
  const name = "shards";
  if (ownerless === 0) return ok(name, `all ${shards} shards have an owner`);
  const advice = "while nodes come or go this passes within seconds; else look at their logs";
  return failed(name, `${ownerless} of ${shards} shards have no owner`, advice);
}

/** Computes who would take over the shards of each node; nothing is moved. */
function lossChecks({ nodes }: FoundCluster): readonly Check[] {
  const name = "takeover";
  return dryRun(nodes).map(({ node, shards, to }) => {
    if (shards === 0) return ok(name, `${node} owns no shard`);
    if (to.size === 0) {
      const message = `if ${node} were lost, no node could take over its ${
        counted(shards, "shard")
      }`;
      return warning(name, message, "start another node");
    }
    const each = [...to].map(([other, taken]) => `${other} ${taken}`).join(", ");
    return ok(name, `if ${node} were lost, its ${counted(shards, "shard")} would go to: ${each}`);
  });
}

/** A time in milliseconds, to the second. */
function secondsOf(ms: number): number {
  return Math.round(ms / 1_000) * 1_000;
}

function ms(number: number): string {
  return `${number < 10 ? Math.round(number * 10) / 10 : Math.round(number)} ms`;
}
