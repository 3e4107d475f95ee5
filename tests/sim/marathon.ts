/** A scenario with so many ballots that results have several pages [P2.5]. */
import type { Arrivals } from "./arrivals.ts";
import type { Cluster } from "./cluster.ts";
import type { Random } from "./random.ts";
import type { Time } from "./time.ts";
import { V2Client } from "./v2_client.ts";
import {
  endCommand,
  leaveCommand,
  restartCommand,
  resultsCommand,
  roleCommand,
  type V2Command,
} from "./v2_commands.ts";

/** How many ballots are tried; about half succeed, which is more than a page of results. */
const BALLOTS = 220;

interface Around {
  readonly time: Time;
  readonly cluster: Cluster;
  readonly random: Random;
}

/** Opens a room and plays one ballot after the other. Returns a line for the history. */
export function marathon(arrivals: Arrivals, deps: Around): string {
  const { time, cluster, random } = deps;
  const came = arrivals.create("v2");
  const admin = arrivals.clients.at(-1);
  admin?.deliver(Infinity, cluster.now());
  time.pass(100);
  admin?.read();
  if (!(admin instanceof V2Client) || !admin.isAdmin) return came;
  admin.command(roleCommand("voter"));
  for (let n = 0; n < BALLOTS && !admin.over; n++) {
    admin.runs();
    admin.deliver(Infinity, cluster.now());
    time.pass(250);
    for (const client of arrivals.present) client.read();
  }
  if (random.chance(0.8)) endsIt(admin, arrivals, deps);
  return `of #${admin.line.no}`;
}

/** [P2.8] Ends the session, and fetches the results that the last frame left out, or tries another command. */
function endsIt(admin: V2Client, arrivals: Arrivals, { time, cluster, random }: Around): void {
  const next = (...commands: readonly V2Command[]) => {
    if (admin.over) return;
    for (const command of commands) admin.command(command);
    admin.deliver(Infinity, cluster.now());
    time.pass(250);
    for (const client of arrivals.present) client.read();
  };
  next(endCommand());
  next(resultsCommand(null), restartCommand(), resultsCommand(3));
  if (random.chance(0.5)) next(leaveCommand());
}
