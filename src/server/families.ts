/**
 * The name and meaning of each metric for Prometheus. A new metric in base/metrics.ts that has no row here does not
 * compile. Kinds are fixed words, so no label ever has a client's text.
 */
import type { Counted, Gauged, Timed } from "../base/metrics.ts";
import type { Family, Labels } from "./exposition.ts";
import { type Measures, type MetricsSnapshot, sumOf } from "./worker_metrics.ts";

interface Row<Kind extends string = string> {
  readonly name: string;
  readonly help: string;
  /** Distinguish the kinds. With two labels, a kind is their values joined by `_`; without a label there is one. */
  readonly labels: readonly string[];
  /** Labels exported as 0 before their first count: a rate then begins at the first. */
  readonly kinds?: readonly Kind[];
  /** A series for each worker, instead of the sum over all. */
  readonly eachWorker?: true;
}

type Rows<Names extends { readonly [Name in keyof Names]: string }> = {
  readonly [Name in keyof Names]: Row<Names[Name]>;
};

const PROTOCOLS = ["v1", "v2"] as const;

const COUNTED: Rows<Counted> = {
  seats: {
    name: "estimatex_seats_total",
    help: "Seats given to members, by protocol.",
    labels: ["protocol"],
    kinds: PROTOCOLS,
  },
  resumes: {
    name: "estimatex_resumes_total",
    help: "Members who asked for their seat back, or whose edge did (moved), by outcome.",
    labels: ["result"],
    kinds: ["ok", "refused", "moved"],
  },
  commands: {
    name: "estimatex_commands_total",
    help: "Commands from members, by type.",
    labels: ["type"],
    kinds: ["vote", "begin", "reveal"],
  },
  refusals: {
    name: "estimatex_refusals_total",
    help: "Commands that the room refused, by reason.",
    labels: ["code"],
  },
  bad_messages: {
    name: "estimatex_bad_messages_total",
    help: "Messages that were malformed and never reached a room, by what was wrong.",
    labels: ["code"],
  },
  turned_away: {
    name: "estimatex_turned_away_total",
    help: "Connections that got no seat, by reason.",
    labels: ["reason"],
  },
  braked: {
    name: "estimatex_braked_total",
    help: "Joins and resumes of addresses that guess too often: answered late, or turned away.",
    labels: ["result"],
    kinds: ["late", "refused"],
  },
  queued: {
    name: "estimatex_joins_queued_total",
    help:
      "Joins and resumes that came faster than a worker takes them: they waited for their turn, or were sent " +
      "away with a time to come again.",
    labels: ["result"],
    kinds: ["waited", "refused"],
  },
  closes: {
    name: "estimatex_closes_total",
    help: "Connections with a seat that the server closed, by reason.",
    labels: ["reason"],
  },
  slow_readers: {
    name: "estimatex_slow_readers_total",
    help: "Connections closed because they read too slowly.",
    labels: ["protocol"],
    kinds: PROTOCOLS,
  },
  states: {
    name: "estimatex_states_total",
    help: "Room states for v2 members: sent, and skipped for readers that lag.",
    labels: ["result"],
    kinds: ["sent", "skipped"],
  },
  link: {
    name: "estimatex_link_events_total",
    help:
      "What the rings between workers had to do; bells rung again and full rings are a sign of workers that are behind.",
    labels: ["event"],
  },
  api_requests: {
    name: "estimatex_api_requests_total",
    help: "Requests to the API, by what was asked for and the status of the answer.",
    labels: ["route", "status"],
  },
  commits: {
    name: "estimatex_journal_commits_total",
    help: "Transactions of the journal, or commits of rooms in a cluster, by outcome.",
    labels: ["result"],
    kinds: ["ok", "failed"],
  },
  trackers: {
    name: "estimatex_tracker_requests_total",
    help: "Searches, fetches and writes that trackers were asked for, by their kind and outcome.",
    labels: ["kind", "outcome"],
  },
  doubtful: {
    name: "estimatex_cluster_doubtful_commits_total",
    help: "Commits of which the room's last record had to be read to know what came of them.",
    labels: [],
  },
  superseded: {
    name: "estimatex_cluster_superseded_rooms_total",
    help:
      "Rooms that another worker had taken when this one wrote them: their members come back there.",
    labels: [],
  },
  posts: {
    name: "estimatex_cluster_posts_total",
    help:
      "Posts to workers of other nodes, first and again; those dropped, of strangers and unreadable; and links begun anew.",
    labels: ["what"],
  },
};

const TIMED: Rows<Timed> = {
  commands: {
    name: "estimatex_command_seconds",
    help: "From a message's arrival until its room has dealt with it.",
    labels: ["protocol"],
  },
  sends: {
    name: "estimatex_command_to_send_seconds",
    help:
      "From a message's arrival until a frame or state that follows from it is with the last socket " +
      "of a worker.",
    labels: ["what"],
  },
  loop_lag: {
    name: "estimatex_event_loop_lag_seconds",
    help: "How late a timer fires, measured twice a second.",
    labels: [],
    eachWorker: true,
  },
  commits: {
    name: "estimatex_journal_commit_seconds",
    help:
      "How long a transaction of the journal holds everything back; in a cluster, a commit its room.",
    labels: ["result"],
  },
};

const GAUGED: Rows<Required<Gauged>> = {
  connections: {
    name: "estimatex_connections",
    help: "Connections that hold a descriptor, those being closed included, by protocol.",
    labels: ["protocol"],
  },
  waiting: {
    name: "estimatex_joins_waiting",
    help: "Connections that wait for their turn to ask for a seat.",
    labels: [],
  },
  rooms: { name: "estimatex_rooms", help: "Rooms that are open.", labels: [] },
  members: {
    name: "estimatex_members",
    help: "Members of rooms, by protocol and whether they are online or away.",
    labels: ["protocol", "presence"],
  },
  ballots: {
    name: "estimatex_ballots",
    help: "Rooms with a ballot, by its phase.",
    labels: ["phase"],
  },
  link: {
    name: "estimatex_link_bytes",
    help: "Of the rings to other workers: what they hold, what is unread, and what waits for room.",
    labels: ["what"],
    eachWorker: true,
  },
  held: {
    name: "estimatex_cluster_held_messages",
    help: "Messages and log lines that wait for a commit, or for this node's lease.",
    labels: [],
  },
  peers: {
    name: "estimatex_cluster_peers",
    help: "Workers of other nodes that each worker can reach.",
    labels: [],
    eachWorker: true,
  },
  heap_bytes: {
    name: "estimatex_heap_bytes",
    help: "Memory of a worker's thread as its runtime reports it, in bytes.",
    labels: ["what"],
    eachWorker: true,
  },
};

/** The metrics of all workers, in the order of the tables. `workers`: their measures, by number. */
export function familiesOf(workers: readonly Measures[]): readonly Family[] {
  const sum = sumOf(workers);
  return [
    ...rows(GAUGED).map(([key, row]): Family => ({
      ...described(row),
      type: "gauge",
      series: seriesOf(row, workers, (one) => one.gauges[key] ?? {}),
    })),
    ...rows(COUNTED).map(([key, row]): Family => {
      const zeros = Object.fromEntries((row.kinds ?? []).map((kind) => [kind, 0]));
      const counted = { ...zeros, ...sum.counted[key] };
      return { ...described(row), type: "counter", series: seriesOf(row, [counted], (one) => one) };
    }),
    ...rows(TIMED).map(([key, row]): Family => {
      const of: readonly MetricsSnapshot[] = row.eachWorker ? workers : [sum];
      return {
        ...described(row),
        type: "histogram",
        series: of.flatMap((one, worker) =>
          Object.entries(one.timed[key] ?? {}).map(([kind, value]) => ({
            labels: labelsOf(row, kind, worker),
            value,
          }))
        ),
      };
    }),
  ];
}

function described({ name, help }: Row): Pick<Row, "name" | "help"> {
  return { name, help };
}

/** A series for each kind, and for each worker if the row says so. */
function seriesOf<One>(
  row: Row,
  workers: readonly One[],
  kindsOf: (one: One) => Readonly<Record<string, number>>,
): { labels: Labels; value: number }[] {
  const each = workers.map((one) => Object.entries(kindsOf(one)));
  if (row.eachWorker) {
    return each.flatMap((kinds, worker) =>
      kinds.map(([kind, value]) => ({ labels: labelsOf(row, kind, worker), value }))
    );
  }
  const sums = new Map<string, number>();
  for (const [kind, value] of each.flat()) sums.set(kind, (sums.get(kind) ?? 0) + value);
  return [...sums].map(([kind, value]) => ({ labels: labelsOf(row, kind, 0), value }));
}

function labelsOf(row: Row, kind: string, worker: number): Labels {
  const { labels } = row;
  const values = labels.length > 1 ? kind.split("_") : [kind];
  return {
    ...row.eachWorker && { worker: `${worker}` },
    ...Object.fromEntries(labels.map((label, at) => [label, values[at] ?? ""])),
  };
}

function rows<Names extends { readonly [Name in keyof Names]: string }>(table: Rows<Names>) {
  return Object.entries<Row>(table) as [keyof Names & string, Row][];
}
