/**
 * A whole session of the doctor with itself: it opens a room as v2, joins it as v1, votes, reveals, thinks
 * for a while as people do, and ends the session. It leaves nothing behind.
 */
import { V2_NAME } from "../../protocol/request.ts";
import type { Check } from "./report.ts";
import type { Target } from "./target.ts";
import { type Close, FRAME_WITHIN_MS, Missed, Wire } from "./wire.ts";

/** A frame that takes so much longer than a request is late, in milliseconds. */
export const LATE_MS = 1_000;

/** As clients of v2 do [W8]. */
const PING_EVERY_MS = 20_000;

export interface SessionOptions {
  /** How long to be silent as a thinking v1 client, in milliseconds; 0: not at all. */
  readonly idle_ms: number;
  /** What a request and its answer take, in milliseconds. */
  readonly round_trip_ms: number;
  /** Told of each check as soon as it is done. */
  readonly tell: (check: Check) => void;
}

export async function checkSession(target: Target, options: SessionOptions): Promise<void> {
  const { tell, idle_ms } = options;
  const create = "action=CREATE_ROOM&name=doctor&max_room_capacity=2";
  const v2 = new Wire(`${target.url}?${create}`, [V2_NAME]);
  let v1: Wire | null = null;
  try {
    const welcome = await v2.frame("the welcome of a v2 client", '"WELCOME"');
    const room_id = /"room_id":"(\w+)"/.exec(welcome)?.[1] ?? "";
    v1 = new Wire(`${target.url}?action=JOIN_ROOM&name=doctor-v1&room_id=${room_id}`, []);
    await ballot(v2, v1, room_id);
    tell({
      name: "ballot",
      result: "ok",
      message: "a v1 and a v2 client voted, and saw the cards",
    });
    tell(buffering([v2, v1], options));
    const silence = idle_ms > 0 ? await idle(v2, v1, idle_ms) : null;
    if (silence !== null) tell(silence);
    v2.send("END_SESSION");
    if (silence?.result === "failed") return; // what cut one off may cut the other, and says nothing new
    await v2.frame("the end of the session", '"SESSION_ENDED"');
  } catch (error) {
    if (!(error instanceof Missed)) throw error;
    tell(missed(error));
  } finally {
    v2.hangUp();
    v1?.hangUp();
  }
}

async function ballot(v2: Wire, v1: Wire, room_id: string): Promise<void> {
  await v1.opened("a v1 client got in");
  v1.send("JOIN_ROOM", { room_id });
  await v1.frame("the answer to a v1 client's JOIN_ROOM", "ROOM_JOIN_UPDATES");
  const ticket_id = "DOCTOR-1";
  v2.send("BEGIN_VOTING", { ticket_id });
  await v1.frame("the ask for a v1 client's vote", "ASK_FOR_VOTE", ticket_id);
  v1.send("MEMBER_VOTED", { ticket_id, vote: "5" });
  await v2.frame("word of a v1 client's vote", '"voted":true');
  v2.send("MEMBER_VOTED", { ticket_id, vote: "8" });
  await v2.frame("word that all have voted", '"phase":"complete"');
  v2.send("REVEAL_VOTES", { ticket_id });
  await v1.frame("the cards, to a v1 client", "VOTES_REVEALED");
  await v2.frame("the cards, to a v2 client", '"phase":"revealed"');
}

function buffering(wires: readonly Wire[], { round_trip_ms }: SessionOptions): Check {
  const name = "buffering";
  const { what, ms } = wires.map(({ slowest }) => slowest).reduce((a, b) => a.ms > b.ms ? a : b);
  const took = `${Math.round(ms)} ms`;
  if (ms <= LATE_MS + 3 * round_trip_ms) {
    return { name, result: "ok", message: `frames come at once; the slowest took ${took}` };
  }
  return {
    name,
    result: "warning",
    message: `${what} took ${took}: something between holds frames back, or is far too busy`,
    advice: "switch off the proxy's buffering and compression of upgraded connections",
  };
}

/** Silence, as of somebody who thinks: nothing goes to the v1 client or comes from it, not even a ping. */
async function idle(v2: Wire, v1: Wire, idle_ms: number): Promise<Check> {
  const name = "idle";
  const ticket_id = "DOCTOR-2";
  v2.send("BEGIN_VOTING", { ticket_id });
  await v1.frame("the ask for a second vote", "ASK_FOR_VOTE", ticket_id);
  const began = performance.now();
  const pinging = setInterval(() => v2.send("PING"), PING_EVERY_MS);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<null>((resolve) => timer = setTimeout(() => resolve(null), idle_ms));
  try {
    const cut = await Promise.race([v1.ended, v2.ended, silence]);
    if (cut !== null) return cutOff(cut, performance.now() - began);
    v1.send("MEMBER_VOTED", { ticket_id, vote: "5" });
    await v2.frame("a vote after the silence", '"voted":true');
    return { name, result: "ok", message: `${seconds(idle_ms)} of silence cut nobody off` };
  } catch (error) {
    if (!(error instanceof Missed)) throw error;
    return cutOff(error.close, performance.now() - began);
  } finally {
    clearTimeout(timer);
    clearInterval(pinging);
  }
}

/** Who ends a connection in order says so with a close frame; the rest just ends, or leads nowhere. */
function cutOff(close: Close | null, after_ms: number): Check {
  const by = close === null
    ? "nothing arrives any more: something between forgot it"
    : close.code === 1006 || close.code === 0
    ? "without a word: by something between, not by the server"
    : `with close code ${close.code}: by the server, or a proxy that speaks WebSocket`;
  return {
    name: "idle",
    result: "failed",
    message: `a silent connection was cut off after ${seconds(after_ms)}, ${by}`,
    advice:
      "people think for minutes, and old clients are silent meanwhile: raise the proxy's read " +
      "timeout to an hour (nginx: proxy_read_timeout 1h)",
  };
}

function missed({ message, close }: Missed): Check {
  if (close === null) {
    return {
      name: "buffering",
      result: "failed",
      message: `${message} did not come within ${seconds(FRAME_WITHIN_MS)}`,
      advice:
        "something between holds frames back: switch off its buffering of upgraded connections",
    };
  }
  const { code, reason } = close;
  return {
    name: "ballot",
    result: "failed",
    message: `the connection ended (${code}${
      reason === "" ? "" : `, ${reason}`
    }) before ${message}`,
    advice: "look at the log of the server and of the proxy",
  };
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}
