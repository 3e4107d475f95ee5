/** Hashes of a room's secrets: passcode and admin link are never kept in plain text, in memory or on disk. */
import { timingSafeEqual } from "../base/hash.ts";
import type { JoinRefusal, NewcomerRequest } from "../bus/envelopes.ts";
import { hashOf } from "../journal/tokens.ts";
import type { Room, RoomId } from "../room/state.ts";

/** The hash of a room's passcode that the room keeps [R17b]. */
export function passcodeHash(room_id: RoomId, passcode: string): string {
  return hashOf(`passcode ${room_id} ${passcode}`);
}

/**
 * A hash of the address that somebody connected from. It is different in each room, so that rooms can't be compared
 * [R17b].
 */
export function originOf(room_id: RoomId, address: string): string {
  return hashOf(`origin ${room_id} ${address}`).slice(0, ORIGIN_LENGTH);
}

/** [R17b, W9] The refusal of a newcomer without the right passcode; a wrong one counts as a guess. null: none. */
export function refusePasscode(
  { room_id, passcode_hash }: Pick<Room, "room_id" | "passcode_hash">,
  { passcode, protocol }: Pick<NewcomerRequest, "passcode" | "protocol">,
): JoinRefusal | null {
  if (passcode_hash === null) return null;
  const refusal = { close: "wrong_passcode", field: "passcode" } as const;
  if (passcode === undefined) {
    const who = protocol === "v1" ? ", and your client can't give it: join with a newer one" : "";
    return { ...refusal, message: `passcode: room ${room_id} asks for one${who}.`, guess: false };
  }
  if (isSame(passcodeHash(room_id, passcode), passcode_hash)) return null;
  return {
    ...refusal,
    message: `passcode: that is not the right one for room ${room_id}.`,
    guess: true,
  };
}

/** [A3, W9] The refusal of a newcomer with a wrong admin secret, which counts as a guess. null: none. */
export function refuseAdminSecret(
  { room_id, admin_link_hash }: Pick<Room, "room_id" | "admin_link_hash">,
  secret: string,
): JoinRefusal | null {
  if (admin_link_hash !== null && isSame(hashOf(secret), admin_link_hash)) return null;
  const message =
    `admin_secret: that is not the right one for room ${room_id}; you can still join without it.`;
  return { close: "bad_request", message, guess: true, field: "admin_secret" };
}

/** Hexadecimal digits, 96 bits of them: enough for the addresses of one room to differ. */
const ORIGIN_LENGTH = 24;

/** Compares hashes in constant time, so that no guess can be improved by measuring the answer. */
function isSame(given: string, kept: string): boolean {
  const encoder = new TextEncoder();
  const [one, other] = [encoder.encode(given), encoder.encode(kept)];
  // timingSafeEqual throws if the lengths differ, as that of a damaged file's hash does
  return one.length === other.length && timingSafeEqual(one, other);
}
