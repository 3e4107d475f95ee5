/** The title and the icon of the tab, which a person sees from other tabs. */
import { useEffect } from "preact/hooks";
import { assertNever } from "../../room/state.ts";
import { words } from "../languages/words.ts";
import { isWaitedFor, titleInRoom } from "../pure/room_title.ts";
import type { App } from "../state/app.ts";
import type { Screen } from "../state/screen.ts";

export function PageTitle({ app }: { readonly app: App }) {
  const screen = app.screen.value;
  const title = titleOf(screen);
  const isMarked = isTurn(screen);
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => showIcon(isMarked), [isMarked]);
  return null;
}

/** The tab's icon, with a mark if somebody waits for this person. */
function showIcon(isMarked: boolean): void {
  const link = document.querySelector<HTMLLinkElement>("link[data-marked]");
  const { plain = link?.href, marked } = link?.dataset ?? {};
  if (link === null || plain === undefined || marked === undefined) return;
  link.dataset["plain"] = plain;
  const href = isMarked ? marked : plain;
  if (link.href !== href) link.href = href;
}

function isTurn(screen: Screen): boolean {
  if (screen.name !== "room") return false;
  const { room, vote, me } = screen.session;
  return isWaitedFor(room.value, { memberId: me.value.member_id, vote: vote.value });
}

function titleOf(screen: Screen): string {
  switch (screen.name) {
    case "start":
      return screen.room_id === null ? "estimatex" : words().join.pageTitle(screen.room_id);
    case "resuming":
      return words().room.named(screen.seat.room_id);
    case "room":
      return titleInRoom(screen.session.room.value, { isWaitedFor: isTurn(screen) });
    case "over":
      return "estimatex";
    default:
      return assertNever(screen);
  }
}
