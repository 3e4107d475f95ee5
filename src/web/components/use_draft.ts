/** What somebody has typed and not sent yet, which outlives its dialog for as long as the page is in the room. */
import { useState } from "preact/hooks";
import type { Drafts } from "../state/room_session.ts";

/** The draft, null where nothing was typed, and how to keep another; null: it is sent, or given up. */
export function useDraft(
  drafts: Drafts,
  key: string,
): readonly [string | null, (text: string | null) => void] {
  const [typed, setTyped] = useState(drafts.get(key) ?? null);
  const keep = (text: string | null) => {
    if (text === null) drafts.delete(key);
    else drafts.set(key, text);
    setTyped(text);
  };
  return [typed, keep];
}
