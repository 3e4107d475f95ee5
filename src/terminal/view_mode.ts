/** The other modes: questions, lists, confirmations, the help. Pure. */
import { counted } from "../protocol/counted.ts";
import { assertNever } from "../room/state.ts";
import { ARROWS, keysFor, momentOf } from "./key_table.ts";
import { baseOf, type Confirmation, isAdmin, type Mode, type Model } from "./model.ts";
import { keysOfPanel } from "./panel_keys.ts";
import { wrap } from "../base/wrap.ts";
import { cut, EMPTY, fit, type Line, line, span } from "./span.ts";
import { columns } from "../protocol/columns.ts";
import type { Screen } from "./view.ts";
import { panelLines } from "./view_panel.ts";
import { askLines } from "./view_question.ts";

/** The lines in place of the hand. */
export function modeLines(model: Model, screen: Screen): readonly Line[] {
  const { mode } = model;
  switch (mode.name) {
    case "room":
      return [];
    case "help":
      return helpLines(model, mode.top, screen);
    case "ask":
      return askLines(model, mode, screen);
    case "tickets":
      return ticketLines(mode, screen);
    case "list":
    case "people":
    case "settings":
      return panelLines(model, mode, screen);
    case "confirm":
      return confirmLines(model, mode.about, screen.columns);
    default:
      return assertNever(mode);
  }
}

/** The lines in place of the room in the middle of the screen; null: the room is shown. */
export function insteadOfRoom(model: Model, screen: Screen): readonly Line[] | null {
  const { mode } = model;
  const base = baseOf(mode);
  if (mode.name === "help") return modeLines(model, screen);
  if (base.name === "room") return null;
  if (mode === base) return modeLines(model, screen);
  // the panel stays, and the question is below it
  const lower = modeLines(model, screen);
  const rows = screen.rows - lower.length - 1;
  if (rows < 2) return lower;
  const upper = panelLines(model, base, { ...screen, rows });
  return [...upper, EMPTY, ...lower];
}

function helpLines(model: Model, top: number, { columns: width, rows, glyphs }: Screen): Line[] {
  const sections: readonly (readonly [title: string, entries: readonly Explained[]])[] = [
    ["All keys", keysFor(momentOf(model)).filter(({ key }) => key !== "?")],
    ["Among the tickets (l)", keysOfPanel(model, "list")],
    ["Among the people (p)", keysOfPanel(model, "people")],
    ["In the settings (s)", isAdmin(model) ? keysOfPanel(model, "settings") : []],
  ];
  const keyOf = (key: string) => key === ARROWS ? glyphs.leftRight : key;
  const entriesOf = sections.filter(([, entries]) => entries.length > 0);
  const keys = Math.max(
    ...entriesOf.flatMap(([, entries]) => entries.map(({ key }) => columns(keyOf(key)))),
  );
  const lines = entriesOf.flatMap(([title, entries], at) => [
    ...at === 0 ? [] : [EMPTY],
    line(span(title, "strong")),
    ...at === 0 ? [EMPTY] : [],
    ...entries.flatMap(({ key, about }) =>
      wrap(about, width - keys - 2).map((text, row) => [
        ...fit(line(span(row === 0 ? keyOf(key) : "", "strong")), keys + 2, glyphs.ellipsis),
        span(text),
      ])
    ),
  ]);
  const first = Math.min(top, Math.max(0, lines.length - rows));
  return lines.slice(first, first + rows);
}

/** A key, as the help shows it. */
interface Explained {
  readonly key: string;
  readonly about: string;
}

/** The tickets of a paste, before they are added. */
function ticketLines({ tickets }: Mode & { name: "tickets" }, screen: Screen): Line[] {
  const { columns: width, rows, glyphs } = screen;
  const space = Math.max(1, Math.min(8, Math.floor(rows / 2)));
  const shown = tickets.slice(0, space).map(({ ticket_id, title = "" }) =>
    cut([span(`  ${ticket_id}  `), span(title, "dim")], width, glyphs.ellipsis)
  );
  const more = tickets.length - shown.length;
  return [
    line(span(`Add ${counted(tickets.length, "ticket")} to the queue?`, "strong")),
    ...shown,
    ...more > 0 ? [line(span(`  and ${more} more`, "dim"))] : [],
  ];
}

function confirmLines(model: Model, about: Confirmation, width: number): Line[] {
  return wrap(confirmText(model, about), width).map((text) => line(span(text, "strong")));
}

function confirmText({ room }: Model, about: Confirmation): string {
  switch (about.what) {
    case "leave":
      return room.settings.on_admin_leave === "promote"
        ? "You are the admin: when you leave, somebody else takes over. Leave?"
        : "You are the admin: the session ends for everybody when you leave. Leave? (p, then h, hands it over first)";
    case "end":
      return "End the session for everybody? They all get the results.";
    case "cancel":
      return `Cancel the vote on ${about.ticket_id}? Nobody will see its cards.`;
    case "force":
      return `Not everybody has voted on ${about.ticket_id}. Reveal it now?`;
    case "restart":
      return `Vote on ${about.ticket_id} from the beginning? The votes that are in are lost.`;
    case "drop":
      return `Take ${about.ticket_id} off the list?`;
    case "no_passcode":
      return "Remove the passcode? Anyone with the link can then come in.";
    case "remove":
      return `Remove ${about.name} from the room?`;
    case "bar":
      return `Remove ${about.name} for good? Nobody can come in again under that name or from that address.`;
    case "hand_over":
      return `Make ${about.name} the admin in your place?`;
    default:
      return assertNever(about);
  }
}
