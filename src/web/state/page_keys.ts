/** Keys that work wherever the focus is: which component handles them now, and whether the person wants them. */
import { createContext } from "preact";
import type { PageSettings } from "./page_settings.ts";

/** The page's settings, for components that are given only a room. */
export const SettingsContext = createContext<PageSettings | null>(null);

/** Whether keys belong to something else: a field, a menu, an open dialog. */
export function areKeysTaken(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, dialog") !== null ||
    document.querySelector("dialog[open]") !== null;
}
