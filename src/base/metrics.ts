/**
 * What is counted and timed, as the rest of the program names it. The names are the contract with whoever
 * collects them; a kind is one of a few fixed words, so that nobody's text ever becomes one.
 */
import type { CloseName } from "../protocol/close_codes.ts";
import type { TrackerRequest } from "../protocol/client_message.ts";
import type { TrackerCode } from "../protocol/tracker_codes.ts";
import type { V2Problem } from "../protocol/v2_decode.ts";
import type { Command, RefusalCode } from "../room/events.ts";
import type { Ballot, Presence, Protocol } from "../room/state.ts";

/** What the API is asked for; `unknown`: nothing that there is [A3]. */
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
  /** Seats given, to whom. */
  readonly seats: Protocol;
  /** Members who came back, or could not [P2.7]; or whose room came to the home that counts them [C19]. */
  readonly resumes: "ok" | "refused" | "moved";
  /** What members asked of their rooms. */
  readonly commands: Command["type"] | TrackerRequest["type"] | "results" | "unusable";
  /** Of these, what the room turned down, or a tracker did not do, and why. */
  readonly refusals: RefusalCode | TrackerCode;
  /** Messages that never reached a room [W6]. */
  readonly bad_messages: V2Problem["code"] | "v1";
  /** Connections that were turned away instead of getting a seat [W4]. */
  readonly turned_away: CloseName;
  /** Joins and resumes of an address that guessed too often: answered late, or not at all [W9]. */
  readonly braked: "late" | "refused";
  /** Joins and resumes that came faster than a worker takes them: they waited for their turn, or were sent away. */
  readonly queued: "waited" | "refused";
  /** Connections that the server closed after that [W7]. */
  readonly closes: CloseName;
  /** Readers that were put out because they read too slowly [S4]. */
  readonly slow_readers: Protocol;
  /** States for v2 members: sent, and skipped for a reader that lagged [P2.3]. */
  readonly states: "sent" | "skipped";
  /** Requests to the API, by what is asked for and the status of the answer. */
  readonly api_requests: `${ApiRoute}_${number}`;
  /** Transactions of the journal; in a cluster, commits of rooms. */
  readonly commits: "ok" | "failed";
  /** Commits of which the last record had to be read to know what came of them [C13]. */
  readonly doubtful: "commits";
  /** Rooms that another worker had taken, as a commit found out [C13]. */
  readonly superseded: "rooms";
  /** Posts to and from workers of other nodes, as the link counts them itself [C11]. */
  readonly posts: keyof ClusterLinkStats;
  /** What was asked of trackers, by their kind and what came of it [A5]. */
  readonly trackers: `${TrackerKinds}_${"ok" | TrackerFailures}`;
  /** What the link to the other workers had to do, as it counts it itself [S2]. */
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
  /** From a message's arrival at its connection until all that follows from it at once is on its way. */
  readonly commands: Protocol;
  /** Transactions of the journal, or commits of rooms in a cluster: what follows is held back for so long [S6, C8]. */
  readonly commits: "ok" | "failed";
  /**
   * From a message's arrival until something that follows from it is with the sockets of a worker, the last
   * one included: once for each frame and worker. A state waits for its tick besides [P2.3].
   */
  readonly sends: "frame" | "state";
  /** How late a timer fires: the longest that anybody waits for this worker. */
  readonly loop_lag: "timer";
}

/** Everything there is some of at a moment, with the kinds it is counted by. */
export interface Gauged {
  /** Open connections, those that are being closed included [W10]. */
  readonly connections: Protocol;
  /** Connections that wait for their turn to ask for a seat. */
  readonly waiting: "joins";
  /** Rooms at home on a worker, and who and what is in them. */
  readonly rooms: "open";
  readonly members: `${Protocol}_${Presence["state"]}`;
  readonly ballots: Ballot["phase"];
  /** Of the rings to other workers, in bytes: what they hold, what is unread in them, what waits for room [S2]. */
  readonly link: "capacity" | "unread" | "waiting";
  /** In a cluster: what waits for a commit, or for a good lease [C8]. */
  readonly held?: "messages";
  /** In a cluster: workers of other nodes that can be reached. */
  readonly peers?: "known";
  /** The memory of the thread, in bytes, as its runtime reports it. */
  readonly heap_bytes: "used" | "total" | "external";
}

/** The numbers of a moment. Kinds that are missing are none. */
export type Gauges = {
  readonly [Name in keyof Gauged]: Readonly<Record<NonNullable<Gauged[Name]>, number>>;
};

export interface Metrics {
  /** One more. */
  count<Name extends keyof Counted>(name: Name, kind: Counted[Name]): void;
  /** It took so long, in milliseconds; less than nothing counts as nothing. */
  time<Name extends keyof Timed>(name: Name, kind: Timed[Name], ms: number): void;
}

/** Counters since the link was made. */
export interface LinkStats {
  /** Texts that went to other workers, each with the messages of a turn. */
  texts: number;
  /** Times the bell was rung, and rung again because nobody had come. */
  bells: number;
  bells_again: number;
  /** Texts that a ring had no room for at once. */
  full: number;
}

/** Counters since a worker's link to other nodes was made. */
export interface ClusterLinkStats {
  readonly posts: number;
  readonly resends: number;
  /** Times the link to a worker began anew, because too much waited at one of its ends. */
  readonly resets: number;
  /** Dropped: posts of lives that membership has not named yet, or that are over, as an epoch of the link is. */
  readonly strangers: number;
  /** Dropped: what was no post, or no envelope. */
  readonly unreadable: number;
}
