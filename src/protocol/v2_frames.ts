/**
 * Protocol v2, server to client: a schema for each message, and the types that follow from them [P2.2-P2.8]. Times are
 * milliseconds since 1970 on the server's clock. It imports nothing of the server, because every client imports it.
 */
import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const time = count;
const memberId = v.string();
const ticket = {
  ticket_id: v.string(),
  title: v.exactOptional(v.string()),
  /** Its page in the tracker: http or https. */
  url: v.exactOptional(v.string()),
  /** Markdown. Show it as text, never as HTML [P2.5a]. */
  description: v.exactOptional(v.string()),
  /** The tracker that it was imported from, one of those in `WELCOME` [A5]. */
  tracker: v.exactOptional(v.string()),
};

export const deck = v.object({ name: v.string(), cards: v.array(v.string()) });

export const settings = v.object({
  /** Reveal with the vote that completes the ballot [P2.7]. */
  auto_reveal: v.boolean(),
  on_admin_leave: v.picklist(["close", "promote"]),
  /** Who may begin and reveal: the admin, or every v2 voter as well [R11b]. */
  who_runs: v.picklist(["admin", "everyone"]),
});

export const member = v.object({
  member_id: memberId,
  /** Unique in the room. */
  name: v.string(),
  role: v.picklist(["voter", "observer"]),
  /** `away`: the connection is lost, and the seat is kept for a while [P2.7]. */
  presence: v.picklist(["online", "away"]),
  /** Whether the member has voted; the card is secret until the reveal [R7]. */
  voted: v.boolean(),
});

/** A ballot whose cards are secret. `complete`: everybody whom it waits for has voted [R8]. */
export const openBallot = v.object({
  ...ticket,
  /** From 1: voting on a ticket again is a new attempt [R12]. */
  attempt: count,
  phase: v.picklist(["voting", "complete"]),
  opened_at: time,
});

const cardCount = v.object({ card: v.string(), count });

export const summary = v.object({
  counts: v.array(cardCount),
  counted_apart: v.array(cardCount),
  mean: v.nullable(v.number()),
  median: v.nullable(v.number()),
  min: v.nullable(v.number()),
  max: v.nullable(v.number()),
  consensus: v.boolean(),
  /** The consensus, else the numeric card nearest to the median [R13]. */
  suggestion: v.nullable(v.string()),
});

/** A revealed ballot, as the results have it. */
export const revealedBallot = v.object({
  ...ticket,
  attempt: count,
  opened_at: time,
  revealed_at: time,
  /** Missing if they were dropped because the session is too long [R12]. */
  votes: v.exactOptional(
    v.array(v.object({ member_id: memberId, name: v.string(), card: v.string() })),
  ),
  summary,
  /** What the team settled on; missing until the admin sets it. */
  estimate: v.exactOptional(v.string()),
  /** The admin's note; missing: there is none. */
  note: v.exactOptional(v.string()),
});

/** The last revealed ballot, as the room shows it. */
export const shownBallot = v.object({ ...revealedBallot.entries, phase: v.literal("revealed") });

/** The whole room as every member sees it [P2.4]. */
export const roomState = v.object({
  /** The id that others join with. */
  room_id: v.string(),
  /** Grows with every change [P2.3]. */
  version: count,
  created_at: time,
  /** The most voters, and the most observers. */
  capacity: count,
  deck,
  /** The room's name; missing: it has none [R17b]. */
  name: v.exactOptional(v.string()),
  /** Whether newcomers are refused. */
  locked: v.boolean(),
  /** Whether newcomers need a passcode. */
  passcode: v.boolean(),
  settings,
  admin_id: memberId,
  /** In the order they came. */
  members: v.array(member),
  /** The open or last revealed ballot; null before the first. */
  ballot: v.nullable(v.union([openBallot, shownBallot])),
  /** Tickets to come, next first. */
  queue: v.array(v.object(ticket)),
  timer: v.nullable(v.object({
    ends_at: time,
    /** At its end the votes are revealed [R11a]. */
    reveal: v.exactOptional(v.literal(true)),
  })),
  /** How many ballots have been revealed: `results()` returns them. */
  results_count: count,
});

/** About the member itself: sent only to this member, with its own card [P2.2, R7]. */
export const you = v.object({
  member_id: memberId,
  /** A secret: whoever has it is this member. */
  resume_token: v.string(),
  /** Its card on the open ballot; missing: it has not voted. */
  vote: v.exactOptional(v.string()),
});

/** A tracker that the server is configured with [A5]. */
const trackerInfo = v.object({
  /** The configured name, which commands use. */
  name: v.string(),
  /** `jira`, `gitlab`, `github`, … */
  kind: v.string(),
  /** Whether estimates can be written to it. */
  writable: v.boolean(),
});

export const serverInfo = v.object({
  name: v.string(),
  version: v.string(),
  /** Missing if there are none. */
  trackers: v.exactOptional(v.array(trackerInfo)),
});

/** A ticket that a search found. An import fetches the rest of it [A5]. */
const foundTicket = v.object({
  ticket_id: v.string(),
  title: v.string(),
  url: v.exactOptional(v.string()),
  /** Its estimate in the tracker. */
  estimate: v.exactOptional(v.string()),
});

/** The outcome for one ticket of an import, or of estimates that are written back [A5]. */
const ticketOutcome = v.object({
  ticket_id: v.string(),
  /** `added`, `there` or `written`, or an error code. */
  outcome: v.string(),
  /** For an error: why, in a sentence. */
  message: v.exactOptional(v.string()),
});

/** A session's outcome [P2.8]. */
export const results = v.object({
  room_id: v.string(),
  created_at: time,
  ended_at: time,
  participants: v.array(v.object({
    member_id: memberId,
    name: v.string(),
    joined_at: time,
    left_at: v.nullable(time),
  })),
  ballots: v.array(revealedBallot),
});

/** Data of `OK` [P2.5, A5]. That of a pong is empty. */
export const okData = v.object({
  /** The first version of the room that reflects the command. */
  version: v.exactOptional(count),
  ballots: v.exactOptional(v.array(revealedBallot)),
  /** The `after` of the next request; missing: this is the last page. */
  next: v.exactOptional(count),
  /** A page of search results. */
  tickets: v.exactOptional(v.array(foundTicket)),
  /** The `page` of the next request; missing: this is the last page. */
  next_page: v.exactOptional(v.string()),
  /** How many tickets the search found, if the tracker counts them. */
  total: v.exactOptional(count),
  /** The outcome for each ticket of the command. */
  outcomes: v.exactOptional(v.array(ticketOutcome)),
});

/** Who is waiting for the member's vote, and on which ticket [P2.5a]. */
export const nudge = v.object({
  ticket_id: v.string(),
  by: v.object({ member_id: memberId, name: v.string() }),
});

/** The id of the command that a message replies to. */
const re = v.string();

/** Every message of the server, by type. */
export const FRAMES = {
  WELCOME: v.object({
    type: v.literal("WELCOME"),
    data: v.object({
      room: roomState,
      you,
      server: serverInfo,
      /** The time at which it was sent. */
      now: time,
    }),
  }),
  ROOM_STATE: v.object({
    type: v.literal("ROOM_STATE"),
    data: v.object({
      room: roomState,
      /** The time of this state; missing: the server's version is 0.1 or lower. */
      now: v.exactOptional(time),
    }),
    /** Ids of commands that this replies to, with `replies=in_state` [P2.3]. */
    re: v.exactOptional(v.array(re)),
  }),
  OK: v.object({ type: v.literal("OK"), re, data: okData }),
  ERROR: v.object({
    type: v.literal("ERROR"),
    /** The command that it replies to; missing: the error concerns the connection. */
    re: v.exactOptional(re),
    data: v.object({
      code: v.string(),
      message: v.string(),
      field: v.exactOptional(v.string()),
      /** When to try again, in milliseconds; missing: unknown. */
      retry_after_ms: v.exactOptional(v.number()),
    }),
  }),
  /** A reminder for a voter who has not voted [P2.5a]. */
  NUDGED: v.object({
    type: v.literal("NUDGED"),
    data: nudge,
  }),
  SESSION_ENDED: v.object({
    type: v.literal("SESSION_ENDED"),
    data: v.object({
      reason: v.picklist(["admin_left", "ended_by_admin", "idle", "server_stopping"]),
      /** With the newest page of ballots. */
      results,
      /** How many ballots come before them; missing: none. */
      earlier_ballots: v.exactOptional(count),
    }),
  }),
} as const;

/**
 * The schemas of exported types. They are internal, so that `deno doc` shows the types and not the schemas.
 * @internal
 */
interface Schemas {
  roomState: typeof roomState;
  member: typeof member;
  openBallot: typeof openBallot;
  revealedBallot: typeof revealedBallot;
  shownBallot: typeof shownBallot;
  results: typeof results;
  you: typeof you;
  serverInfo: typeof serverInfo;
  trackerInfo: typeof trackerInfo;
  foundTicket: typeof foundTicket;
  ticketOutcome: typeof ticketOutcome;
  okData: typeof okData;
  nudge: typeof nudge;
  frame: (typeof FRAMES)[keyof typeof FRAMES];
}

/**
 * The type that a schema describes, deeply readonly.
 * @internal
 */
type Described<Name extends keyof Schemas> = Frozen<v.InferOutput<Schemas[Name]>>;

/**
 * Deeply readonly.
 *
 * @internal
 */
export type Frozen<T> = T extends readonly (infer Item)[] ? readonly Frozen<Item>[]
  : T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> }
  : T;

/** The whole room as every member sees it [P2.4]. */
export type RoomState = Described<"roomState">;

/** Somebody in the room. */
export type Member = Described<"member">;

/** A ballot whose cards are secret. */
export type OpenBallot = Described<"openBallot">;

/** A revealed ballot, as the results have it. */
export type RevealedBallot = Described<"revealedBallot">;

/** The last revealed ballot, as the room shows it. */
export type ShownBallot = Described<"shownBallot">;

/** A session's outcome [P2.8]. */
export type Results = Described<"results">;

/** About the member itself, sent only to this member [P2.2]. */
export type You = Described<"you">;

/** The server's name, version and trackers. */
export type ServerInfo = Described<"serverInfo">;

/** A tracker that the server is configured with [A5]. */
export type TrackerInfo = Described<"trackerInfo">;

/** A ticket that a search found [A5]. */
export type FoundTicket = Described<"foundTicket">;

/** The outcome for one ticket of an import, or of estimates that are written back [A5]. */
export type TicketOutcome = Described<"ticketOutcome">;

/** Who is waiting for the member's vote, and on which ticket [P2.5a]. */
export type Nudge = Described<"nudge">;

/** Data of `OK` [P2.5]. */
export type OkData = Described<"okData">;

/** Every message of a server. */
export type ServerMessage = Described<"frame">;
