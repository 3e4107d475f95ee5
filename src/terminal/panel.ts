/**
 * The panels: lists of people, tickets and settings. It owns their rows, and which row is chosen. Pure.
 */
import type { Member, RevealedBallot, RoomState, Ticket } from "../client/mod.ts";
import type { Model, Panel } from "./model.ts";
import { openBallot } from "../client/open_ballot.ts";
import { openTickets } from "./open_tickets.ts";

/** A row of the list of tickets. */
export type ListRow =
  /** Being voted on. */
  | { readonly kind: "open"; readonly ticket: Ticket }
  | { readonly kind: "waiting"; readonly ticket: Ticket; readonly at: number }
  /** Its last revealed attempt. */
  | { readonly kind: "revealed"; readonly ticket: RevealedBallot };

/** The rows of the settings panel, in order. */
export const SETTING_ROWS = [
  "auto_reveal",
  "on_admin_leave",
  "who_runs",
  "name",
  "capacity",
  "deck",
  "locked",
  "passcode",
] as const;

export type SettingRow = (typeof SETTING_ROWS)[number];

/** The tickets: the open one, the queue, then the revealed ones, newest first. */
export function listRows({ room, seen }: Pick<Model, "room" | "seen">): readonly ListRow[] {
  const ballot = openBallot(room);
  const open: ListRow[] = ballot === null ? [] : [{ kind: "open", ticket: ballot }];
  const waiting = room.queue.map((ticket, at): ListRow => ({ kind: "waiting", ticket, at }));
  // estimates and notes belong to the last revealed attempt
  const last = new Map(seen.map((ballot) => [ballot.ticket_id, ballot]));
  const revealed = [...last.values()]
    .sort((one, other) => seen.indexOf(other) - seen.indexOf(one))
    .map((ticket): ListRow => ({ kind: "revealed", ticket }));
  return [...open, ...waiting, ...revealed];
}

/** The row under the cursor; undefined: there is none. */
export function chosenRow(model: Model, panel: Panel): ListRow | undefined {
  return listRows(model)[chosenAt(model, panel)];
}

/** The member under the cursor; undefined: the server lists none. */
export function chosenMember(model: Model, panel: Panel): Member | undefined {
  return model.room.members[chosenAt(model, panel)];
}

/** The setting under the cursor. */
export function chosenSetting(model: Model, panel: Panel): SettingRow {
  return SETTING_ROWS[chosenAt(model, panel)] ?? SETTING_ROWS[0];
}

/** The index of the cursor: that of the chosen row, or, if that is gone, its old index. */
export function chosenAt(model: Model, { name, key, index }: Panel): number {
  const keys = rowKeys(model, name);
  const at = keys.indexOf(key);
  return at >= 0 ? at : Math.max(0, Math.min(index, keys.length - 1));
}

/** The panel with the cursor on another row, clamped to the list. */
export function pointAt(model: Model, { name }: Pick<Panel, "name">, index: number): Panel {
  const keys = rowKeys(model, name);
  const at = Math.max(0, Math.min(index, keys.length - 1));
  return { name, key: keys[at] ?? "", index: at };
}

/** A newly opened panel. Among people, the cursor starts on somebody else for the admin, on oneself for others. */
export function opened(model: Model, name: Panel["name"]): Panel {
  if (name !== "people") return pointAt(model, { name }, 0);
  const { room: { members, admin_id: adminId }, me } = model;
  const other = me === adminId ? members.findIndex(({ member_id }) => member_id !== me) : -1;
  const own = members.findIndex(({ member_id }) => member_id === me);
  return pointAt(model, { name }, other >= 0 ? other : own);
}

/** A stable key for each row of a panel. */
function rowKeys(model: Model, name: Panel["name"]): readonly string[] {
  switch (name) {
    case "people":
      return model.room.members.map(({ member_id }) => member_id);
    case "list":
      return listRows(model).map(({ kind, ticket }) => `${kind} ${ticket.ticket_id}`);
    case "settings":
      return SETTING_ROWS;
  }
}

/** A ticket's last revealed attempt; undefined if none was seen. */
export function revealedTicket(
  { seen }: Pick<Model, "seen">,
  ticketId: string,
): RevealedBallot | undefined {
  return seen.findLast(({ ticket_id }) => ticket_id === ticketId);
}

/** A ticket of the queue or the open ballot. */
export function editableTicket(room: RoomState, ticketId: string): Ticket | undefined {
  return openTickets(room).find(({ ticket_id }) => ticket_id === ticketId);
}
