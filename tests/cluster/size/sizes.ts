/** What a room of ten takes, in bytes, as the real encoders write it: its changes, the whole of it, its states. */
import { assert } from "@std/assert";
import { encodePost } from "../../../src/cluster/post_text.ts";
import { encodeChange } from "../../../src/cluster/room_changes.ts";
import { encodeRecords } from "../../../src/cluster/room_records.ts";
import type { Saved } from "../../../src/journal/journal.ts";
import { writeOf } from "../../../src/journal/room_parts.ts";
import { encodeRoom, encodeState } from "../../../src/protocol/v2_encode.ts";
import { viewOf } from "../../../src/room/secrecy.ts";
import { FakeClock } from "../../base/fake_clock.ts";
import { KeptRoom } from "../kept_room.ts";

/** People in a room, and ballots that it has behind it. */
export const MEMBERS = 10;
const BALLOTS = 10;

interface Sizes {
  /** The record of one vote. */
  readonly change: number;
  /** The record of all of the room. */
  readonly whole: number;
  /** A state on its way to one worker of another node. */
  readonly statePost: number;
  /** A command on its way from there. */
  readonly commandPost: number;
}

const WORKER_ID = "node-17-0f3a9c2e-1-1";
/** What names its receivers and its cause, about, beside a state. */
const ENVELOPE = 60;

export function measureSizes(): Sizes {
  const kept = new KeptRoom("7K2M9QXD", new FakeClock());
  assert(kept.does({ type: "set_room", by: "ana", changes: { capacity: MEMBERS } }));
  const others = Array.from({ length: MEMBERS - 1 }, (_, n) => `01J9ZK3M5N7P8Q9R0S1T2V3W4${n}`);
  for (const id of others) kept.joins(id);
  for (let n = 0; n < BALLOTS; n++) kept.estimates(`PROJECT-${n}`, ["ana", ...others]);
  assert(kept.does({ type: "begin", by: "ana", ticket: { ticket_id: "PROJECT-99" } }));
  kept.tokens = new Map(others.map((id) => [id.padEnd(64, "0"), id]));
  const before: Saved = { room: kept.room, tokens: kept.tokens };
  const [voter = ""] = others;
  assert(kept.does({ type: "vote", by: voter, ticket_id: "PROJECT-99", card: "8" }));
  const after: Saved = { room: kept.room, tokens: kept.tokens };
  const state = encodeState(encodeRoom(viewOf(kept.room), null), 1_800_000_000_000);
  const vote = JSON.stringify({
    type: "MEMBER_VOTED",
    data: { ticket_id: "PROJECT-99", vote: "8" },
  });
  return {
    change: recordOf(before, after),
    whole: recordOf(null, after),
    statePost: postOf(state),
    commandPost: postOf(vote),
  };
}

function recordOf(before: Saved | null, after: Saved): number {
  const write = writeOf(before, after, null);
  assert(write !== null);
  const record = {
    life: WORKER_ID,
    write: "0123456789abcdef",
    version: 99,
    whole: before === null,
  };
  return encodeRecords(record, encodeChange(write)).reduce((sum, text) => sum + text.length, 0);
}

function postOf(message: string): number {
  const post = { seq: 12_345, ack: 12_345, gap: false, hello: false, messages: [message] };
  return encodePost({ from: WORKER_ID, epoch: 1, post }).length + ENVELOPE;
}
