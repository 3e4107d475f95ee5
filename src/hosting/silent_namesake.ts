/**
 * Decides whose seat a v1 newcomer takes over [P1.3a]. A v1 client has no resume token. If its connection broke without
 * anybody noticing, its old member would hold up the ballot until the idle timeout.
 *
 * Deno can't tell whether a peer still acknowledges what it is sent: small frames leave the process at once, pongs
 * don't reach the program, and the kernel's figures need all permissions. All that shows is that no message came. That
 * proves little, since a v1 voter sends nothing between two prompts, so a seat is taken over only from the same
 * address. In a room that has moved here, a member without a connection counts as silent at once.
 */
import type { Member } from "../room/state.ts";
import { sameName, sameNameOf } from "../room/names.ts";
import { announced } from "../room/permissions.ts";
import type { AddressSlot } from "../bus/envelopes.ts";
import type { LiveRoom, Session } from "./sessions.ts";

/** How long a v1 member must have been silent before a namesake can take its seat, in milliseconds. */
export const NAMESAKE_SILENCE_MS = 60_000;

/** How the old connection is closed. */
export const GAVE_WAY_TO_NAMESAKE = {
  close: "replaced",
  message: "Somebody of your name came in from your address after nothing had come from you for " +
    `${NAMESAKE_SILENCE_MS / 1_000} s, and has your seat now. If it was not you, join again.`,
} as const;

/** Where a v1 member's connection comes from, and when its last message came, on the steady clock. */
export interface LastActivity {
  readonly slot: AddressSlot;
  at: number;
}

/** The session that a v1 newcomer takes over; null: none. Never the admin's, because the room would end. */
export function silentNamesake(
  { room, sessions }: Pick<LiveRoom, "room" | "sessions">,
  newcomer: {
    readonly name: string;
    readonly slot: AddressSlot;
    readonly origin: string;
    readonly now: number;
  },
): Session | null {
  const same = sameName(newcomer.name);
  for (const session of sessions.values()) {
    const member = announced(room, session.member_id);
    if (member?.protocol !== "v1" || member.member_id === room.admin_id) continue;
    if (sameNameOf(member) !== same) continue;
    if (isSilent(session, newcomer) || isGone(session, member, newcomer)) return session;
  }
  return null;
}

function isSilent(
  { lastActivity }: Session,
  { slot, now }: { readonly slot: AddressSlot; readonly now: number },
): boolean {
  return lastActivity?.slot === slot && now - lastActivity.at >= NAMESAKE_SILENCE_MS;
}

/** [C19] Whether the room has moved here and the member's edge has not attached its connection: it may be dead. */
function isGone(
  { connection }: Session,
  { origin }: Member,
  newcomer: { readonly origin: string },
): boolean {
  return connection === null && origin === newcomer.origin;
}
