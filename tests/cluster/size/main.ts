/**
 * How big a cluster is, as a table: main.ts [ROOMS [NODES]]; each line says what it is: measured, simulated or
 * reckoned. It takes three NATS servers, of the executable that NATS_SERVER names.
 */
import { print } from "../../print.ts";
import { Random } from "../../sim/random.ts";
import { place, type Spread } from "./placed.ts";
import { measureSizes, MEMBERS } from "./sizes.ts";
import { measureWrites } from "./write_rate.ts";

/** Measured before (OPERATING.md, Figures): CPU seconds of one write at 64 in flight: on the node, on three NATS. */
const WRITE_CPU_NODE = 45e-6;
const WRITE_CPU_NATS = 209e-6;
/** How long a node is silent before it is judged [C9]. */
const SILENT_S = 3;

/** A room opens a ballot, everybody votes and it is revealed, every so often. */
const BALLOT_EVERY_S = 120;
const COMMITS_A_BALLOT = MEMBERS + 2;

const [rooms = 100_000, nodes = 40] = Deno.args.map(Number);
const placed = place(rooms, nodes, new Random(1));
const sizes = measureSizes();
const [changesASecond = 0, roomsASecond = 0] = await measureWrites([sizes.change, sizes.whole]);
const commits = rooms * COMMITS_A_BALLOT / BALLOT_EVERY_S;
const posts = (kind: "blind" | "byRoom") => {
  const states = commits * placed.remoteEdges[kind];
  const commands = commits * placed.remoteMembers[kind] / MEMBERS;
  const bytes = states * sizes.statePost + commands * sizes.commandPost;
  return `${integer(states + commands)}/s, ${integer(bytes / 1e6)} MB/s`;
};

const ROWS: readonly (readonly [string, string, string])[] = [
  ["shards of a node", spread(placed.shards), "simulated"],
  ["rooms of a node", spread(placed.rooms), "simulated"],
  [
    "shards and rooms of the largest node",
    `${placed.lost.shards}, ${placed.lost.rooms}`,
    "simulated",
  ],
  ["rooms that one other takes when it is lost", `${placed.lost.mostRooms}`, "simulated"],
  ["a vote's record, a whole room's", `${sizes.change}, ${sizes.whole} bytes`, "measured"],
  ["a state for a worker of another node", `${sizes.statePost} bytes`, "measured"],
  [
    "such records that three NATS servers keep here",
    `${integer(changesASecond)}/s, ${integer(roomsASecond)}/s`,
    "measured",
  ],
  ["commits", `${integer(commits)}/s`, "reckoned"],
  ["streams for that", `${Math.ceil(commits / changesASecond)}`, "reckoned"],
  [
    "CPU for commits, nodes and NATS",
    `${cores(WRITE_CPU_NODE)}, ${cores(WRITE_CPU_NATS)}`,
    "reckoned",
  ],
  [
    "rooms are back after the largest node is lost",
    `${(SILENT_S + placed.lost.rooms / roomsASecond).toFixed(1)} s`,
    "reckoned",
  ],
  ["posts between nodes, a blind balancer", posts("blind"), "simulated, reckoned"],
  ["posts between nodes, balanced by room_id", posts("byRoom"), "simulated, reckoned"],
];

print(`${rooms} rooms of ${MEMBERS} on ${nodes} nodes, a ballot of each every ${BALLOT_EVERY_S} s`);
for (const [what, value, how] of ROWS) print(`| ${what} | ${value} | ${how} |`);

function spread({ min, mean, max }: Spread): string {
  return `${min} to ${max}, ${integer(mean)} on average`;
}

function cores(seconds: number): string {
  return `${(commits * seconds).toFixed(1)} cores`;
}

function integer(number: number): string {
  return Math.round(number).toLocaleString("en");
}
