/** What the admin can do with one ticket of the queue. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { openBallot, type Ticket } from "../../client/mod.ts";
import { words } from "../languages/words.ts";
import type { RoomSession } from "../state/room_session.ts";
import { EditTicketForm } from "./edit_ticket_form.tsx";
import { Icon, type IconName } from "./icon.tsx";
import type { Arranging } from "./use_arranging.ts";

export function TicketActions({ session, ticket, place: { index, count }, arranging }: {
  readonly session: RoomSession;
  readonly ticket: Ticket;
  readonly place: { readonly index: number; readonly count: number };
  readonly arranging: Arranging;
}) {
  const [isEditing, setEditing] = useState(false);
  const { ticket_id: id } = ticket;
  const text = words().queue;
  const isOpen = openBallot(session.room.value) !== null;
  const isOffline = !session.online.value;
  const edit = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useLayoutEffect(() => {
    if (!isEditing && wasEditing.current) edit.current?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);
  if (isEditing) {
    return <EditTicketForm session={session} ticket={ticket} onClose={() => setEditing(false)} />;
  }
  // one that leads nowhere keeps the focus, which a disabled button would lose
  const move = (icon: IconName, label: string, { to }: { readonly to: number | null }) => (
    <button
      type="button"
      class="icon-button"
      data-repeated
      aria-label={label}
      title={label}
      aria-disabled={to === null || isOffline}
      onClick={() => to !== null && !isOffline && arranging.moveTo(ticket, to)}
    >
      <Icon name={icon} />
    </button>
  );
  return (
    <div class="queued-actions">
      {!isOpen && (
        <button
          type="button"
          class="small"
          aria-label={text.startTicket(id)}
          disabled={isOffline}
          onClick={() => session.did(session.client.begin(ticket))}
        >
          {text.start}
        </button>
      )}
      <button
        type="button"
        class="small"
        aria-label={text.editTicket(id)}
        ref={edit}
        onClick={() => setEditing(true)}
      >
        {text.edit}
      </button>
      <span class="spring" />
      {move("top", text.moveToTop(id), { to: index === 0 ? null : 0 })}
      {move("up", text.moveUp(id), { to: index === 0 ? null : index - 1 })}
      {move("down", text.moveDown(id), { to: index === count - 1 ? null : index + 1 })}
      <button
        type="button"
        class="icon-button"
        aria-label={text.takeOut(id)}
        title={text.takeOut(id)}
        disabled={isOffline}
        onClick={() => arranging.remove(ticket)}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
