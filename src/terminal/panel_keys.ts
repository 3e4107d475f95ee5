/** The table of the panels' keys: what each does, for whom, and on which rows. Hints, help and refusals use it. */
import { mayUse, momentOf } from "./key_table.ts";
import type { Model, Panel } from "./model.ts";
import { chosenMember, chosenRow } from "./panel.ts";

interface PanelKey {
  readonly key: string;
  /** For the line of hints. */
  readonly hint: string;
  /** For the help. */
  readonly about: string;
  readonly who: "runner" | "admin" | "all";
  /** The kinds of rows it works on; omitted: all. */
  readonly on?: readonly Target[];
}

/** The kinds of rows. */
type Target = "self" | "other" | "open" | "waiting" | "revealed";

const PANEL_KEYS: Readonly<Record<Panel["name"], readonly PanelKey[]>> = {
  list: [
    {
      key: "Enter",
      hint: "begin",
      about: "begin the chosen ticket",
      who: "runner",
      on: ["waiting"],
    },
    { key: "t", hint: "title", about: "its title", who: "admin", on: ["open", "waiting"] },
    { key: "l", hint: "link", about: "its link", who: "admin", on: ["open", "waiting"] },
    { key: "i", hint: "info", about: "its description", who: "admin", on: ["open", "waiting"] },
    { key: "u", hint: "up", about: "move it up", who: "admin", on: ["waiting"] },
    { key: "d", hint: "down", about: "move it down", who: "admin", on: ["waiting"] },
    { key: "f", hint: "first", about: "move it to the top", who: "admin", on: ["waiting"] },
    { key: "x", hint: "remove", about: "take it off the list", who: "admin", on: ["waiting"] },
    {
      key: "e",
      hint: "estimate",
      about: "what the team settled on for a ticket that was revealed",
      who: "admin",
      on: ["revealed"],
    },
    {
      key: "m",
      hint: "note",
      about: "a note on a ticket that was revealed",
      who: "admin",
      on: ["revealed"],
    },
    { key: "a", hint: "add", about: "add tickets", who: "admin" },
  ],
  people: [
    { key: "r", hint: "rename yourself", about: "take another name", who: "all" },
    {
      key: "o",
      hint: "watch or vote",
      about: "become an observer, or a voter again",
      who: "all",
      on: ["self"],
    },
    {
      key: "o",
      hint: "observer or voter",
      about: "make the chosen one an observer, or a voter",
      who: "admin",
      on: ["other"],
    },
    {
      key: "h",
      hint: "hand over",
      about: "make the chosen one admin",
      who: "admin",
      on: ["other"],
    },
    { key: "x", hint: "remove", about: "remove the chosen one", who: "admin", on: ["other"] },
    {
      key: "b",
      hint: "bar",
      about: "remove the chosen one for good: no way back in",
      who: "admin",
      on: ["other"],
    },
  ],
  settings: [
    { key: "Enter", hint: "change", about: "change the chosen one", who: "admin" },
    { key: "1-8", hint: "change at once", about: "change it by its number", who: "admin" },
  ],
};

/** The keys of a panel that this person may use, on any row. */
export function keysOfPanel(model: Model, name: Panel["name"]): readonly PanelKey[] {
  const moment = momentOf(model);
  return PANEL_KEYS[name].filter((entry) => mayUse(entry, moment));
}

/** The keys that do something on the chosen row. */
export function keysNow(model: Model, panel: Panel): readonly PanelKey[] {
  const target = targetOf(model, panel);
  return keysOfPanel(model, panel.name).filter((entry) => isFor(entry, target));
}

/** Why a key does nothing here; null: it does something. */
export function whyNot(model: Model, panel: Panel, key: string): string | null {
  const target = targetOf(model, panel);
  const known = PANEL_KEYS[panel.name].filter((entry) => entry.key === key);
  const mine = keysOfPanel(model, panel.name).filter((entry) => entry.key === key);
  if (known.length === 0) return `${key} does nothing here; ? shows all keys.`;
  if (mine.some((entry) => isFor(entry, target))) return null;
  if (mine.length === 0 || known.some((entry) => isFor(entry, target))) {
    return `Only the admin can do that (${key}).`;
  }
  if (target === null) return "There is no ticket on the list.";
  const targets = mine.flatMap(({ on = [] }) => on).map((one) => TARGETS[one]);
  return `${key} is for ${targets.join(" or ")}.`;
}

function isFor({ on }: PanelKey, target: Target | null): boolean {
  return on === undefined || target !== null && on.includes(target);
}

const TARGETS: Readonly<Record<Target, string>> = {
  self: "yourself",
  other: "somebody else",
  open: "the open ticket",
  waiting: "a ticket in the queue",
  revealed: "a ticket that was revealed",
};

function targetOf(model: Model, panel: Panel): Target | null {
  switch (panel.name) {
    case "people": {
      const member = chosenMember(model, panel);
      return member === undefined ? null : member.member_id === model.me ? "self" : "other";
    }
    case "list":
      return chosenRow(model, panel)?.kind ?? null;
    case "settings":
      return null;
  }
}
