// The client's types say what the server sends: nothing left out, nothing that never comes [P2.2-P2.8].
import { assert, assertEquals } from "@std/assert";
import { decodeServer } from "../../src/client/decode_frame.ts";
import type { ClientCommand } from "../../src/client/mod.ts";
import { COMMANDS } from "../../src/protocol/v2_commands.ts";
import { readFrame } from "../e2e/v2_shapes.ts";
import { Loopback } from "./loopback.ts";

/** Compiles only where each of two types can stand for the other. */
type Same<A, B> = [A] extends [B] ? [B] extends [A] ? true : false : false;

Deno.test("[P2.4] every frame of a long story is of the types that the client knows", async () => {
  using world = new Loopback();
  const [ana, bob] = await world.room("ana", "bob");
  const about = { url: "https://example.test/", description: "As a user" };
  await world.passes(ana.setRoom({ name: "Team A", locked: true, passcode: "open" }));
  await world.passes(ana.queueTickets([{ ticket_id: "T-2", title: "Sign up", ...about }]));
  await world.passes(ana.startTimer(60, { reveal: true }));
  await world.passes(ana.begin({ ticket_id: "T-1", title: "Log in", ...about }));
  await world.passes(ana.nudge());
  await world.passes(bob.until(({ ballot }) => ballot !== null));
  await world.passes(bob.vote("T-1", "5"));
  world.cut();
  await world.passes(ana.until(({ members }) => members[1]?.presence === "away"));
  await world.passes(ana.until(({ members }) => members[1]?.presence === "online"));
  await world.passes(ana.reveal("T-1", { force: true }));
  await world.passes(ana.setNote("T-1", "split it"));
  const version = await world.passes(ana.setEstimate("T-1", "5"));
  await world.passes(ana.until((room) => room.version >= version));
  await world.passes(ana.startTimer(0).catch(() => 0));
  await world.passes(ana.results());
  await world.passes(ana.endSession());

  const keys = new Set<string>();
  for (const frame of world.frames) {
    const { type, data } = readFrame(frame);
    const { re } = JSON.parse(frame);
    // and the decoder passes all of it on
    assertEquals<unknown>(decodeServer(frame), { type, data, ...re !== undefined && { re } });
    collect(`${type}`, data, keys);
  }
  // what may be left out was there at least once
  for (
    const key of [
      "WELCOME.you.vote",
      "ROOM_STATE.room.queue.title",
      "ROOM_STATE.room.queue.url",
      "ROOM_STATE.room.queue.description",
      "ROOM_STATE.room.name",
      "ROOM_STATE.room.timer.ends_at",
      "ROOM_STATE.room.timer.reveal",
      "ROOM_STATE.room.ballot.note",
      "NUDGED.by.name",
      "ROOM_STATE.room.ballot.title",
      "ROOM_STATE.room.ballot.votes.card",
      "ROOM_STATE.room.ballot.estimate",
      "OK.version",
      "OK.ballots.summary.mean",
      "ERROR.field",
      "SESSION_ENDED.results.ballots.estimate",
      "SESSION_ENDED.results.participants.left_at",
    ]
  ) assert(keys.has(key), `${key} never came`);
});

/** The paths of everything in a value. */
function collect(at: string, value: unknown, keys: Set<string>): void {
  if (typeof value !== "object" || value === null) return void keys.add(at);
  if (Array.isArray(value)) return value.forEach((one) => collect(at, one, keys));
  for (const [key, one] of Object.entries(value)) collect(`${at}.${key}`, one, keys);
}

/** Data by command, as the client sends it. */
type Sent<T extends ClientCommand["type"]> = Extract<ClientCommand, { type: T }>["data"];

/** Compiles only where the data fits the command, or where it doesn't and is marked so. */
type Fits<T extends ClientCommand["type"], Given> = Given extends Sent<T> ? true : false;

/** What the client may send and what it may not, by the rows of the commands. */
const SENT: {
  readonly fields: Same<keyof Sent<"SET_ESTIMATE">, "ticket_id" | "estimate">;
  readonly none: Same<keyof Sent<"NUDGE">, never>;
  readonly name: Fits<"RENAME", { readonly name: string }>;
  readonly nullVote: Fits<"MEMBER_VOTED", { readonly ticket_id: string; readonly vote: null }>;
  readonly left_out: Fits<"MOVE_TICKET", { readonly ticket_id: string }>;
  readonly missingField: Fits<"RENAME", { readonly title: string }>;
  readonly wrongValue: Fits<"SET_ROLE", { readonly role: "admin" }>;
  readonly number: Fits<"START_TIMER", { readonly seconds: string }>;
  readonly undefinedField: Fits<"MOVE_TICKET", { ticket_id: string; before: undefined }>;
} = {
  fields: true,
  none: true,
  name: true,
  nullVote: true,
  left_out: true,
  missingField: false,
  wrongValue: false,
  number: false,
  undefinedField: false,
};

/** Every command there is, and no other. */
const TYPES: Same<ClientCommand["type"], keyof typeof COMMANDS> = true;

Deno.test("[P2.5] what a client sends is typed by the rows of the commands", () => {
  assert(TYPES && SENT.fields && !SENT.missingField);
  const sent: ClientCommand = { type: "START_TIMER", data: { seconds: 60, reveal: true } };
  assertEquals(COMMANDS[sent.type].decode(sent.data).ok, true);
});
