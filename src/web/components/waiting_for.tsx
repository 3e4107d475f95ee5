/** Whom everybody waits for, and for who runs the room a way to ask them once more. */
import { words } from "../languages/words.ts";
import { namesOf, waitedFor } from "../pure/waited_for.ts";
import type { RoomSession } from "../state/room_session.ts";

export function WaitingFor({ session }: { readonly session: RoomSession }) {
  const me = session.me.value.member_id;
  const { members } = session.room.value;
  const waited = waitedFor(session.room.value, { me, vote: session.vote.value });
  const others = waited.filter(({ member_id, presence }) =>
    member_id !== me && presence === "online"
  );
  const { dock, refused } = words();
  const text = waited.length > 0
    ? dock.waitingFor(namesOf(waited, me))
    : members.some(({ role }) => role === "voter")
    ? dock.everybodyVoted
    : refused.no_votes;
  return (
    <div class="waiting-for">
      <p title={text}>{text}</p>
      {session.runs.value && others.length > 0 && (
        <button
          type="button"
          class="small"
          disabled={!session.online.value}
          onClick={() => session.did(session.client.nudge(), dock.nudged)}
        >
          {dock.nudge}
        </button>
      )}
    </div>
  );
}
