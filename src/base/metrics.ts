/**
 * The metrics of the program, and the kinds that each is counted by. Kinds are fixed words, so that no client's text
 * ever becomes a label.
 */
import type { CloseName } from "../protocol/close_codes.ts";
import type { TrackerRequest } from "../protocol/client_message.ts";
import type { TrackerCode } from "../protocol/tracker_codes.ts";
import type { V2Problem } from "../protocol/v2_decode.ts";
import type { Command, RefusalCode } from "../room/events.ts";
import type { Ballot, Presence, Protocol } from "../room/state.ts";

/** The routes of the API; `unknown`: any other path [A3]. */
export type ApiRoute =
  | "rooms"
  | "room"
  | "tickets"
  | "sessions"
  | "session"
  | "openapi"
  | "unknown";

/** Everything that is counted, with the kinds it is counted by. */
export interface Counted {
  /** Seats given, by protocol. */
  readonly seats: Protocol;
  /** Members who resumed, or were refused [P2.7], or whose connections were attached after a move of the room [C19]. */
  readonly resumes: "ok" | "refused" | "moved";
  /** Commands of members. */
  readonly commands: Command["type"] | TrackerRequest["type"] | "results" | "unusable";
  /** Commands that the room or a tracker refused, by reason. */
  readonly refusals: RefusalCode | TrackerCode;
  /** Invalid messages [W6]. */
  readonly bad_messages: V2Problem["code"] | "v1";
  /** Connections that were refused a seat [W4]. */
  readonly turned_away: CloseName;
  /** Joins and resumes from addresses that guessed too often: delayed or refused [W9]. */
  readonly braked: "late" | "refused";
  /** Joins and resumes that came faster than a worker admits them: they waited, or were refused. */
  readonly queued: "waited" | "refused";
  /** Seated connections that the server closed [W7]. */
  readonly closes: CloseName;
  /** Connections that were closed because they read too slowly [S4]. */
  readonly slow_readers: Protocol;
  /** States for v2 members: sent, and skipped for a reader that lagged [P2.3]. */
  readonly states: "sent" | "skipped";
  /** Requests to the API, by route and status. */
  readonly api_requests: `${ApiRoute}_${number}`;
  /** Transactions of the journal; in a cluster, commits of rooms. */
  readonly commits: "ok" | "failed";
  /** Commits whose outcome had to be read from the last record [C13]. */
  readonly doubtful: "commits";
  /** Rooms that another worker had taken over, as a commit found out [C13]. */
  readonly superseded: "rooms";
  /** Posts to and from workers of other nodes, counted by the link [C11]. */
  readonly posts: keyof ClusterLinkStats;
  /** Requests to issue trackers, by kind and outcome [A5]. */
  readonly trackers: `${TrackerKinds}_${"ok" | TrackerFailures}`;
  /** Activity of the link to the other workers, counted by the link [S2]. */
  readonly link: keyof LinkStats;
}

type TrackerKinds = "jira" | "jira-dc" | "gitlab" | "github" | "azure" | "linear";
type TrackerFailures =
  | "unreachable"
  | "refused"
  | "missing"
  | "query"
  | "busy"
  | "unclear"
  | "unwritable";

/** Everything that is timed, in milliseconds, with the kinds it is timed by. */
export interface Timed {
  /** From a message's arrival until everything that follows from it at once has been sent or enqueued. */
  readonly commands: Protocol;
  /** Transactions of the journal, or commits of rooms in a cluster, for which messages are held back [S6, C8]. */
  readonly commits: "ok" | "failed";
  /**
   * From a message's arrival until a frame that follows from it is at all sockets of a worker: once for each frame and
   * worker. For a state this includes the wait for its tick [P2.3].
   */
  readonly sends: "frame" | "state";
  /** How late a timer fires. */
  readonly loop_lag: "timer";
}

/** All gauges, with the kinds they are counted by. */
export interface Gauged {
  /** Connections, including those that are being closed [W10]. */
  readonly connections: Protocol;
  /** Connections that wait for admission. */
  readonly waiting: "joins";
  /** Rooms at home on a worker, and their members and ballots. */
  readonly rooms: "open";
  readonly members: `${Protocol}_${Presence["state"]}`;
  readonly ballots: Ballot["phase"];
  /** The rings to other workers, in bytes: their capacity, what is unread, what waits for space [S2]. */
  readonly link: "capacity" | "unread" | "waiting";
  /** In a cluster: messages that wait for a commit or a good lease [C8]. */
  readonly held?: "messages";
  /** In a cluster: workers of other nodes that can be reached. */
  readonly peers?: "known";
  /** The memory of the thread, in bytes, as its runtime reports it. */
  readonly heap_bytes: "used" | "total" | "external";
}

/** The values of all gauges at a moment. Missing kinds count as 0. */
export type Gauges = {
  readonly [Name in keyof Gauged]: Readonly<Record<NonNullable<Gauged[Name]>, number>>;
};

export interface Metrics {
  /** Counts one. */
  count<Name extends keyof Counted>(name: Name, kind: Counted[Name]): void;
  /** Records a duration in milliseconds; a negative one counts as 0. */
  time<Name extends keyof Timed>(name: Name, kind: Timed[Name], ms: number): void;
}

/** Counters since the link was made. */
export interface LinkStats {
  /** Texts that were sent to other workers, each with the messages of a turn. */
  texts: number;
  /** How often the bell was rung, and rung again because nobody had answered. */
  bells: number;
  bells_again: number;
  /** How often a ring was full. */
  full: number;
}

/** Counters since a worker's link to other nodes was made. */
export interface ClusterLinkStats {
  readonly posts: number;
  readonly resends: number;
  /** How often the link to a worker was reset, because too much waited at one of its ends. */
  readonly resets: number;
  /** Dropped posts of workers that are unknown or dead, or of an old epoch of the link. */
  readonly strangers: number;
  /** Dropped texts that were no post, or had an invalid envelope. */
  readonly unreadable: number;
}
