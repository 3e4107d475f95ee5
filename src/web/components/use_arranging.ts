/** Moves and removes tickets of the queue, for its admin. The focus stays with the ticket, or beside it. */
import type { RefObject } from "preact";
import { useState } from "preact/hooks";
import type { Ticket } from "../../client/mod.ts";
import { words } from "../languages/words.ts";
import { beforeWhom, beforeWhomAgain } from "../pure/queue_order.ts";
import type { RoomSession } from "../state/room_session.ts";
import { useKeptFocus } from "./queue_focus.ts";

type Grid = RefObject<HTMLElement | null>;

/** What the admin can do with a ticket of the queue. */
export interface Arranging {
  /** To the place `to`, from 0. */
  readonly moveTo: (ticket: Ticket, to: number) => void;
  /** Offers to put it back. */
  readonly remove: (ticket: Ticket) => void;
}

interface UsedArranging extends Arranging {
  /** What a screen reader is to read out: where a ticket is by now. */
  readonly announced: string;
  /** Before this ticket; undefined: to the end. */
  readonly place: (id: string, before: string | undefined) => void;
}

export function useArranging(session: RoomSession, { grid, ids }: {
  readonly grid: Grid;
  /** The tickets in their order. */
  readonly ids: readonly string[];
}): UsedArranging {
  const [announced, announce] = useState("");
  const keepFocus = useKeptFocus();
  const place = async (id: string, before: string | undefined) => {
    if (!await session.did(session.client.moveTicket(id, before))) return;
    const { queue } = session.room.peek();
    const at = queue.findIndex(({ ticket_id: ticketId }) => ticketId === id);
    announce(words().queue.isNumber(id, at + 1, queue.length));
  };
  const moveTo = (ticket: Ticket, to: number) => {
    const id = ticket.ticket_id;
    if (to < 0 || to >= ids.length || to === ids.indexOf(id)) return;
    const { activeElement } = document;
    const had = activeElement instanceof HTMLElement ? activeElement : null;
    keepFocus(() => had, place(id, beforeWhom(ids, id, to)));
  };
  const putBack = async (ticket: Ticket) => {
    const id = ticket.ticket_id;
    const { client } = session;
    const { tracker } = ticket;
    // a ticket of a tracker is imported again, because only the server can mark it as such [A5]
    const queue = () => client.queueTickets([ticket]);
    const queued = tracker === undefined
      ? queue()
      : client.importTickets(tracker, [id]).then(queue, queue);
    if (!await session.did(queued)) return offerBack(ticket);
    const now = session.room.peek().queue.map(({ ticket_id: ticketId }) => ticketId);
    const before = beforeWhomAgain(ids, id, now);
    if (before !== undefined) await session.did(client.moveTicket(id, before));
  };
  const offerBack = (ticket: Ticket) => {
    const id = ticket.ticket_id;
    const action = {
      label: words().queue.undo,
      run: () => keepFocus(toggleOf(grid, id), putBack(ticket)),
    };
    session.notices.show("done", words().queue.takenOut(id), { action });
  };
  const remove = (ticket: Ticket) => {
    const id = ticket.ticket_id;
    const at = ids.indexOf(id);
    const neighbour = toggleOf(grid, ids[at + 1] ?? ids[at - 1]);
    const remaining = () =>
      neighbour() ?? document.querySelector<HTMLElement>(".queue .add-tickets");
    const removing = session.did(session.client.removeTicket(id)).then((isDone) => {
      if (isDone) offerBack(ticket);
    });
    keepFocus(remaining, removing);
  };
  return { announced, place, moveTo, remove };
}

/** Finds the button that opens a ticket of the queue. */
export function toggleOf(grid: Grid, id: string | undefined): () => HTMLElement | null {
  const selector = `[data-toggle="${CSS.escape(id ?? "")}"]`;
  return () => grid.current?.querySelector<HTMLElement>(selector) ?? null;
}
