/** What the admin can do about somebody. */
import type { Stay } from "../state/stay.ts";
import { Dialog } from "./dialog.tsx";

export function MemberDialog({ stay, member_id, onClose }: {
  readonly stay: Stay;
  readonly member_id: string;
  readonly onClose: () => void;
}) {
  const member = stay.room.value.members.find((one) => one.member_id === member_id);
  const name = member?.name ?? "";
  const can_lead = member?.role === "voter" && member.presence === "online";
  const act = (command: Promise<unknown>, done: string) => {
    onClose();
    stay.did(command, done);
  };
  return (
    <Dialog title={member === undefined ? "Not here any more" : name} onClose={onClose}>
      {member !== undefined && stay.is_admin.value && (
        <div class="actions">
          <button
            type="button"
            disabled={!can_lead || !stay.online.value}
            onClick={() => act(stay.client.handOver(member_id), `${name} is the admin now`)}
          >
            Make admin
          </button>
          <p class="hint">
            {can_lead
              ? "You hand the room over, and become an ordinary member."
              : "Only a voter who is connected can be the admin."}
          </p>
          <button
            type="button"
            class="danger"
            disabled={!stay.online.value}
            onClick={() => act(stay.client.removeMember(member_id), `${name} was removed`)}
          >
            Remove from the room
          </button>
          <p class="hint">The seat is free then, and a vote that is in goes.</p>
        </div>
      )}
    </Dialog>
  );
}
