/** The buttons of a form that changes something in the room. */
import { words } from "../languages/words.ts";
import type { RoomSession } from "../state/room_session.ts";

export function SaveOrCancel({ session, isWrong = false, onCancel }: {
  readonly session: RoomSession;
  /** Whether what is typed can't be saved. */
  readonly isWrong?: boolean;
  readonly onCancel: () => void;
}) {
  const { save, cancel } = words().common;
  return (
    <div class="buttons">
      <button type="submit" class="primary" disabled={isWrong || !session.online.value}>
        {save}
      </button>
      <button type="button" onClick={onCancel}>{cancel}</button>
    </div>
  );
}
