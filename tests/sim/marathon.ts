/** A team that estimates without a pause: so many ballots that results take more than one page [P2.5]. */
import type { Arrivals } from "./arrivals.ts";
import type { Cluster } from "./cluster.ts";
import type { Steps } from "./steps.ts";
import { V2Client } from "./v2_client.ts";

/** Ballots: more than a page of results has. */
const BALLOTS = 104;

/** Somebody opens a room, and runs one ballot after the other in it. */
export function marathon(arrivals: Arrivals, steps: Steps, cluster: Cluster): string {
  const came = arrivals.create("v2");
  const admin = arrivals.clients.at(-1);
  admin?.deliver(Infinity, cluster.now());
  steps.pass(100);
  admin?.read();
  if (!(admin instanceof V2Client) || !admin.isAdmin) return came;
  for (let n = 0; n < BALLOTS && !admin.over; n++) {
    admin.runs();
    admin.deliver(Infinity, cluster.now());
    steps.pass(250);
    for (const client of arrivals.present) client.read();
  }
  return `of #${admin.line.no}`;
}
