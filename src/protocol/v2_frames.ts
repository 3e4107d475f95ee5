/**
 * Protocol v2, server to client: every message as a schema, and the types that follow from them [P2.2-P2.8].
 * Times are milliseconds since 1970 by the server's clock. It imports nothing of the server's, because
 * every client stands on it.
 */
import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const time = count;
const memberId = v.string();
const ticket = {
  ticket_id: v.string(),
  title: v.exactOptional(v.string()),
  /** Where it is to be read: http or https. */
  url: v.exactOptional(v.string()),
  /** Markdown, to be shown as text, never as HTML [P2.5a]. */
  description: v.exactOptional(v.string()),
  /** Which tracker it came from: one of those that `WELCOME` names [A5]. */
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
  /** Unlike every other name in the room. */
  name: v.string(),
  role: v.picklist(["voter", "observer"]),
  /** `away`: the connection is lost, the seat is kept for a while [P2.7]. */
  presence: v.picklist(["online", "away"]),
  /** Whether a vote is in; which one, nobody learns before the reveal [R7]. */
  voted: v.boolean(),
});

/** A ballot whose cards are secret. `complete`: everybody who is waited for has voted [R8]. */
export const openBallot = v.object({
  ...ticket,
  /** From 1; the same ticket voted on again is a new attempt [R12]. */
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

/** A ballot that everyone has seen, as the results list it. */
export const revealedBallot = v.object({
  ...ticket,
  attempt: count,
  opened_at: time,
  revealed_at: time,
  /** Left out where the session was too long to keep them all [R12]. */
  votes: v.exactOptional(
    v.array(v.object({ member_id: memberId, name: v.string(), card: v.string() })),
  ),
  summary,
  /** What the team settled on, if the admin has set it. */
  estimate: v.exactOptional(v.string()),
  /** What is to be remembered about it. */
  note: v.exactOptional(v.string()),
});

/** The ballot that was revealed last, as the room shows it. */
export const shownBallot = v.object({ ...revealedBallot.entries, phase: v.literal("revealed") });

/** The whole room as every member sees it [P2.4]. */
export const roomState = v.object({
  /** What others join with. */
  room_id: v.string(),
  /** Grows with every change [P2.3]. */
  version: count,
  created_at: time,
  /** Voters at most; observers at most as many again. */
  capacity: count,
  deck,
  /** What people call the room, if it has a name [R17b]. */
  name: v.exactOptional(v.string()),
  /** Nobody new comes in. */
  locked: v.boolean(),
  /** Newcomers need one. */
  passcode: v.boolean(),
  settings,
  admin_id: memberId,
  /** In the order they came. */
  members: v.array(member),
  /** The ballot that is open or was just revealed; null before the first. */
  ballot: v.nullable(v.union([openBallot, shownBallot])),
  /** Tickets to come, next first. */
  queue: v.array(v.object(ticket)),
  timer: v.nullable(v.object({
    ends_at: time,
    /** Its end reveals the ballot [R11a]. */
    reveal: v.exactOptional(v.literal(true)),
  })),
  /** Ballots revealed so far: what `results()` brings. */
  results_count: count,
});

/** What is sent to this member alone, about itself [P2.2]; its own card is no secret to it [R7]. */
export const you = v.object({
  member_id: memberId,
  /** A secret: whoever has it is this member. */
  resume_token: v.string(),
  /** The own card on the open ballot. */
  vote: v.exactOptional(v.string()),
});

/** A tracker that the server can be asked for tickets [A5]. */
const trackerInfo = v.object({
  /** What the operator calls it, and commands do. */
  name: v.string(),
  /** Who made it: `jira`, `gitlab`, `github`, … */
  kind: v.string(),
  /** Whether estimates can be written to it. */
  writable: v.boolean(),
});

export const serverInfo = v.object({
  name: v.string(),
  version: v.string(),
  /** Left out where there is none. */
  trackers: v.exactOptional(v.array(trackerInfo)),
});

/** A ticket that a search found: an import brings the rest of it [A5]. */
const foundTicket = v.object({
  ticket_id: v.string(),
  title: v.string(),
  url: v.exactOptional(v.string()),
  /** What it is estimated at in the tracker now. */
  estimate: v.exactOptional(v.string()),
});

/** What became of one ticket of an import, or of estimates that were written back [A5]. */
const ticketOutcome = v.object({
  ticket_id: v.string(),
  /** `added`, `there` or `written`, or an error code. */
  outcome: v.string(),
  /** Why, in a sentence, where it is an error. */
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

/** Data of `OK`: a pong has none, others have more than the version [P2.5, A5]. */
export const okData = v.object({
  /** The first version of the room that shows the command's effect. */
  version: v.exactOptional(count),
  ballots: v.exactOptional(v.array(revealedBallot)),
  /** What to ask for next; the last page has none. */
  next: v.exactOptional(count),
  /** What a search found, a page of it. */
  tickets: v.exactOptional(v.array(foundTicket)),
  /** The `page` to ask with for what follows; the last page has none. */
  next_page: v.exactOptional(v.string()),
  /** How many a search found in all, where the tracker counts them. */
  total: v.exactOptional(count),
  /** What became of each ticket that the command names. */
  outcomes: v.exactOptional(v.array(ticketOutcome)),
});

/** Who waits for a vote, and on which ticket [P2.5a]. */
export const nudge = v.object({
  ticket_id: v.string(),
  by: v.object({ member_id: memberId, name: v.string() }),
});

/** The id of the command that a message replies to. */
const re = v.string();

/** Every message of the server, by its type. */
export const FRAMES = {
  WELCOME: v.object({
    type: v.literal("WELCOME"),
    data: v.object({
      room: roomState,
      you,
      server: serverInfo,
      /** The server's wall clock when it sent this. */
      now: time,
    }),
  }),
  ROOM_STATE: v.object({
    type: v.literal("ROOM_STATE"),
    data: v.object({
      room: roomState,
      /** The same, at this state; servers up to 0.1 leave it out. */
      now: v.exactOptional(time),
    }),
    /** Commands whose effect it shows, done and not answered apart: for clients that ask for it [P2.3]. */
    re: v.exactOptional(v.array(re)),
  }),
  OK: v.object({ type: v.literal("OK"), re, data: okData }),
  ERROR: v.object({
    type: v.literal("ERROR"),
    /** The command it answers; without, it concerns the connection. */
    re: v.exactOptional(re),
    data: v.object({
      code: v.string(),
      message: v.string(),
      field: v.exactOptional(v.string()),
      /** When to come again, in milliseconds: before `try_later`, where the server knows. */
      retry_after_ms: v.exactOptional(v.number()),
    }),
  }),
  /** To a voter who has not voted yet: somebody asks once more [P2.5a]. */
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
      /** How many ballots come before them; left out where there is none. */
      earlier_ballots: v.exactOptional(count),
    }),
  }),
} as const;

/**
 * The schemas that have a type of their own; `deno doc` shows the types, not what they are made of.
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
 * What a schema describes, readonly to the last field.
 * @internal
 */
type Described<Name extends keyof Schemas> = Frozen<v.InferOutput<Schemas[Name]>>;

/**
 * Readonly to the last field.
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

/** A ballot that everyone has seen, as the results list it. */
export type RevealedBallot = Described<"revealedBallot">;

/** The ballot that was revealed last, as the room shows it. */
export type ShownBallot = Described<"shownBallot">;

/** A session's outcome [P2.8]. */
export type Results = Described<"results">;

/** What is sent to this member alone, about itself [P2.2]. */
export type You = Described<"you">;

/** The server's name and version, and which trackers it can ask. */
export type ServerInfo = Described<"serverInfo">;

/** A tracker that the server can be asked for tickets [A5]. */
export type TrackerInfo = Described<"trackerInfo">;

/** A ticket that a search found [A5]. */
export type FoundTicket = Described<"foundTicket">;

/** What became of one ticket of an import, or of estimates that were written back [A5]. */
export type TicketOutcome = Described<"ticketOutcome">;

/** Who waits for a vote, and on which ticket [P2.5a]. */
export type Nudge = Described<"nudge">;

/** Data of `OK` [P2.5]. */
export type OkData = Described<"okData">;

/** Every message of a server, by its type on the wire. */
export type ServerMessage = Described<"frame">;
