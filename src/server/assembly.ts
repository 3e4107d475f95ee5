/**
 * Puts the parts of a worker together: limits, sockets, room store, link, listener. It owns the order in which they are
 * opened: the listener comes last, before some timers. The caller closes what was opened, also after a failure.
 */
import type { ApiOptions } from "../api/api.ts";
import { SparingLog } from "../base/sparing_log.ts";
import { type Connection, type Envelope, type ProgramRequest, weigh } from "../bus/envelopes.ts";
import { RingLink } from "../bus/ring_link.ts";
import { ENVELOPES } from "../bus/wire.ts";
import { FixedPlacement } from "../hosting/placement.ts";
import type { JoinRequest } from "../protocol/request.ts";
import { REFUSED } from "../hosting/refusals.ts";
import { RoomStore } from "../hosting/room_store.ts";
import { ConfiguredTrackers } from "../hosting/tracker_desk.ts";
import { UNCLAIMED_PER_ADDRESS_MAX } from "../hosting/unclaimed_seats.ts";
import { keepFor } from "../journal/retention.ts";
import { SocketConnection } from "./connection.ts";
import type { ConnectionDeps } from "./connection_deps.ts";
import { Counts } from "./counts.ts";
import { GuessBrake } from "./guess_brake.ts";
import { Guesses } from "./guesses.ts";
import { createHandler } from "./handler.ts";
import { JoinQueue } from "./join_queue.ts";
import { JournalHealth } from "./journal_health.ts";
import { KeyTable } from "./key_file.ts";
import { listen, type Listener } from "./listener.ts";
import { watchLoop } from "./loop_lag.ts";
import { MemoryGuard } from "./memory.ts";
import { MeteredSocket } from "./metered_socket.ts";
import type { Opened } from "./opened.ts";
import { MessageBudget } from "./rate.ts";
import { roomQuota } from "./room_quota.ts";
import { FoundLimit } from "./found_limit.ts";
import { Registry } from "./registry.ts";
import type { ServerOptions } from "./server_options.ts";
import { watchSilence } from "./silence.ts";
import { LAG_BYTES } from "./outbox.ts";
import { lateApi } from "./late_api.ts";
import { createWireDocument } from "./wire_document.ts";
import { WorkerMetrics } from "./worker_metrics.ts";

/** The parts of a server. */
export interface Parts {
  readonly metrics: WorkerMetrics;
  readonly registry: Registry;
  readonly joinQueue: JoinQueue;
  readonly store: RoomStore;
  /** null: there is no other worker. */
  readonly link: RingLink<Envelope> | null;
  readonly listener: Listener;
}

interface AssemblyDeps {
  /** Gets each part as soon as it is opened, to close it later. */
  readonly opened: Opened;
  /** Whether the server is stopping, and refuses newcomers [S6]. */
  readonly isDraining: () => boolean;
}

/** Warnings that anybody who can connect causes as often as they like. */
const CAUSED_BY_STRANGERS = ["connection_refused", "room_refused", "never_opened"];

/** Opens all parts and begins to serve. Throws if one can't be opened, such as the port or the journal. */
export function assemble(given: ServerOptions, deps: AssemblyDeps): Parts {
  const log = new SparingLog({ clock: given.clock, log: given.log, events: CAUSED_BY_STRANGERS });
  const options = { ...given, log };
  const { settings, self, shared, bell, clock, journal, archives = [], cluster } = options;
  const { opened } = deps;
  opened.add(() => log.stop());
  opened.add(() => bell?.close());
  opened.add(() => journal?.close());
  opened.add(() => cluster?.close());
  opened.add(() => archives.forEach((archive) => archive.close()));
  const { metrics = new WorkerMetrics() } = options;
  const counts = new Counts(shared.counts, self);
  const memoryLimit = new FoundLimit(shared.memoryLimit);
  const connectionLimit = new FoundLimit(shared.connectionLimit);
  const registry = new Registry(counts, {
    get totalMax() {
      return connectionLimit.now(settings.max_connections);
    },
    perAddressMax: settings.max_connections_per_ip,
  });
  const memory = new MemoryGuard({
    shared: shared.memory,
    limitBytes: () => memoryLimit.now(settings.max_memory ?? 0),
    read: () => Deno.memoryUsage().rss,
    clock,
    log,
    onHigh: () => registry.turnAwayUnseated(REFUSED.noMemory),
  });
  const closeAll = () => registry.closeAll("try_later", REFUSED.outOfReach.message);
  const [store, link] = openRooms(options, { opened, counts, metrics, closeAll });
  const join: PortDeps["join"] = (
    connection: Connection,
    request: JoinRequest | ProgramRequest,
    address: string,
  ) => store.join(connection, request, { address, slot: counts.slotOf(address) });
  const joinQueue = new JoinQueue({ clock, log, metrics });
  opened.add(() => joinQueue.close());
  const connectionDeps: ConnectionDeps = {
    clock,
    log,
    metrics,
    join,
    namesAreFixed: settings.auth_header !== null,
    roomCapacityMax: settings.max_room_capacity,
    needsKey: settings.create_key_file !== null,
    brake: new GuessBrake({ guesses: new Guesses(shared.guesses), counts, clock, metrics }),
    joinQueue,
    onGone: (connection) => registry.remove(connection),
    onLost: (connection) => registry.writeOff(connection),
  };
  const parts = { registry, memory, metrics, join, joinQueue, connectionDeps };
  const listener = openPort(options, { ...deps, ...parts });
  opened.add(() => listener.stop());
  if (journal !== null) {
    const { results_keep_ms: keepMs } = options;
    opened.add(keepFor({ kept: [journal, ...archives], clock, log, keepMs }));
  }
  opened.add(watchLoop(clock, metrics));
  opened.add(watchSilence(clock, registry));
  opened.add(memory.watch());
  return { metrics, registry, joinQueue, store, link, listener };
}

interface RoomDeps {
  readonly opened: Opened;
  readonly counts: Counts;
  readonly metrics: WorkerMetrics;
  /** [C20] Closes all connections; their clients may come back. */
  readonly closeAll: () => void;
}

/** Opens the room store, and the link to the other workers. */
function openRooms(
  options: ServerOptions,
  deps: RoomDeps,
): [RoomStore, RingLink<Envelope> | null] {
  const { opened, counts, metrics } = deps;
  const { settings, self, bell, clock, ids, log, journal, cluster = null } = options;
  const { workers, max_rooms: totalMax, max_rooms_per_ip: perAddressMax } = settings;
  const elsewhere = () => cluster?.roomsElsewhere ?? 0;
  // no limit on connections of an address: no limit on its unclaimed seats either
  const unclaimedMax = settings.max_connections_per_ip === 0 ? 0 : UNCLAIMED_PER_ADDRESS_MAX;
  const { trackers = null } = options;
  const desk = trackers === null ? null : new ConfiguredTrackers(trackers);
  const health = new JournalHealth(options.shared.health);
  let link: RingLink<Envelope> | null = null;
  const store = new RoomStore({
    journal,
    notify: options.notify ?? null,
    onJournalFault: (fault) => health.set(self, fault),
    self,
    placement: cluster?.placement ?? new FixedPlacement({ self, workers }),
    residence: cluster?.residence ?? null,
    outbox: cluster === null
      ? null
      : (toEdge) =>
        cluster.outbox((edge, message) => toEdge(edge, message, null), {
          log,
          metrics,
          patienceMs: settings.cluster_patience_ms,
        }),
    clock,
    ids,
    log,
    metrics,
    room_idle_ms: settings.room_idle_ms,
    roomsPerAddressMax: perAddressMax,
    resume_grace_ms: settings.resume_grace_ms,
    admin_grace_ms: settings.admin_grace_ms,
    patience_ms: settings.cluster_patience_ms,
    trackers: desk,
    server: {
      name: "estimatex-server",
      version: options.version,
      ...desk !== null && { trackers: desk.trackers },
    },
    quota: roomQuota(counts, { totalMax, perAddressMax, elsewhere }),
    seatQuota: {
      reserved: (slot) => counts.seatReserved(slot, unclaimedMax),
      claimed: (slot) => counts.seatClaimed(slot),
    },
    send: (worker, envelope) =>
      worker < workers ? link?.send(worker, envelope) : cluster?.send(worker, envelope),
  });
  opened.add(() => store.close());
  cluster?.begin({
    has: (roomId) => store.has(roomId),
    adopt: (saved, isHere) => store.adopt(saved, isHere),
    release: (isReleased) => store.release(isReleased),
    superseded: (roomId) => store.superseded(roomId),
    closeMembers: (roomId) => store.closeMembers(roomId),
    // slots of addresses are different in each process [C22]
    receive: (from, envelope) => store.receive(from, withSlot(envelope, counts)),
    workerLost: (worker) => store.workerLost(worker),
    closeAll: () => deps.closeAll(),
  });
  if (bell === null) return [store, null];
  const openedLink = link = new RingLink<Envelope>({
    self,
    workers,
    bell,
    clock,
    codec: ENVELOPES,
    weigh,
    receive: (from, envelope) => store.receive(from, envelope),
    reset: (peer) => store.workerLost(peer),
    stuck: options.onStuck,
  });
  opened.add(() => openedLink.close());
  return [store, openedLink];
}

interface PortDeps extends AssemblyDeps {
  readonly registry: Registry;
  readonly memory: MemoryGuard;
  readonly metrics: WorkerMetrics;
  /** Asks for a seat, or for what a program wants. */
  readonly join: ApiOptions["join"] & ConnectionDeps["join"];
  readonly joinQueue: JoinQueue;
  /** Made once: a connection needs no closures of its own. */
  readonly connectionDeps: ConnectionDeps;
}

/** API requests of one address, a second; bursts of three times that. */
const API_RATE = 20;

/** Opens the port, and makes a connection for each upgraded socket. */
function openPort(
  { clusterAddress = null, settings, shared, version, clock, ids, log, pages, ask, tls }:
    ServerOptions,
  { registry, memory, metrics, join, joinQueue, connectionDeps, isDraining }: PortDeps,
): Listener {
  const createKeys = new KeyTable(shared.createKeys);
  const metering = { exactFrom: LAG_BYTES, clock };
  return listen({
    host: settings.host,
    port: settings.port,
    reusePort: settings.workers > 1 || tls !== null, // which may be renewed
    isQuiet: () => registry.size === 0,
    closeAll: () => registry.closeAll("restarting", REFUSED.renewed.message),
    tls,
    clock,
    log,
    handler: createHandler({
      settings,
      registry,
      joinQueue,
      createKeys,
      memory,
      log,
      pages,
      wireDocument: createWireDocument(version),
      api: settings.api_key_file === null ? null : lateApi({
        clock,
        ids,
        log,
        metrics,
        join,
        keys: new KeyTable(shared.apiKeys),
        brake: connectionDeps.brake,
        budget: () => {
          const budget = new MessageBudget(API_RATE, clock.now());
          return { take: () => budget.take(clock.now()) };
        },
        capacityMax: settings.max_room_capacity,
        version,
        publicUrl: settings.public_url,
        kept: { data: settings.data, cluster: clusterAddress },
      }),
      isDraining,
      ask,
      upgrade: (request, options) => Deno.upgradeWebSocket(request, options),
      connect: (socket, accepted) => {
        const budget = new MessageBudget(settings.message_rate, clock.now());
        const metered = new MeteredSocket(socket, metering);
        return new SocketConnection(metered, { ...accepted, budget }, connectionDeps);
      },
    }),
  });
}

/** An envelope from another node, with this process's slot for its address. */
function withSlot(envelope: Envelope, counts: Counts): Envelope {
  if (!("source" in envelope)) return envelope;
  const { address } = envelope.source;
  return { ...envelope, source: { address, slot: counts.slotOf(address) } };
}
