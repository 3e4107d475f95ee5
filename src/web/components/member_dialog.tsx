/** What the admin can do about somebody. */
import { words } from "../languages/words.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Dialog } from "./dialog.tsx";

export function MemberDialog({ session, member_id: memberId, onClose }: {
  readonly session: RoomSession;
  readonly member_id: string;
  readonly onClose: () => void;
}) {
  const member = session.room.value.members.find((one) => one.member_id === memberId);
  const name = member?.name ?? "";
  const other = member?.role === "voter" ? "observer" : "voter";
  const canLead = member?.presence === "online"; // [R14] voter or observer
  const text = words().member;
  const act = (command: Promise<unknown>, done?: string) => {
    onClose();
    session.did(command, done);
  };
  return (
    <Dialog title={member === undefined ? text.gone : name} onClose={onClose}>
      {member !== undefined && (
        <div class="actions">
          <button
            type="button"
            disabled={!canLead || !session.online.value}
            onClick={() => act(session.client.handOver(memberId))}
          >
            {text.makeAdmin}
          </button>
          <p class="hint">
            {canLead ? text.makeAdminHint : text.cantLead}
          </p>
          <button
            type="button"
            disabled={!session.online.value}
            onClick={() =>
              act(
                session.client.setMemberRole(memberId, other),
                other === "voter" ? text.isVoterNow(name) : text.isObserverNow(name),
              )}
          >
            {other === "voter" ? text.makeVoter : text.makeObserver}
          </button>
          <button
            type="button"
            class="danger"
            disabled={!session.online.value}
            onClick={() => act(session.client.removeMember(memberId), text.removed(name))}
          >
            {text.remove}
          </button>
          <p class="hint">{text.removeHint}</p>
          <button
            type="button"
            class="danger"
            disabled={!session.online.value}
            onClick={() =>
              act(
                session.client.removeMember(memberId, { bar: true }),
                text.barred(name),
              )}
          >
            {text.bar}
          </button>
          <p class="hint">{text.barHint}</p>
        </div>
      )}
    </Dialog>
  );
}
