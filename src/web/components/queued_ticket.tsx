/** One ticket of the queue: its id and title, and, when opened, its details and actions. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Ticket } from "../../client/mod.ts";
import { words } from "../languages/words.ts";
import { safeHref } from "../pure/links.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Icon } from "./icon.tsx";
import { LinkedText } from "./linked.tsx";
import { onEscape } from "./on_escape.ts";
import type { RowDrag } from "./queue_drag.ts";
import { TicketActions } from "./ticket_actions.tsx";
import type { Arranging } from "./use_arranging.ts";

export function QueuedTicket(
  { session, ticket, place, arranging, isStop, onStop, isOpen, onToggle, onClose, drag }: {
    readonly session: RoomSession;
    readonly ticket: Ticket;
    readonly place: { readonly index: number; readonly count: number };
    /** null: this person is not the admin. */
    readonly arranging: Arranging | null;
    /** Whether this row is the tab stop. */
    readonly isStop: boolean;
    readonly onStop: () => void;
    readonly isOpen: boolean;
    readonly onToggle: () => void;
    readonly onClose: () => void;
    readonly drag: RowDrag;
  },
) {
  const { ticket_id: id, title, url, description } = ticket;
  const row = useRef<HTMLDivElement>(null);
  // what opens at the lower edge would be under the dock
  useLayoutEffect(() => {
    if (isOpen) row.current?.scrollIntoView({ block: "nearest" });
  }, [isOpen]);
  const href = url === undefined ? null : safeHref(url);
  const hasMore = arranging !== null || description !== undefined;
  const stop = { "data-stop": true, tabIndex: isStop ? 0 : -1 };
  // every row is focusable, so that arrow keys reach all tickets of a long queue
  const hasNone = href === null && !hasMore;
  const looks = [
    "queued-row",
    drag.isDragged && "dragged",
    drag.gap !== null && `drop-${drag.gap}`,
  ].filter(Boolean).join(" ");
  return (
    <div class={looks} role="row" data-row={id} ref={row} onFocusIn={() => isStop || onStop()}>
      <div class="queued-head" role="gridcell" {...hasNone && stop}>
        {arranging !== null && (
          <span class="grip" title={words().queue.drag} onPointerDown={drag.onPointerDown}>
            <Icon name="grip" />
          </span>
        )}
        <div class="queued-words">
          <bdi class="ticket-id">
            {href === null
              ? id
              : <a href={href} target="_blank" rel="noreferrer noopener" {...stop}>{id}</a>}
          </bdi>
          {title !== undefined && <bdi class="title">{title}</bdi>}
        </div>
        {hasMore && (
          <button
            type="button"
            class="icon-button more"
            aria-label={words().queue.more(id)}
            aria-expanded={isOpen}
            data-toggle={id}
            onClick={onToggle}
            {...stop}
          >
            <Icon name="chevron" />
          </button>
        )}
      </div>
      {isOpen && hasMore && (
        <div
          class="queued-more"
          role="gridcell"
          onKeyDown={onEscape(onClose)}
        >
          {description !== undefined && (
            <p class="about" dir="auto">
              <LinkedText text={description} />
            </p>
          )}
          {arranging !== null && (
            <TicketActions
              session={session}
              ticket={ticket}
              place={place}
              arranging={arranging}
            />
          )}
        </div>
      )}
    </div>
  );
}
