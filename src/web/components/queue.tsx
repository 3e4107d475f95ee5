/** The queue: everybody sees it, the admin arranges it. It has one tab stop; arrow keys move within it. */
import { useId, useRef, useState } from "preact/hooks";
import { words } from "../languages/words.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Icon } from "./icon.tsx";
import { useQueueDrag } from "./queue_drag.ts";
import { stepThroughQueue } from "./queue_focus.ts";
import { QueuedTicket } from "./queued_ticket.tsx";
import { useSlices } from "./slices.ts";
import { toggleOf, useArranging } from "./use_arranging.ts";

/** How many tickets are added in a frame, to keep frames short: a ticket takes twice as long to draw as a seat. */
const ROWS_AT_ONCE = 5;

/** How often a key that is held moves a ticket, in milliseconds: the server takes 20 messages a second. */
const MOVE_EVERY_MS = 100;

export function Queue(
  { session, isDrawn, onAdd }: {
    readonly session: RoomSession;
    /** Before, only its place is there, so that nothing moves when it is drawn. */
    readonly isDrawn: boolean;
    readonly onAdd: () => void;
  },
) {
  const queue = session.queue.value;
  const isAdmin = session.isAdmin.value;
  const text = words().queue;
  if (queue.length === 0 && !isAdmin) return <aside class="queue empty" />;
  if (!isDrawn) return <aside class="queue" aria-label={text.name} />;
  return (
    <aside class="queue" aria-label={text.name}>
      <div class="queue-inside">
        <header>
          <h2>
            {text.title} {queue.length > 0 && <span class="count">{queue.length}</span>}
          </h2>
          {isAdmin && (
            <button type="button" class="add-tickets" onClick={onAdd}>
              <Icon name="plus" /> {text.add}
            </button>
          )}
        </header>
        {queue.length === 0 ? <p class="hint">{text.empty}</p> : <Rows session={session} />}
      </div>
    </aside>
  );
}

function Rows({ session }: { readonly session: RoomSession }) {
  const queue = session.queue.value;
  const drawn = useSlices(queue.length, ROWS_AT_ONCE);
  const isAdmin = session.isAdmin.value;
  const grid = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<string | null>(null);
  const [stop, setStop] = useState<string | null>(null);
  const keys = useId();
  const movedAt = useRef(0);
  const ids = queue.map(({ ticket_id: ticketId }) => ticketId);
  const { announced, place, moveTo, remove } = useArranging(session, { grid, ids });
  const drag = useQueueDrag({ grid, ids, onDrop: place });
  // one that is held removes no second ticket
  const isTooSoon = ({ key, repeat, timeStamp }: KeyboardEvent) => {
    if (repeat && (key === "Delete" || timeStamp - movedAt.current < MOVE_EVERY_MS)) return true;
    movedAt.current = timeStamp;
    return false;
  };
  // Tab leads to the first row, or to the last one that had the focus
  const tabStop = stop !== null && ids.includes(stop) ? stop : ids[0];

  return (
    <>
      <p class="unseen" role="status">{announced}</p>
      <p class="unseen" id={keys}>{isAdmin ? words().queue.keysOfAdmin : words().queue.keys}</p>
      <div
        class={drag.dragged === null ? "queued" : "queued dragging"}
        role="grid"
        aria-label={words().queue.name}
        aria-describedby={keys}
        ref={grid}
        onKeyDown={(event) => {
          const id = stepThroughQueue(event);
          if (id === null || !isAdmin) return;
          const ticket = queue.find(({ ticket_id: ticketId }) => ticketId === id);
          if (ticket === undefined || isTooSoon(event)) return;
          if (event.key === "Delete") remove(ticket);
          else if (event.altKey) {
            moveTo(ticket, ids.indexOf(id) + (event.key === "ArrowUp" ? -1 : 1));
          }
        }}
      >
        {queue.slice(0, drawn).map((ticket, index) => {
          const id = ticket.ticket_id;
          return (
            <QueuedTicket
              key={id}
              session={session}
              ticket={ticket}
              place={{ index, count: queue.length }}
              arranging={isAdmin ? { moveTo, remove } : null}
              isStop={id === tabStop}
              onStop={() => setStop(id)}
              isOpen={id === open}
              onToggle={() => setOpen(id === open ? null : id)}
              onClose={() => {
                setOpen(null);
                toggleOf(grid, id)()?.focus();
              }}
              drag={drag.of(id, index)}
            />
          );
        })}
      </div>
    </>
  );
}
