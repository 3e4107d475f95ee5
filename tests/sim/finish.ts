/**
 * The end of a run: everything heals, whoever is due to answer does, and then nothing may be owed to
 * anybody, no ballot may be stuck, and when all are gone nothing may be left [R8, R9, R14, S6].
 */
import type { Client } from "./client.ts";
import type { Cluster } from "./cluster.ts";
import type { Life } from "./life.ts";
import { difference } from "./expected.ts";
import { visible } from "./model_view.ts";
import type { Plan } from "./plan.ts";
import type { Steps } from "./steps.ts";
import { V2Client } from "./v2_client.ts";
import { insist } from "./violation.ts";

/** Every death is noticed, told and made good by then. */
const HEALED_AFTER_MS = 6_000;
const GOOD = { drop: 0, duplicate: 0, delay_ms: 0, ring: Infinity };

/** What people do between two steps of a drain. */
const STEPS_BETWEEN = 6;
/** Rounds of reading and answering in which a ballot has to come to its end. */
const ROUNDS_MAX = 80;
/** Rounds without a word after which all is said: more than the time that states may wait for. */
const QUIET_ROUNDS = 5;

/** What people do after the process has been started again. */
const STEPS_AFTER = 60;

/** Ends the run; throws if something does not end as it must. */
export function finish(cluster: Cluster, steps: Steps, plan: Plan): void {
  end(cluster, steps, plan);
  if (cluster.journaled && plan.ending !== "leave") {
    cluster.startAgain();
    for (let n = 0; n < STEPS_AFTER; n++) {
      steps.next();
      cluster.check();
    }
    end(cluster, steps, { ...plan, ending: "leave" });
  }
  cluster.coverage.saw("posts lost", cluster.network.lost);
  cluster.coverage.saw("ring overflows", cluster.network.overflows);
}

function end(cluster: Cluster, steps: Steps, plan: Plan): void {
  if (plan.ending === "drain at once") {
    cluster.coverage.saw("drains in the middle of things");
    steps.unblock();
  } else {
    heal(cluster, steps, plan);
    settleDown(cluster, steps);
    checkNothingOwed(cluster);
    checkEverybodySeated(cluster);
    checkEverybodyKnows(cluster, steps);
    checkNoBallotStuck(steps);
  }
  if (plan.ending === "leave") leave(cluster, steps);
  else drain(cluster, steps);
  checkNothingLeft(cluster);
  for (const life of cluster.alive) {
    cluster.sawLink(life);
    life.stop();
  }
  insist(cluster.clock.pending === 0, `[S6] ${cluster.clock.pending} timers left after the end`);
}

function heal(cluster: Cluster, steps: Steps, plan: Plan): void {
  cluster.network.faults = GOOD;
  steps.unblock();
  steps.mend();
  cluster.spare();
  steps.settle(HEALED_AFTER_MS);
  for (const client of steps.present) {
    client.line.socket.stalled = false;
    if (client instanceof V2Client) client.wakes();
    if (client.kind === "program") client.leave();
  }
  // whoever vanished has been missed by then, and unclaimed seats are free
  steps.pass(30_000);
  for (const client of steps.clients) if (client.over) client.deliver(Infinity, cluster.now());
  // nobody who is away is waited for any more
  steps.pass(12_000 + plan.admin_grace_ms);
  if (!cluster.journaled) return;
  // nor is anybody who was there before a restart
  steps.pass(62_000 + plan.resume_grace_ms);
  for (const { id, auditor } of cluster.alive) {
    const unsaved = auditor.journal?.unsaved ?? null;
    insist(unsaved === null, `[S5] ${id} has never saved ${unsaved}`);
  }
}

/** Everybody reads, answers and begins at most one more ticket. */
function settleDown(cluster: Cluster, steps: Steps): void {
  // nobody says so much in a row that it is put out for it [W6]
  const pause = Math.max(20, 2_000 / (cluster.message_rate || Infinity));
  const more = new Set<Client>(steps.present);
  for (let round = 0, quiet = 0; round < ROUNDS_MAX && quiet < QUIET_ROUNDS; round++, quiet++) {
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
    steps.settle(pause);
    cluster.check();
  }
}

/** [S2, P1.2] What was said has been heard, what was told has arrived. */
function checkNothingOwed(cluster: Cluster): void {
  for (const line of cluster.lines) {
    if (line.gone) continue;
    insist(line.closing_with === null, `[W7] #${line.no} is still not closed`);
    const [due] = line.due;
    insist(due === undefined, `[P1.2] #${line.no} was never told ${JSON.stringify(due)}`);
  }
}

/** Whoever is connected has a seat, and has been heard; nobody else has one. */
function checkEverybodySeated(cluster: Cluster): void {
  const seats = cluster.alive.flatMap(({ auditor }) => auditor.model.seats);
  for (const line of cluster.lines) {
    if (line.phase === "over") continue;
    const [said] = line.up;
    insist(said === undefined, `[S2] #${line.no} was never heard: ${JSON.stringify(said)}`);
    insist(line.phase === "seated", `[W4] #${line.no} never got an answer`);
    insist(seats.some((seat) => seat.line === line), `[S5] #${line.no} has lost its seat`);
  }
  for (const { line, person } of seats) {
    insist(line.phase === "seated", `[R9] ${person.shown} is gone and still has a seat`);
  }
  for (const { id, link } of cluster.alive) {
    insist(link?.idle ?? true, `[S2] worker ${id} still waits for others`);
  }
}

/** [P2.3] The last room that a v2 client has read is the room as it is. */
function checkEverybodyKnows(cluster: Cluster, steps: Steps): void {
  const seats = cluster.alive.flatMap(({ auditor }) => auditor.model.seats);
  for (const client of steps.present) {
    if (!(client instanceof V2Client)) continue;
    const { line, room } = client;
    const seat = seats.find((one) => one.line === line);
    if (seat === undefined) continue;
    const told = { ...visible(seat.room), version: seat.room.version };
    const wrong = difference(told, room, cluster.seen);
    insist(wrong === null, `[P2.3] the last room that #${line.no} has read${wrong}`);
    cluster.coverage.saw("v2 quiet readers that know all");
  }
}

/** [R8, R9, R10] Everybody has answered whatever there was to answer. */
function checkNoBallotStuck(steps: Steps): void {
  for (const { line, over, cut, open_ticket } of steps.clients) {
    if (over || cut || line.gone) continue;
    insist(open_ticket === null, `[R8] the ballot on ${open_ticket} is stuck for #${line.no}`);
  }
}

/** [S6] Freeze, end, close, stop; what people and workers do in between makes no difference any more. */
function drain(cluster: Cluster, steps: Steps): void {
  cluster.coverage.saw("drains");
  cluster.stopping = true;
  const meanwhile = () => {
    for (let n = 0; n < STEPS_BETWEEN; n++) steps.next();
    steps.unblock();
    cluster.check();
  };
  for (const life of cluster.alive) {
    if (life.clock.dead || life.draining) continue;
    life.draining = true;
    life.mortal = false;
    life.auditor.model.frozen = true;
    life.store.freeze();
    meanwhile();
  }
  for (const life of cluster.alive) {
    if (life.clock.dead) continue;
    life.auditor.model.endAll();
    stop(cluster, life);
    meanwhile();
  }
  cluster.network.faults = GOOD;
  steps.mend();
  steps.settle(HEALED_AFTER_MS);
  checkNothingOwed(cluster);
  for (const life of cluster.alive) life.closeConnections("restarting");
  part(cluster, steps);
}

/** [S6] Rooms end or stay, and whatever the disk takes is saved by then: nothing is tried again later. */
function stop(cluster: Cluster, life: Life): void {
  const { store, auditor: { journal } } = life;
  const owed = journal?.failing ?? false;
  store.endAll("server_stopping");
  if (journal === null) return;
  const works = cluster.shelves[life.id]?.disk.fault === null;
  if (!works) cluster.coverage.saw("stops with a disk that fails");
  else if (owed) cluster.coverage.saw("stops with a disk that had failed");
  const unsaved = works ? journal.unsaved : null;
  insist(unsaved === null, `[S6] ${life.id} has stopped, and has never saved ${unsaved}`);
}

/** Everybody leaves; rooms whose admin is gone are gone at once [R14]. */
function leave(cluster: Cluster, steps: Steps): void {
  cluster.coverage.saw("departures");
  for (const client of steps.present) client.leave();
  part(cluster, steps);
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
    steps.settle(11_000);
    cluster.check();
  }
}

function checkNothingLeft(cluster: Cluster): void {
  for (const life of cluster.alive) {
    const kept = cluster.journaled && life.auditor.model.frozen
      ? life.auditor.model.rooms.length
      : 0;
    insist(life.store.roomCount === kept, `[R14] ${life.store.roomCount} rooms left`);
    insist(life.registry.size === 0, `[W10] ${life.registry.size} connections left`);
  }
  for (const line of cluster.lines) {
    insist(!line.counted, `[W10] #${line.no} is still counted`);
    insist(line.phase === "over", `[R14] #${line.no} is still open`);
  }
  // who was to hear of something may be dead and not replaced
  if (cluster.alive.length < cluster.lives.length) return;
  // beside the timers that always run nothing may wait for anything
  const standing = cluster.alive.reduce((sum, life) => sum + life.standing_timers, 0);
  const { pending } = cluster.clock;
  insist(pending === standing, `[R14] ${pending} timers left, not ${standing}`);
}
