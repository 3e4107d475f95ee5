/** What goes wrong between a fake engine and its callers, and how often: rates from 0 to 1, times in milliseconds. */

export interface EngineFaults {
  /** How long each way of a call takes, at most. */
  readonly delayMs: number;
  /** How long an append is in flight at the stream's leader, at most: until then others get "wrong sequence". */
  readonly commitMs: number;
  /** A call is answered `failed` soon, and nothing was done. */
  readonly refused: number;
  /** An append is done, and its caller is answered `failed`. */
  readonly ackLost: number;
  /** An append arrives only after its caller was answered `failed`. */
  readonly late: number;
  /** How long after that answer, at most. */
  readonly lateMs: number;
  /** An append stays in flight for seconds, and then is done or not: what is in flight may come to nothing. */
  readonly stuck: number;
  /** `all` shows what there was up to `staleMs` ago. */
  readonly staleAll: number;
  /** So does `last`, as a leader does that was put aside and doesn't know it yet. */
  readonly staleLast: number;
  readonly staleMs: number;
  /** For each record a watch is given: it breaks there, and goes on later, with or without repeating. */
  readonly watchBreaks: number;
  readonly postLost: number;
  readonly postLate: number;
  /** How late a post is, at most; those behind it wait. */
  readonly postLateMs: number;
}

/** An engine as it should be, with ways that take a moment. */
export const NO_FAULTS: EngineFaults = {
  delayMs: 1,
  commitMs: 1,
  refused: 0,
  ackLost: 0,
  late: 0,
  lateMs: 4_000,
  stuck: 0,
  staleAll: 0,
  staleLast: 0,
  staleMs: 2_000,
  watchBreaks: 0,
  postLost: 0,
  postLate: 0,
  postLateMs: 3_000,
};

/** As bad as the real one, and far more often. */
export const BAD_FAULTS: EngineFaults = {
  ...NO_FAULTS,
  delayMs: 5,
  commitMs: 5,
  refused: 0.02,
  ackLost: 0.03,
  late: 0.03,
  stuck: 0.02,
  staleAll: 0.1,
  watchBreaks: 0.02,
  postLost: 0.02,
  postLate: 0.02,
};
