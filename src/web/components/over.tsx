/** The screen after a room: what happened, what the person can do, and the results, if there are any. */
import type { Closed, Ended, JoinOptions } from "../../client/mod.ts";
import { words } from "../languages/words.ts";
import type { FormerRoom } from "../state/former_room.ts";
import type { App } from "../state/app.ts";
import type { Screen } from "../state/screen.ts";
import { sayRefusal } from "../pure/refusals.ts";
import { JoinByCode } from "./join_by_code.tsx";
import { ResultsView } from "./results_view.tsx";
import { Shell } from "./shell.tsx";

type OverScreen = Extract<Screen, { name: "over" }>;

export function Over(
  { app, room_id: roomId, asked, ending, session }: { readonly app: App } & OverScreen,
) {
  const former = roomId === null ? null : app.memory.room(roomId);
  const { title, text, mistyped, ways } = messageOf(ending, { room_id: roomId, asked, former });
  // the session's end, or what this browser has kept of it
  const end = ending.state === "ended"
    ? ending
    : ending.code === "no_such_room" && roomId !== null
    ? app.memory.ending(roomId)
    : null;
  const known = end?.results ?? null;
  const missing = end?.missing_ballots ?? 0;
  const ballots = known?.ballots ?? session?.seen.ballots.value ?? [];
  const isSettled = ending.state === "ended" || ending.code !== "replaced";
  // right after the end, saving the results is highlighted; later, opening the room again
  const isForResults = ending.state === "ended" && ballots.length > 0;
  return (
    <Shell>
      <main class={`panel centred ${isSettled && ballots.length > 0 ? "broad" : ""}`}>
        <h1>{title}</h1>
        <p role="status">{text}</p>
        {mistyped !== undefined && (
          <JoinByCode app={app} label={words().start.codeOrLink} mistyped={mistyped} />
        )}
        <div class="ways">
          {ways.map((way, n) => (
            <WayOut
              key={way}
              app={app}
              way={way}
              room_id={roomId}
              asked={asked}
              isPrimary={n === 0 && mistyped === undefined && !isForResults}
            />
          ))}
        </div>
        {ending.state === "ended" && former !== null && (
          <p class="hint">{words().over.openAgainText}</p>
        )}
        {isSettled && ballots.length > 0 && roomId !== null && (
          <ResultsView
            results={known ?? { room_id: roomId, ballots }}
            isPartial={known === null || missing > 0}
          />
        )}
      </main>
    </Shell>
  );
}

/** What a person can do from here. */
type Way = "open_again" | "take_back" | "join_again" | "try_again" | "observe" | "open_one";

function WayOut({ app, way, room_id: roomId, asked, isPrimary }: {
  readonly app: App;
  readonly way: Way;
  readonly room_id: string | null;
  readonly asked: JoinOptions | null;
  readonly isPrimary: boolean;
}) {
  const former = roomId === null ? null : app.memory.room(roomId);
  const text = words().over;
  const { label, press } = {
    open_again: { label: text.openAgain, press: () => former !== null && app.openAgain(former) },
    take_back: { label: text.useHere, press: () => app.takeBack(roomId) },
    join_again: { label: text.joinAgain, press: () => app.goTo(roomId) },
    try_again: { label: text.tryAgain, press: () => app.goTo(roomId) },
    observe: { label: text.watch, press: () => asked !== null && app.watch(asked) },
    open_one: { label: text.openNew, press: () => app.goTo(null) },
  }[way];
  return <button type="button" class={isPrimary ? "primary" : ""} onClick={press}>{label}</button>;
}

interface Message {
  readonly title: string;
  readonly text: string;
  /** The code of a room that does not exist, to be corrected. */
  readonly mistyped?: string;
  readonly ways: readonly Way[];
}

function messageOf(
  ending: Ended | Closed,
  { room_id: roomId, asked, former }: {
    readonly room_id: string | null;
    readonly asked: JoinOptions | null;
    readonly former: FormerRoom | null;
  },
): Message {
  const { over } = words();
  if (ending.state === "ended") {
    const text = over.ended[ending.reason] ?? over.ended.unknown;
    const again: readonly Way[] = former === null ? [] : ["open_again"];
    return { title: over.title, text, ways: ["open_one", ...again] };
  }
  switch (ending.code) {
    case "replaced":
      return {
        title: over.replaced,
        text: over.replacedText,
        ways: ["take_back"],
      };
    case "removed":
      return {
        title: over.removed,
        text: over.removedText,
        ways: ["open_one", "join_again"],
      };
    case "room_locked":
      return {
        title: over.locked,
        text: over.lockedText,
        ways: ["try_again", "open_one"],
      };
    case "barred":
      return {
        title: over.barred,
        text: over.barredText,
        ways: ["open_one"],
      };
    case "room_full":
      // [R2] voters and observers have seats of their own: where the ones are full, the others may not be
      return asked?.role === "observer"
        ? { title: over.full, text: over.fullOfObservers, ways: ["try_again"] }
        : { title: over.full, text: over.fullOfVoters, ways: ["observe", "try_again"] };
    case "no_such_room":
      if (former !== null) {
        return {
          title: former.name === undefined ? over.formerOver : over.namedOver(former.name),
          text: former.people.length === 0 ? over.formerAlone : over.formerWith(former.people),
          ways: ["open_again", "open_one"],
        };
      }
      return {
        title: over.noSuchRoom(roomId ?? "").trim(),
        text: over.noSuchRoomText,
        mistyped: roomId ?? "",
        ways: ["open_one"],
      };
    case "left":
      return {
        title: over.left,
        text: over.leftText,
        ways: ["open_one", "join_again"],
      };
    default:
      return {
        title: over.disconnected,
        text: sayRefusal(ending),
        ways: ["take_back", "open_one"],
      };
  }
}
