/**
 * Finds the kind of a frame by a few of its bytes, because a driver that parsed every frame would cost more than the
 * server that it measures. A frame of an unknown kind is an error for drivers. Pure.
 */

/** Every frame that a voting round can bring to a member. */
export type FrameKind =
  | "voted" // v1: somebody voted
  | "withdrawn" // v1: somebody took a vote back
  | "ask"
  | "completed"
  | "revealed"
  | "awaiting"
  | "begin_prompt"
  | "reveal_prompt"
  | "news" // v1: who comes and goes, and that the room is full
  | "created"
  | "welcome"
  | "state"
  | "ok"
  | "error"
  | "ended"
  | "unknown";

const QUOTE = 0x22;
const NAME_INITIAL = 0x6d; // members are called m1, m2, ...
const BALLOT_BOX = [0xf0, 0x9f, 0x97, 0xb3]; // the first character of "NAME voted for TICKET"
const ARROW = [0xe2, 0x86, 0xa9]; // and this of "NAME took back the vote on TICKET"
const TYPE_AT = '{"type":"'.length;
const STATE_HEAD = '{"type":"ROOM_STATE","data":{"room":{"room_id":"XXXXXXXX","version":'.length;
const NAME_AT = new TextEncoder().encode("🗳️ ").length;
const BETWEEN = " voted for ".length;
/** The original server has no such character before the name, and more between name and ticket. */
const ORIGINAL_BETWEEN = " voted for the ticket id ".length;

/** The kinds of the types of events. */
const TYPES: Readonly<Record<string, FrameKind>> = {
  ASK_FOR_VOTE: "ask",
  VOTING_COMPLETED: "completed",
  VOTES_REVEALED: "revealed",
  AWAITING_ADMIN_VOTE_START: "awaiting",
  BEGIN_VOTING_PROMPT: "begin_prompt",
  REVEAL_VOTES_PROMPT: "reveal_prompt",
  ROOM_JOIN_UPDATES: "news",
  ROOM_CAPACITY_REACHED: "news",
  CREATE_ROOM: "created",
  WELCOME: "welcome",
  ROOM_STATE: "state",
  OK: "ok",
  ERROR: "error",
  SESSION_ENDED: "ended",
};

/** Types by their length: no two of one length begin alike, so two looks distinguish them. */
const BY_LENGTH = new Map<number, { readonly bytes: Uint8Array; readonly kind: FrameKind }[]>();
for (const [type, kind] of Object.entries(TYPES)) {
  const alike = BY_LENGTH.get(type.length) ?? [];
  alike.push({ bytes: new TextEncoder().encode(type), kind });
  BY_LENGTH.set(type.length, alike);
}

/** The kind of the text frame in `bytes` from `start` to `end`. */
export function kindOf(bytes: Uint8Array, start: number, end: number): FrameKind {
  if (end - start > NAME_AT && startsWith(bytes, start, BALLOT_BOX)) return "voted";
  if (end - start > NAME_AT && startsWith(bytes, start, ARROW)) return "withdrawn";
  if (isOriginalVote(bytes, start, end)) return "voted";
  const from = start + TYPE_AT;
  let to = from;
  while (to < end && bytes[to] !== QUOTE) to++;
  for (const { bytes: type, kind } of BY_LENGTH.get(to - from) ?? []) {
    if (bytes[from] === type[0] && startsWith(bytes, from, type)) return kind;
  }
  return "unknown";
}

/** The number of the member in a `voted` frame: "🗳️ m17 voted for T4" is 17. -1: it is no such frame. */
export function voterOf(bytes: Uint8Array, start: number, end: number): number {
  const nameAt = isOriginalVote(bytes, start, end) ? start : start + NAME_AT;
  return numberAt(bytes, nameAt + 1, end).value;
}

/** The number of the ticket in a `voted` frame: "🗳️ m17 voted for T4" is 4. -1: it is no such frame. */
export function ticketOf(bytes: Uint8Array, start: number, end: number): number {
  const isOriginal = isOriginalVote(bytes, start, end);
  const { at } = numberAt(bytes, (isOriginal ? start : start + NAME_AT) + 1, end);
  return numberAt(bytes, at + (isOriginal ? ORIGINAL_BETWEEN : BETWEEN) + 1, end).value;
}

/** The room's version in a `state` frame, which is always at the same place. -1: no such frame. */
export function versionOf(bytes: Uint8Array, start: number, end: number): number {
  return numberAt(bytes, start + STATE_HEAD, end).value;
}

/** Whether it begins as "m17 voted for the ticket id T4" does: no other line of a round begins with a name. */
function isOriginalVote(bytes: Uint8Array, start: number, end: number): boolean {
  return bytes[start] === NAME_INITIAL && numberAt(bytes, start + 1, end).value !== -1;
}

function startsWith(bytes: Uint8Array, start: number, wanted: ArrayLike<number>): boolean {
  for (let at = 0; at < wanted.length; at++) {
    if (bytes[start + at] !== wanted[at]) return false;
  }
  return true;
}

/** The decimal number at `at`, and where it ends; -1 if there is none. */
function numberAt(bytes: Uint8Array, at: number, end: number): { value: number; at: number } {
  let value = -1;
  for (; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) break;
    value = Math.max(value, 0) * 10 + digit;
  }
  return { value, at };
}
