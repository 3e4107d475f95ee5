/** What keys do in a panel: the list of tickets, the people, the settings. Pure. */
import { assertNever } from "../room/state.ts";
import type { RoomAction } from "./action.ts";
import { isNamed, type Key } from "./keys.ts";
import { IN_ROOM, type Model, type Panel } from "./model.ts";
import { openBallot } from "../client/open_ballot.ts";
import {
  chosenAt,
  chosenMember,
  chosenRow,
  chosenSetting,
  type ListRow,
  pointAt,
  SETTING_ROWS,
  type SettingRow,
} from "./panel.ts";
import { whyNot } from "./panel_keys.ts";
import { act, ask, begin, confirm, enter, lookOver, refuse, stay, type Step } from "./step.ts";
import type { Member } from "../client/mod.ts";

/** By how many rows the page keys move. */
const PAGE = 8;

/** Updates the model with a key that was pressed in a panel. */
export function updateInPanel(model: Model, panel: Panel, key: Key): Step {
  const to = movedTo(chosenAt(model, panel), key);
  if (to !== null) return stay({ ...model, mode: pointAt(model, panel, to) });
  if (key.kind === "paste") {
    return panel.name === "list" ? lookOver(model, key.text) : stay(model);
  }
  const pressed = key.kind === "char"
    ? key.char.toLowerCase()
    : isNamed(key, "enter")
    ? "Enter"
    : "";
  if (pressed === "") return stay(model);
  if (pressed === "?") return enter(model, { name: "help", top: 0, from: panel });
  if (pressed === "q") return stay({ ...model, mode: IN_ROOM });
  switch (panel.name) {
    case "list":
      return inList(model, panel, pressed);
    case "people":
      return inPeople(model, panel, pressed);
    case "settings":
      return inSettings(model, panel, pressed);
    default:
      return assertNever(panel.name);
  }
}

/** The row to which a key moves the cursor; null: it is no such key. */
function movedTo(at: number, key: Key): number | null {
  if (key.kind !== "named") return null;
  switch (key.name) {
    case "up":
    case "left":
      return at - 1;
    case "down":
    case "right":
    case "tab":
      return at + 1;
    case "page_up":
      return at - PAGE;
    case "page_down":
      return at + PAGE;
    case "home":
      return 0;
    case "end":
      return Infinity;
    default:
      return null;
  }
}

function inList(model: Model, panel: Panel, key: string): Step {
  const why = whyNot(model, panel, key);
  if (why !== null) return refuse(model, why);
  if (key === "a") return ask(model, { what: "tickets" });
  const row = chosenRow(model, panel);
  return row === undefined ? stay(model) : withRow(model, row, key);
}

/** Does what the key is for. `whyNot` has checked that it is for rows of this kind. */
function withRow(model: Model, row: ListRow, key: string): Step {
  const { ticket } = row;
  const { ticket_id } = ticket;
  switch (key) {
    case "Enter":
      return begin(model, ticket);
    case "t":
      return ask(model, { what: "title", ticket_id });
    case "l":
      return ask(model, { what: "url", ticket_id });
    case "i":
      return ask(model, { what: "description", ticket_id });
    case "x":
      return confirm(model, { what: "drop", ticket_id });
    case "e":
      return ask(model, { what: "estimate", ticket_id });
    case "m":
      return ask(model, { what: "note", ticket_id });
    default:
      return row.kind === "waiting" ? move(model, row, key) : stay(model);
  }
}

/** Moves a ticket up, down, or to the top; the cursor stays on it. */
function move(
  model: Model,
  { ticket: { ticket_id }, at }: ListRow & { kind: "waiting" },
  key: string,
) {
  const { queue } = model.room;
  const isDown = key === "d";
  if (!isDown && at === 0) return refuse(model, `${ticket_id} is the first one already.`);
  if (isDown && at === queue.length - 1) {
    return refuse(model, `${ticket_id} is the last one already.`);
  }
  // down: before the second one after it, or to the end
  const before = queue[key === "f" ? 0 : isDown ? at + 2 : at - 1]?.ticket_id ?? null;
  return act(model, { do: "move", ticket_id, before });
}

function inPeople(model: Model, panel: Panel, key: string): Step {
  const why = whyNot(model, panel, key);
  if (why !== null) return refuse(model, why);
  if (key === "r") return ask(model, { what: "rename" });
  const member = chosenMember(model, panel);
  return member === undefined ? stay(model) : withMember(model, member, key);
}

function withMember(model: Model, { member_id, name, role }: Member, key: string): Step {
  switch (key) {
    case "h":
      return confirm(model, { what: "hand_over", member_id, name });
    case "x":
      return confirm(model, { what: "remove", member_id, name });
    case "b":
      return confirm(model, { what: "bar", member_id, name });
    default: {
      const other = role === "observer" ? "voter" : "observer";
      if (member_id === model.me) return act(model, { do: "role", role: other });
      return act(model, { do: "member_role", member_id, role: other });
    }
  }
}

function inSettings(model: Model, panel: Panel, key: string): Step {
  if (key === "s") return stay({ ...model, mode: IN_ROOM });
  const numbered = SETTING_ROWS[Number(key) - 1];
  if (numbered !== undefined) {
    return change({ ...model, mode: pointAt(model, panel, Number(key) - 1) }, numbered);
  }
  if (key === "Enter") return change(model, chosenSetting(model, panel));
  return refuse(model, `Enter, or 1 to ${SETTING_ROWS.length}, changes a setting, Esc goes back.`);
}

function change(model: Model, row: SettingRow): Step {
  switch (row) {
    case "name":
    case "capacity":
    case "passcode":
      return ask(model, { what: row });
    case "deck": {
      const open = openBallot(model.room);
      if (open === null) return ask(model, { what: row });
      return refuse(model, `${open.ticket_id} is still being voted on with these cards.`);
    }
    default:
      return act(model, toggled(model, row));
  }
}

function toggled(
  { room: { settings, locked } }: Model,
  row: Exclude<SettingRow, "name" | "capacity" | "passcode" | "deck">,
): RoomAction {
  switch (row) {
    case "auto_reveal":
      return { do: "settings", settings: { auto_reveal: !settings.auto_reveal } };
    case "on_admin_leave": {
      const other = settings.on_admin_leave === "close" ? "promote" : "close";
      return { do: "settings", settings: { on_admin_leave: other } };
    }
    case "who_runs": {
      const other = settings.who_runs === "admin" ? "everyone" : "admin";
      return { do: "settings", settings: { who_runs: other } };
    }
    case "locked":
      return { do: "room", changes: { locked: !locked } };
    default:
      return assertNever(row);
  }
}
