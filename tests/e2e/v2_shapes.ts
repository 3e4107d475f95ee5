/**
 * What v2 frames are made of [P2.2-P2.8], checked to the last key: a field too many is how a secret
 * would get out, a field too few is how a client breaks. Written from the contract, not from the encoder.
 */

/** Gives the value as what it was checked to be, or throws and names where it is not. */
type Check<T> = (value: unknown, at: string) => T;
type Checks = Readonly<Record<string, Check<unknown>>>;
type None = Readonly<Record<never, never>>;
type Checked<C> = C extends Check<infer T> ? T : never;
type Required<R extends Checks> = { readonly [K in keyof R]: Checked<R[K]> };
type Optional<O extends Checks> = { readonly [K in keyof O]?: Checked<O[K]> };

const text: Check<string> = (value, at) => typeof value === "string" ? value : wrong(value, at);
const boolean: Check<boolean> = (value, at) =>
  typeof value === "boolean" ? value : wrong(value, at);
const yes: Check<true> = (value, at) => value === true ? value : wrong(value, at);
const number: Check<number> = (value, at) => typeof value === "number" ? value : wrong(value, at);
const integer: Check<number> = (value, at) => {
  const checked = number(value, at);
  return Number.isInteger(checked) && checked >= 0 ? checked : wrong(value, at);
};
const moment: Check<number> = (value, at) => {
  const checked = integer(value, at);
  return checked > Date.UTC(2020) ? checked : wrong(value, at);
};
const roomId = matching(/^[0-9A-HJKMNP-TV-Z]{8}$/);
const memberId = matching(/^[0-9A-HJKMNP-TV-Z]{26}$/);
const token = matching(/^[0-9a-f]{32}$/);

const ticket = { ticket_id: text };
const about = { title: text, url: text, description: text };
const vote = record({ member_id: memberId, name: text, card: text });
const count = record({ card: text, count: integer });
const summary = record({
  counts: list(count),
  counted_apart: list(count),
  mean: orNull(number),
  median: orNull(number),
  min: orNull(number),
  max: orNull(number),
  consensus: boolean,
  suggestion: orNull(text),
});

const openBallot = record(
  { ...ticket, attempt: integer, phase: oneOf("voting", "complete"), opened_at: moment },
  about,
);
const outcome = { ...ticket, attempt: integer, opened_at: moment, revealed_at: moment, summary };
const revealedBallot = record(
  { ...outcome, phase: oneOf("revealed") },
  { ...about, votes: list(vote), estimate: text, note: text },
);
const pastBallot = record(outcome, {
  ...about,
  votes: list(vote),
  estimate: text,
  note: text,
});

const room = record({
  room_id: roomId,
  version: integer,
  created_at: moment,
  capacity: integer,
  deck: record({ name: text, cards: list(text) }),
  locked: boolean,
  passcode: boolean,
  settings: record({
    auto_reveal: boolean,
    on_admin_leave: oneOf("close", "promote"),
    who_runs: oneOf("admin", "everyone"),
  }),
  admin_id: memberId,
  members: list(record({
    member_id: memberId,
    name: text,
    role: oneOf("voter", "observer"),
    presence: oneOf("online", "away"),
    voted: boolean,
  })),
  ballot: orNull((value, at) =>
    isObject(value) && value["phase"] === "revealed"
      ? revealedBallot(value, at)
      : openBallot(value, at)
  ),
  queue: list(record(ticket, about)),
  timer: orNull(record({ ends_at: moment }, { reveal: yes })),
  results_count: integer,
}, { name: text });

const results = record({
  room_id: roomId,
  created_at: moment,
  ended_at: moment,
  participants: list(record({
    member_id: memberId,
    name: text,
    joined_at: moment,
    left_at: orNull(moment),
  })),
  ballots: list(pastBallot),
});

const DATA = {
  WELCOME: record({
    room,
    you: record({ member_id: memberId, resume_token: token }, { vote: text }),
    server: record({ name: text, version: text }),
    now: moment,
  }),
  ROOM_STATE: record({ room }, { now: moment }),
  OK: record({}, { version: integer, ballots: list(pastBallot), next: integer }),
  ERROR: record({ code: matching(/^[a-z]+(_[a-z0-9]+)*$/), message: text }, {
    field: text,
    retry_after_ms: integer,
  }),
  NUDGED: record({ ticket_id: text, by: record({ member_id: memberId, name: text }) }),
  SESSION_ENDED: record({
    reason: oneOf("admin_left", "ended_by_admin", "idle", "server_stopping"),
    results,
  }, { earlier_ballots: integer }),
} as const;

type Data = typeof DATA;
export type Type = keyof Data;
export type DataOf<T extends Type> = Checked<Data[T]>;
export type Room = Checked<typeof room>;
export type Results = Checked<typeof results>;
export type PastBallot = Checked<typeof pastBallot>;

/** Every type of message that a v2 client may get. */
export const TYPES: readonly string[] = Object.keys(DATA);

/** A message as it came; `re` is the id of the command it replies to. */
export type V2Frame = {
  readonly [T in Type]: {
    readonly type: T;
    readonly raw: string;
    readonly re: string | undefined;
    readonly data: DataOf<T>;
  };
}[Type];

/** Reads a frame, or throws and names what of it is not as it must be. */
export function readFrame(raw: string): V2Frame {
  const { type, re, data } = record(
    {
      type: oneOf("WELCOME", "ROOM_STATE", "OK", "ERROR", "NUDGED", "SESSION_ENDED"),
      data: (it) => it,
    },
    { re: (it: unknown) => it },
  )(JSON.parse(raw), "frame");
  // [P2.3] a state may be the reply to several commands
  if (type === "ROOM_STATE") {
    if (re !== undefined) list(text)(re, "re");
    return { type, raw, re: undefined, data: DATA.ROOM_STATE(data, type) };
  }
  const common = { raw, re: re === undefined ? undefined : text(re, "re") };
  if (type === "OK" ? re === undefined : type !== "ERROR" && re !== undefined) wrong(re, "re");
  switch (type) {
    case "WELCOME":
      return { type, ...common, data: DATA.WELCOME(data, type) };
    case "OK":
      return { type, ...common, data: DATA.OK(data, type) };
    case "ERROR":
      return { type, ...common, data: DATA.ERROR(data, type) };
    case "NUDGED":
      return { type, ...common, data: DATA.NUDGED(data, type) };
    case "SESSION_ENDED":
      return { type, ...common, data: DATA.SESSION_ENDED(data, type) };
  }
}

function record<R extends Checks, O extends Checks = None>(
  required: R,
  optional?: O,
): Check<Required<R> & Optional<O>> {
  const all = new Map(Object.entries<Check<unknown>>({ ...required, ...optional }));
  return (value, at) => {
    if (!isObject(value)) return wrong(value, at);
    for (const key of Object.keys(value)) {
      if (!all.has(key)) throw new Error(`${at}.${key} should not be there`);
    }
    for (const [key, check] of all) {
      if (Object.hasOwn(value, key) || Object.hasOwn(required, key)) {
        check(value[key], `${at}.${key}`);
      }
    }
    // each key has been checked, and there is no other
    return value as Required<R> & Optional<O>;
  };
}

function list<T>(check: Check<T>): Check<readonly T[]> {
  return (value, at) =>
    Array.isArray(value)
      ? value.map((one: unknown, i) => check(one, `${at}[${i}]`))
      : wrong(value, at);
}

function orNull<T>(check: Check<T>): Check<T | null> {
  return (value, at) => value === null ? null : check(value, at);
}

function oneOf<const T extends string>(...words: readonly T[]): Check<T> {
  return (value, at) => words.find((word) => word === value) ?? wrong(value, at);
}

function matching(pattern: RegExp): Check<string> {
  return (value, at) => typeof value === "string" && pattern.test(value) ? value : wrong(value, at);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrong(value: unknown, at: string): never {
  throw new Error(`${at} should not be ${JSON.stringify(value)}`);
}
