/**
 * Checks a whole session: the doctor opens a room as a v2 client, joins it as a v1 client, votes with both, restarts
 * the vote, is silent for a while as people are, and ends the session. It never reveals, because revealed ballots would
 * be in the saved results.
 */
import { protocolsOf } from "../../client/join_request.ts";
import { CLOSE } from "../../protocol/close_codes.ts";
import { type Check, failed, ok, warning } from "./report.ts";
import type { Credentials } from "./credentials.ts";
import type { Target } from "./target.ts";
import { type Close, DoctorSocket, FRAME_WITHIN_MS, MissedFrame } from "./socket.ts";

/** A frame that takes this much longer than a request is late, in milliseconds. */
const LATE_MS = 1_000;

const TICKET = "DOCTOR-1";

/** How often v2 clients ping, in milliseconds [W8]. */
const PING_EVERY_MS = 20_000;

interface SessionOptions {
  readonly credentials: Credentials;
  /** How long the v1 client is silent, in milliseconds; 0: not at all. */
  readonly idleMs: number;
  /** How long a request and its answer take, in milliseconds. */
  readonly roundTripMs: number;
  /** Called with each check as soon as it is done. */
  readonly report: (check: Check) => void;
}

/** Runs the session and reports its checks. */
export async function checkSession(target: Target, options: SessionOptions): Promise<void> {
  const { report, idleMs, credentials: { headers, key } } = options;
  const create = "action=CREATE_ROOM&name=doctor&max_room_capacity=2";
  const room = { name: "doctor", capacity: 2, ...key !== null && { key } };
  const offered = protocolsOf({ action: "create", options: room });
  const v2 = new DoctorSocket(`${target.url}?${create}`, offered, headers);
  let v1: DoctorSocket | null = null;
  try {
    const welcome = await v2.frame("the welcome of a v2 client", '"WELCOME"');
    const roomId = /"room_id":"(\w+)"/.exec(welcome)?.[1] ?? "";
    v1 = new DoctorSocket(
      `${target.url}?action=JOIN_ROOM&name=doctor-v1&room_id=${roomId}`,
      [],
      headers,
    );
    await ballot(v2, v1, roomId);
    report(ok("ballot", "a v1 and a v2 client voted, and saw each other"));
    report(buffering([v2, v1], options));
    const silence = idleMs > 0 ? await idle(v2, v1, idleMs) : null;
    if (silence !== null) report(silence);
    v2.send("END_SESSION");
    if (silence?.result === "failed") return; // the other connection may be cut off, too, which would be no news
    await v2.frame("the end of the session", '"SESSION_ENDED"');
  } catch (error) {
    if (!(error instanceof MissedFrame)) throw error;
    report(missed(error));
  } finally {
    v2.close();
    v1?.close();
  }
}

async function ballot(v2: DoctorSocket, v1: DoctorSocket, roomId: string): Promise<void> {
  await v1.opened("a v1 client's connection opened");
  v1.send("JOIN_ROOM", { room_id: roomId });
  await v1.frame("the answer to a v1 client's JOIN_ROOM", "ROOM_JOIN_UPDATES");
  v2.send("BEGIN_VOTING", { ticket_id: TICKET });
  await v1.frame("a v1 client's prompt for a vote", "ASK_FOR_VOTE", TICKET);
  v1.send("MEMBER_VOTED", { ticket_id: TICKET, vote: "5" });
  await v2.frame("the state with a v1 client's vote", '"voted":true');
  v2.send("MEMBER_VOTED", { ticket_id: TICKET, vote: "8" });
  await v2.frame("the state in which all have voted", '"phase":"complete"');
  await v1.frame("a v1 client's message that all have voted", "VOTING_COMPLETED");
  v2.send("RESTART_VOTING");
  await v2.frame("the state with the restarted vote", '"attempt":2');
  await v1.frame("a v1 client's prompt for the restarted vote", "ASK_FOR_VOTE", TICKET);
}

function buffering(sockets: readonly DoctorSocket[], { roundTripMs }: SessionOptions): Check {
  const name = "buffering";
  const { what, ms } = sockets.map(({ slowest }) => slowest).reduce((a, b) => a.ms > b.ms ? a : b);
  const took = `${Math.round(ms)} ms`;
  if (ms <= LATE_MS + 3 * roundTripMs) {
    return ok(name, `frames come at once; the slowest took ${took}`);
  }
  return warning(
    name,
    `${what} took ${took}: something in between holds frames back, or is overloaded`,
    "switch off the proxy's buffering and compression of upgraded connections",
  );
}

/** Checks that silence is allowed: nothing is sent to or by the v1 client, not even a ping. */
async function idle(v2: DoctorSocket, v1: DoctorSocket, idleMs: number): Promise<Check> {
  const began = performance.now();
  const pinging = setInterval(() => v2.send("PING"), PING_EVERY_MS);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<null>((resolve) => timer = setTimeout(() => resolve(null), idleMs));
  try {
    const cut = await Promise.race([v1.ended, v2.ended, silence]);
    if (cut !== null) return cutOff(cut, performance.now() - began);
    v1.send("MEMBER_VOTED", { ticket_id: TICKET, vote: "5" });
    await v2.frame("a vote after the silence", '"voted":true');
    return ok("idle", `a connection stayed open through ${seconds(idleMs)} of silence`);
  } catch (error) {
    if (!(error instanceof MissedFrame)) throw error;
    return cutOff(error.close, performance.now() - began);
  } finally {
    clearTimeout(timer);
    clearInterval(pinging);
  }
}

/** The failed check. Without a close frame, it was neither the server nor a proxy that knows WebSocket. */
function cutOff(close: Close | null, afterMs: number): Check {
  const by = close === null
    ? "nothing arrives any more: something in between has dropped it"
    : close.code === 1006 || close.code === 0
    ? "without a close frame: by something in between, not by the server"
    : `with close code ${close.code}: by the server, or by a proxy that knows WebSocket`;
  return failed(
    "idle",
    `a silent connection was cut off after ${seconds(afterMs)}, ${by}`,
    "people think for minutes, and v1 clients are silent meanwhile: raise the proxy's read " +
      "timeout to an hour (nginx: proxy_read_timeout 1h)",
  );
}

function missed({ message, close, refusal }: MissedFrame): Check {
  if (close === null) {
    return failed(
      "buffering",
      `${message} did not come within ${seconds(FRAME_WITHIN_MS)}`,
      "something in between holds frames back: switch off its buffering of upgraded connections",
    );
  }
  const { code, reason } = close;
  const why = reason === "" ? "" : `, ${reason}`;
  const refused = refusal === null ? "" : `: ${refusal}`;
  return failed(
    "ballot",
    `the connection ended (${code}${why}) before ${message}${refused}`,
    code === CLOSE.wrong_key.code
      ? "name a file that has the key with --key-file: the doctor opens a room of its own"
      : "look at the log of the server and of the proxy",
  );
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}
