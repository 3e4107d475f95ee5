// Every limit fits the buffer it goes through, for the smallest rooms and the largest there may be; and what is
// reckoned with is no less than what the largest room sends and logs.
import { assert, assertEquals } from "@std/assert";
import { CAPACITY_MAX } from "../../src/room/limits.ts";
import { resultsTable, TABLE_ROWS_MAX } from "../../src/protocol/results_table.ts";
import { createLog } from "../../src/base/log_lines.ts";
import { logEvent } from "../../src/hosting/room_log.ts";
import { encodeEnded, encodeResultsPage } from "../../src/protocol/results_pages.ts";
import { encodeRoom, encodeState } from "../../src/protocol/v2_encode.ts";
import type { RoomEvent } from "../../src/room/events.ts";
import { resultsOf } from "../../src/room/results.ts";
import { viewOf } from "../../src/room/secrecy.ts";
import { at } from "../room/moments.ts";
import { bytesOf, largestBallot, largestRoom } from "./largest_room.ts";
import { brokenRelations, LIMITS } from "../../src/supervisor/relations.ts";

Deno.test("[R12, S4] all limits fit, whatever --max-room-capacity is", () => {
  for (const capacity of [1, 100, CAPACITY_MAX]) {
    assertEquals(brokenRelations(capacity), [], `${capacity} voters`);
  }
});

Deno.test("[R12, S4] each limit that doesn't fit is named, with both figures", () => {
  const breaks = {
    page: [LIMITS.outbox, "a page of results"],
    history: [1_000, "the largest ballot"],
    outbox: [LIMITS.lag + 50_000, "the end of a session"],
    lag: [LIMITS.outbox, "the state of a room"],
    linkQueue: [10_000, "the largest envelope"],
    logLine: [10_000, "the log line of a ballot"],
    logBuffer: [10_000, "a line of the log"],
  } as const;
  for (const [limit, [bytes, what]] of Object.entries(breaks)) {
    const broken = brokenRelations(100, { ...LIMITS, [limit]: bytes });
    const named = broken.find((problem) => problem.startsWith(`${what} may have `));
    assert(named !== undefined, `${limit}: ${broken.join("; ")}`);
  }
});

Deno.test("[P1, S4] the widest table of results is no larger than is reckoned with", () => {
  for (const capacity of [1, 100, CAPACITY_MAX]) {
    // one row of wide letters, and so two spaces for each letter that the others lack
    const rows = Array.from(
      { length: TABLE_ROWS_MAX - 1 },
      () => largestBallot("\u{10330}", capacity),
    );
    const table = resultsTable("server_stopping", {
      room_id: "7Z3K9QWD",
      created_at: 0,
      ended_at: 0,
      participants: [],
      ballots: [largestBallot("\u{1F9EA}", capacity), ...rows],
    });
    const bytes = new TextEncoder().encode(table).length;
    const broken = brokenRelations(capacity, { ...LIMITS, outbox: LIMITS.lag + bytes });
    assert(
      broken.some((problem) => problem.startsWith("the results for v1 may have ")),
      `${bytes}`,
    );
  }
});

/** Four bytes each; ones that JSON escapes; and ones that a log shows as escapes of six or twelve bytes. */
const LETTERS = ["\u{1F9EA}", '"', "\\", "\u{1F9EA}\u200D", "\u0600", "\u{110BD}"];

/** Whether so many bytes of `what` are reckoned with: one byte less than that is too little for them. */
function assertReckoned(
  [what, bytes]: readonly [string, number],
  { capacity, limits }: { readonly capacity: number; readonly limits: Partial<typeof LIMITS> },
): void {
  const broken = brokenRelations(capacity, { ...LIMITS, ...limits });
  assert(
    broken.some((problem) => problem.startsWith(`${what} may have `)),
    `${what} has ${bytes} bytes in a room for ${capacity}; what doesn't fit: ${broken.join("; ")}`,
  );
}

Deno.test("[P2.3, P2.8, R12, S4] no frame of the largest room is larger than is reckoned with", () => {
  for (const capacity of [1, 100, CAPACITY_MAX]) {
    for (const letters of LETTERS) {
      const room = largestRoom(letters, capacity);
      const state = encodeState(encodeRoom(viewOf(room), 9_999_999_999_999), 9_999_999_999_999);
      const page = encodeResultsPage("r".repeat(64), { ...room, after: 0 });
      const ended = encodeEnded("server_stopping", resultsOf(room, at(9_999_999_999_999)));
      const frames = {
        "the state of a room": state,
        "a page of results": page,
        "the end of a session": ended.frame,
      };
      for (const [what, frame] of Object.entries(frames)) {
        const bytes = bytesOf(frame);
        const limits = { outbox: LIMITS.lag + bytes - 1 };
        assertReckoned([what, bytes], { capacity, limits });
        assert(bytes <= LIMITS.outbox - LIMITS.lag, `${what}: ${bytes}`);
      }
    }
  }
});

Deno.test("[R12, R16] no line of the log is cut, and none is longer than is reckoned with", () => {
  for (const capacity of [1, 100, CAPACITY_MAX]) {
    for (const letters of LETTERS) {
      const room = largestRoom(letters, capacity);
      const [ballot] = room.history;
      assert(ballot !== undefined);
      const { ticket, attempt, note } = ballot;
      for (const format of ["text", "json"] as const) {
        const events = {
          "the log line of a ballot": [
            { type: "revealed", ballot, forced: false },
            { type: "noted", ticket, attempt, note },
          ],
          "the log line of a session's end": [
            { type: "ended", reason: "server_stopping", results: resultsOf(room, at(0)) },
          ],
        } as const;
        for (const [what, all] of Object.entries(events)) {
          for (const event of all) {
            const line = logged(format, event);
            const limits = { logLine: bytesOf(line) - 1 };
            assert(!line.includes('["votes"') && !/[ "]cut"?[=:]/.test(line), `${what}: cut`);
            assertReckoned([what, bytesOf(line)], { capacity, limits });
          }
        }
      }
    }
  }
});

/** The line that a worker writes of this event. */
function logged(format: "text" | "json", event: RoomEvent): string {
  const lines: string[] = [];
  const log = createLog({
    format,
    level: "debug",
    base: { worker: 15 },
    write: (line) => lines.push(line),
    now: () => 0,
  });
  logEvent(log, "7Z3K9QWD", event);
  const [line] = lines;
  assert(line !== undefined);
  return line;
}
