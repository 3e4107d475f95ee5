/** The title of the browser's tab while in a room. Pure. */
import { words } from "../languages/words.ts";
import { countVoters } from "../../client/count_voters.ts";
import { openBallot, type OwnVote, type RoomState } from "../../client/mod.ts";

type Titled = Pick<RoomState, "room_id" | "name" | "ballot" | "members">;

/** The title. `isWaitedFor`: this person's vote is missing, which the title then says first. */
export function titleInRoom(
  titled: Titled,
  { isWaitedFor }: { readonly isWaitedFor: boolean },
): string {
  const { room_id: roomId, name } = titled;
  const room = name ?? words().room.named(roomId);
  const ballot = openBallot(titled);
  if (ballot === null) return room;
  const { voters, voted } = countVoters(titled);
  const progress = words().room.votedIn(voted, voters, ballot.ticket_id, room);
  return isWaitedFor ? words().room.yourTurn(progress) : progress;
}

/** Whether a ballot waits for this member's vote. */
export function isWaitedFor(
  { ballot, members }: Pick<RoomState, "ballot" | "members">,
  { memberId, vote }: { readonly memberId: string; readonly vote: OwnVote | null },
): boolean {
  if (ballot?.phase !== "voting" || (vote?.card ?? null) !== null) return false;
  return members.some((one) => one.member_id === memberId && one.role === "voter" && !one.voted);
}
