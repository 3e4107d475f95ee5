/** How far a ballot is, for everything that shows rooms. Pure. */
import type { RoomState } from "./types.ts";

/** How many voters a room has, and how many of them have voted. */
export function countVoters(
  { members }: Pick<RoomState, "members">,
): { readonly voters: number; readonly voted: number } {
  const voters = members.filter(({ role }) => role === "voter");
  return { voters: voters.length, voted: voters.filter((one) => one.voted).length };
}
