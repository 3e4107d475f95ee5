/**
 * The end of a run: all faults end, all clients answer, and then every message must have arrived, no ballot may be
 * stuck, and when all clients are gone nothing may be left [R8, R9, R14, S6].
 */
import type { Client } from "./client.ts";
import type { Cluster } from "./cluster.ts";
import type { Incarnation } from "./incarnation.ts";
import { difference, SomeTime } from "./expected.ts";
import { visible } from "./model_view.ts";
import type { Plan } from "./plan.ts";
import { stateWaitMs } from "./states.ts";
import type { Steps } from "./steps.ts";
import { V2Client } from "./v2_client.ts";
import { insist } from "./violation.ts";

/** By then every lost worker has been noticed, reported and replaced, in milliseconds. */
const HEALED_AFTER_MS = 6_000;
const GOOD = { drop: 0, duplicate: 0, delayMs: 0, ring: Infinity };

/** How many steps clients take between two steps of a drain. */
const STEPS_BETWEEN = 6;
/** Within how many rounds of reading and answering every ballot must end. */
const ROUNDS_MAX = 80;
/** After how many rounds without news everything has been sent: longer than states may wait. */
const QUIET_ROUNDS = 5;

/** How often the last states are read again, because somebody's grace ended meanwhile. */
const STATES_MAX = 3;

/** By then the home has noticed that a room is idle, in milliseconds. */
const IDLE_NOTICED_MS = 2_000;

/** How many steps clients take after a restart of the process. */
const STEPS_AFTER = 60;

/** Ends the run; throws a `Violation` if something does not end as it must. */
export function finish(
  cluster: Cluster,
  steps: Steps,
  { marathon, arranges, ...plan }: Plan & {
    readonly marathon: boolean;
    /** Whether it plays the scenario of arranged_room.ts, if there are journals. */
    readonly arranges: boolean;
  },
): void {
  if (arranges && cluster.journaled) {
    heal(cluster, steps, plan);
    steps.arrangedRoom();
    cluster.check();
  }
  if (marathon) {
    heal(cluster, steps, plan);
    steps.marathon();
    cluster.check();
  }
  if (cluster.tracker !== null) {
    heal(cluster, steps, plan);
    steps.trackedRoom();
    cluster.check();
  }
  end(cluster, steps, plan);
  if (cluster.journaled && plan.ending !== "leave") {
    cluster.startAgain();
    for (let n = 0; n < STEPS_AFTER; n++) {
      steps.next();
      cluster.check();
    }
    end(cluster, steps, { ...plan, ending: "leave" });
  }
  cluster.coverage.count("posts lost", cluster.network.lost);
  cluster.coverage.count("ring overflows", cluster.network.overflows);
}

function end(cluster: Cluster, steps: Steps, plan: Plan): void {
  if (plan.ending === "drain at once") {
    cluster.coverage.count("drains in the middle of things");
    steps.time.unblock();
  } else {
    heal(cluster, steps, plan);
    const here = steps.present.length;
    settleDown(cluster, steps);
    if (steps.present.length < here) {
      // a member who read too slowly is closed only now, and waited for like others who are away
      passAway(steps, plan);
      settleDown(cluster, steps);
    }
    checkNothingOwed(cluster);
    checkEverybodySeated(cluster);
    checkEverybodyKnows(cluster, steps);
    checkNoBallotStuck(cluster, steps);
  }
  if (plan.ending === "leave") leave(cluster, steps);
  else drain(cluster, steps, plan);
  checkNothingLeft(cluster);
  for (const incarnation of cluster.alive) {
    cluster.sawLink(incarnation);
    incarnation.stop();
  }
  insist(cluster.clock.pending === 0, `[S6] ${cluster.clock.pending} timers left after the end`);
}

function heal(cluster: Cluster, steps: Steps, plan: Plan): void {
  cluster.network.faults = GOOD;
  steps.time.unblock();
  steps.disturbances.mendDisks();
  cluster.spare();
  steps.time.settle(HEALED_AFTER_MS);
  for (const client of steps.present) {
    client.line.socket.stalled = false;
    if (client instanceof V2Client) client.wakes();
    if (client.kind === "program") client.leave();
  }
  // by then clients that vanished have been noticed, and unclaimed seats are free
  steps.time.pass(30_000);
  for (const client of steps.clients) if (client.over) client.deliver(Infinity, cluster.now());
  passAway(steps, plan);
  if (!cluster.journaled) return;
  // also members from before a restart are not waited for
  steps.time.pass(62_000 + plan.resume_grace_ms);
  for (const { id, auditor } of cluster.alive) {
    const unsaved = auditor.journal?.unsaved ?? null;
    insist(unsaved === null, `[S5] ${id} has never saved ${unsaved}`);
  }
}

/** Waits until no member who is away is waited for. */
function passAway(steps: Steps, { admin_grace_ms }: Plan): void {
  steps.time.pass(12_000 + admin_grace_ms);
}

/** Lets every client read and answer, and begin at most one more ballot. */
function settleDown(cluster: Cluster, steps: Steps): void {
  // slowly enough for the rate limit [W6]
  const rateMs = 2_000 / (cluster.message_rate || Infinity);
  const more = new Set<Client>(steps.present);
  let quiet = 0;
  for (let round = 0; round < ROUNDS_MAX && quiet < QUIET_ROUNDS; round++, quiet++) {
    for (const client of steps.clients) {
      if (!client.busy || (client.idle && client.prompt?.question === "begin")) continue;
      quiet = 0;
      client.deliver(Infinity, cluster.now());
      client.read();
      if (client.over || client.prompt === null) continue;
      if (client.prompt.question === "begin") client.idle = !more.delete(client);
      client.answer(1);
      client.deliver(Infinity, cluster.now());
    }
    // the state that is sent now may be larger than all before
    const waitMs = longestWaitMs(cluster) / (QUIET_ROUNDS - 2);
    steps.time.settle(Math.ceil(Math.max(20, rateMs, waitMs)));
    cluster.check();
  }
}

/** [S2, P1.2] Checks that everything has arrived, both ways, and that readers after an end are gone [P2.8]. */
function checkNothingOwed(cluster: Cluster): void {
  for (const { auditor } of cluster.alive) {
    const isLate = auditor.model.readers.isLate(cluster.now());
    insist(!isLate, "[P2.8] results are fetched for longer than they may be");
  }
  for (const line of cluster.lines) {
    if (line.gone) continue;
    insist(line.closingWith === null, `[W7] #${line.no} is still not closed`);
    const [pending] = line.pending;
    insist(pending === undefined, `[P1.2] #${line.no} was never sent ${JSON.stringify(pending)}`);
  }
}

/** Checks that exactly the connected clients have seats, and that their messages have arrived. */
function checkEverybodySeated(cluster: Cluster): void {
  const seats = cluster.alive.flatMap(({ auditor }) => auditor.model.seats);
  for (const line of cluster.lines) {
    if (line.phase === "over") continue;
    const [unread] = line.inbox;
    insist(unread === undefined, `[S2] home never got #${line.no}'s ${JSON.stringify(unread)}`);
    insist(line.phase === "seated", `[W4] #${line.no} never got an answer`);
    // its room may have become idle meanwhile, and it may still fetch results [R17, P2.8]
    const reads = cluster.alive.some(({ auditor }) => auditor.model.readers.has(line));
    const sits = seats.some((seat) => seat.line === line);
    insist(reads || sits, `[S5] #${line.no} has lost its seat`);
  }
  for (const { line, person } of seats) {
    insist(line.phase === "seated", `[R9] ${person.shown} is gone and still has a seat`);
  }
  for (const { id, link } of cluster.alive) {
    insist(link?.link.idle ?? true, `[S2] worker ${id} still waits for others`);
  }
}

/** [P2.3] Checks that every v2 client has read the current state of its room. */
function checkEverybodyKnows(cluster: Cluster, steps: Steps): void {
  for (let tries = 0; tries < STATES_MAX && unknown(cluster, steps) !== null; tries++) {
    // the state may still be on its way, because somebody's grace has just ended
    steps.time.settle(longestWaitMs(cluster));
    for (const client of steps.present) client.read();
  }
  const wrong = unknown(cluster, steps);
  insist(wrong === null, `[P2.3] the last room that ${wrong}`);
}

/** [P2.3] How long a change may wait for its state, in milliseconds. */
function longestWaitMs(cluster: Cluster): number {
  const rooms = cluster.alive.flatMap(({ auditor }) => auditor.model.rooms);
  const { clientsMax, stateBudget } = cluster;
  return Math.max(0, ...rooms.map((room) => stateWaitMs(room, clientsMax, stateBudget)));
}

/** A client that has read another state than the current one, and the difference; null: there is none. */
function unknown(cluster: Cluster, steps: Steps): string | null {
  const seats = cluster.alive.flatMap(({ auditor }) => auditor.model.seats);
  for (const client of steps.present) {
    if (!(client instanceof V2Client)) continue;
    const { line, room } = client;
    const seat = seats.find((one) => one.line === line);
    if (seat === undefined) continue;
    const view = visible(seat.room);
    const timer = view.timer && { ...view.timer, ends_at: new SomeTime() };
    const read = { ...view, timer, version: seat.room.version };
    const wrong = difference(read, room, cluster.seen);
    if (wrong !== null) return `#${line.no} has read${wrong}`;
    cluster.coverage.count("v2 quiet readers that know all");
  }
  return null;
}

/** [R8, R9, R10] Checks that no open ballot waits for a client that is there. */
function checkNoBallotStuck({ rooms }: Cluster, steps: Steps): void {
  for (const { line, over, cut, openTicket } of steps.clients) {
    if (over || cut || line.gone) continue;
    // [A3] where everybody may begin, and whoever did has left, it waits for the admin who is yet to come
    if ((rooms.get(line.room_id ?? "")?.awaits ?? null) !== null) continue;
    insist(openTicket === null, `[R8] the ballot on ${openTicket} is stuck for #${line.no}`);
  }
}

/** [S6] Stops the process: freeze, end rooms, close connections, stop. Clients act in between. */
function drain(cluster: Cluster, steps: Steps, plan: Plan): void {
  cluster.coverage.count("drains");
  cluster.main.stopping = true;
  const meanwhile = () => {
    for (let n = 0; n < STEPS_BETWEEN; n++) steps.next();
    steps.time.unblock();
    cluster.check();
  };
  for (const incarnation of cluster.alive) {
    if (incarnation.clock.dead || incarnation.draining) continue;
    incarnation.draining = true;
    incarnation.mortal = false;
    incarnation.auditor.model.frozen = true;
    incarnation.store.freeze();
    meanwhile();
  }
  for (const incarnation of cluster.alive) {
    if (incarnation.clock.dead) continue;
    incarnation.auditor.model.endAll();
    stop(cluster, incarnation);
    if (plan.ending === "drain at once") {
      // no member has time to fetch results
      incarnation.auditor.model.readers.end(Infinity);
      incarnation.store.endFarewells();
    }
    meanwhile();
  }
  cluster.network.faults = GOOD;
  steps.disturbances.mendDisks();
  steps.time.settle(HEALED_AFTER_MS);
  checkNothingOwed(cluster);
  for (const incarnation of cluster.alive) incarnation.closeConnections("restarting");
  part(cluster, steps);
}

/** [S6] Stops a worker: its rooms end or are saved, and nothing is tried again later. */
function stop(cluster: Cluster, incarnation: Incarnation): void {
  const { store, auditor: { journal } } = incarnation;
  const owed = journal?.failing ?? false;
  store.endAll("server_stopping");
  if (journal === null) return;
  const works = cluster.storages[incarnation.id]?.disk.fault === null;
  if (!works) cluster.coverage.count("stops with a disk that fails");
  else if (owed) cluster.coverage.count("stops with a disk that had failed");
  const unsaved = works ? journal.unsaved : null;
  insist(unsaved === null, `[S6] ${incarnation.id} has stopped, and has never saved ${unsaved}`);
}

/** Lets every client leave, and checks that rooms end and nothing is left [R14]. */
function leave(cluster: Cluster, steps: Steps): void {
  cluster.coverage.count("departures");
  for (const client of steps.present) client.leave();
  part(cluster, steps);
  // [A3] a room whose admin has never come ends only after a time
  const waits = cluster.limits.rooms.some(({ awaits }) => awaits !== null);
  if (waits) steps.time.pass(cluster.room_idle_ms + IDLE_NOTICED_MS);
}

function part(cluster: Cluster, steps: Steps): void {
  for (const line of cluster.lines) line.socket.stalled = false;
  for (let round = 0; round < 5; round++) {
    for (const client of steps.clients) {
      client.dismiss();
      client.read();
      client.dismiss();
      client.deliver(Infinity, cluster.now());
    }
    steps.time.settle(11_000);
    cluster.check();
  }
}

function checkNothingLeft(cluster: Cluster): void {
  for (const incarnation of cluster.alive) {
    const kept = cluster.journaled && incarnation.auditor.model.frozen
      ? incarnation.auditor.model.rooms.length
      : 0;
    insist(incarnation.store.roomCount === kept, `[R14] ${incarnation.store.roomCount} rooms left`);
    insist(incarnation.registry.size === 0, `[W10] ${incarnation.registry.size} connections left`);
  }
  for (const line of cluster.lines) {
    insist(!line.counted, `[W10] #${line.no} is still counted`);
    insist(line.phase === "over", `[R14] #${line.no} is still open`);
  }
  // a worker may be lost and not replaced
  if (cluster.alive.length < cluster.incarnations.length) return;
  // only the timers that always run may be left
  const lasting = cluster.alive.reduce((sum, incarnation) => sum + incarnation.lastingTimers, 0);
  const { pending } = cluster.clock;
  insist(pending === lasting, `[R14] ${pending} timers left, not ${lasting}`);
}
