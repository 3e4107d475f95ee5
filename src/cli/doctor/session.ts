/**
 * A whole session of the doctor with itself: it opens a room as v2, joins it as v1, votes, has the vote begin anew,
 * thinks for a while as people do, and ends the session. It reveals nothing: a ballot that was revealed would stand
 * among the results that the server keeps.
 */
import { protocolsOf } from "../../client/join_request.ts";
import { CLOSE } from "../../protocol/close_codes.ts";
import type { Check } from "./report.ts";
import type { Pass } from "./pass.ts";
import type { Target } from "./target.ts";
import { type Close, FRAME_WITHIN_MS, Missed, Wire } from "./wire.ts";

/** A frame that takes so much longer than a request is late, in milliseconds. */
const LATE_MS = 1_000;

const TICKET = "DOCTOR-1";

/** As clients of v2 do [W8]. */
const PING_EVERY_MS = 20_000;

interface SessionOptions {
  readonly pass: Pass;
  /** How long to be silent as a thinking v1 client, in milliseconds; 0: not at all. */
  readonly idleMs: number;
  /** What a request and its answer take, in milliseconds. */
  readonly roundTripMs: number;
  /** Called with each check as soon as it is done. */
  readonly report: (check: Check) => void;
}

export async function checkSession(target: Target, options: SessionOptions): Promise<void> {
  const { report, idleMs, pass: { headers, key } } = options;
  const create = "action=CREATE_ROOM&name=doctor&max_room_capacity=2";
  const room = { name: "doctor", capacity: 2, ...key !== null && { key } };
  const offered = protocolsOf({ action: "create", options: room });
  const v2 = new Wire(`${target.url}?${create}`, offered, headers);
  let v1: Wire | null = null;
  try {
    const welcome = await v2.frame("the welcome of a v2 client", '"WELCOME"');
    const roomId = /"room_id":"(\w+)"/.exec(welcome)?.[1] ?? "";
    v1 = new Wire(`${target.url}?action=JOIN_ROOM&name=doctor-v1&room_id=${roomId}`, [], headers);
    await ballot(v2, v1, roomId);
    report({
      name: "ballot",
      result: "ok",
      message: "a v1 and a v2 client voted, and saw each other",
    });
    report(buffering([v2, v1], options));
    const silence = idleMs > 0 ? await idle(v2, v1, idleMs) : null;
    if (silence !== null) report(silence);
    v2.send("END_SESSION");
    if (silence?.result === "failed") return; // what cut one off may cut the other, which proves nothing new
    await v2.frame("the end of the session", '"SESSION_ENDED"');
  } catch (error) {
    if (!(error instanceof Missed)) throw error;
    report(missed(error));
  } finally {
    v2.hangUp();
    v1?.hangUp();
  }
}

async function ballot(v2: Wire, v1: Wire, roomId: string): Promise<void> {
  await v1.opened("a v1 client got in");
  v1.send("JOIN_ROOM", { room_id: roomId });
  await v1.frame("the answer to a v1 client's JOIN_ROOM", "ROOM_JOIN_UPDATES");
  const ticketId = TICKET;
  v2.send("BEGIN_VOTING", { ticket_id: ticketId });
  await v1.frame("the ask for a v1 client's vote", "ASK_FOR_VOTE", ticketId);
  v1.send("MEMBER_VOTED", { ticket_id: ticketId, vote: "5" });
  await v2.frame("word of a v1 client's vote", '"voted":true');
  v2.send("MEMBER_VOTED", { ticket_id: ticketId, vote: "8" });
  await v2.frame("word that all have voted", '"phase":"complete"');
  await v1.frame("word that all have voted, to a v1 client", "VOTING_COMPLETED");
  v2.send("RESTART_VOTING");
  await v2.frame("word of the new vote", '"attempt":2');
  await v1.frame("the ask for the new vote", "ASK_FOR_VOTE", ticketId);
}

function buffering(wires: readonly Wire[], { roundTripMs }: SessionOptions): Check {
  const name = "buffering";
  const { what, ms } = wires.map(({ slowest }) => slowest).reduce((a, b) => a.ms > b.ms ? a : b);
  const took = `${Math.round(ms)} ms`;
  if (ms <= LATE_MS + 3 * roundTripMs) {
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
async function idle(v2: Wire, v1: Wire, idleMs: number): Promise<Check> {
  const name = "idle";
  const began = performance.now();
  const pinging = setInterval(() => v2.send("PING"), PING_EVERY_MS);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<null>((resolve) => timer = setTimeout(() => resolve(null), idleMs));
  try {
    const cut = await Promise.race([v1.ended, v2.ended, silence]);
    if (cut !== null) return cutOff(cut, performance.now() - began);
    v1.send("MEMBER_VOTED", { ticket_id: TICKET, vote: "5" });
    await v2.frame("a vote after the silence", '"voted":true');
    return { name, result: "ok", message: `${seconds(idleMs)} of silence cut nobody off` };
  } catch (error) {
    if (!(error instanceof Missed)) throw error;
    return cutOff(error.close, performance.now() - began);
  } finally {
    clearTimeout(timer);
    clearInterval(pinging);
  }
}

/** Who ends a connection in order sends a close frame; the rest just ends, or leads nowhere. */
function cutOff(close: Close | null, afterMs: number): Check {
  const by = close === null
    ? "nothing arrives any more: something between forgot it"
    : close.code === 1006 || close.code === 0
    ? "without a word: by something between, not by the server"
    : `with close code ${close.code}: by the server, or a proxy that speaks WebSocket`;
  return {
    name: "idle",
    result: "failed",
    message: `a silent connection was cut off after ${seconds(afterMs)}, ${by}`,
    advice:
      "people think for minutes, and old clients are silent meanwhile: raise the proxy's read " +
      "timeout to an hour (nginx: proxy_read_timeout 1h)",
  };
}

function missed({ message, close, refusal }: Missed): Check {
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
  const why = reason === "" ? "" : `, ${reason}`;
  const said = refusal === null ? "" : `: ${refusal}`;
  return {
    name: "ballot",
    result: "failed",
    message: `the connection ended (${code}${why}) before ${message}${said}`,
    advice: code === CLOSE.wrong_key.code
      ? "name a file that has the key with --key-file: the doctor opens a room of its own"
      : "look at the log of the server and of the proxy",
  };
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}
