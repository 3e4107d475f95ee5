/** Out of a room: what happened, what to do about it, and the results if there are any. */
import type { Closed, Ended, JoinOptions } from "../../client/mod.ts";
import type { App, Screen } from "../state/app.ts";
import { ResultsView } from "./results_view.tsx";
import { Shell } from "./shell.tsx";

type OverScreen = Extract<Screen, { name: "over" }>;

export function Over({ app, room_id, asked, ending, stay }: { readonly app: App } & OverScreen) {
  const { title, text, ways } = saidOf(ending, { room_id, asked });
  const known = ending.state === "ended" ? ending.results : null;
  const ballots = known?.ballots ?? stay?.seen.ballots.value ?? [];
  const is_settled = ending.state === "ended" || ending.code !== "replaced";
  return (
    <Shell>
      <main class={`panel centred ${is_settled && ballots.length > 0 ? "broad" : ""}`}>
        <h1>{title}</h1>
        <p role="status">{text}</p>
        <div class="ways">
          {ways.map((way, n) => (
            <WayOut
              key={way}
              app={app}
              way={way}
              room_id={room_id}
              asked={asked}
              is_first={n === 0}
            />
          ))}
        </div>
        {is_settled && ballots.length > 0 && room_id !== null && (
          <ResultsView
            results={known ?? { room_id, ballots }}
            is_partial={known === null}
          />
        )}
      </main>
    </Shell>
  );
}

/** What a person can do from here. */
type Way = "take_back" | "join_again" | "try_again" | "observe" | "open_one";

function WayOut({ app, way, room_id, asked, is_first }: {
  readonly app: App;
  readonly way: Way;
  readonly room_id: string | null;
  readonly asked: JoinOptions | null;
  readonly is_first: boolean;
}) {
  const kind = is_first ? "primary" : "";
  switch (way) {
    case "take_back":
      return (
        <button type="button" class={kind} onClick={() => app.takeBack(room_id)}>
          Use it here
        </button>
      );
    case "join_again":
    case "try_again":
      return (
        <button type="button" class={kind} onClick={() => app.goTo(room_id)}>
          {way === "join_again" ? "Join again" : "Try again"}
        </button>
      );
    case "observe":
      return (
        <button
          type="button"
          class={kind}
          onClick={() => asked !== null && app.watch(asked)}
        >
          Watch as an observer
        </button>
      );
    case "open_one":
      return (
        <button type="button" class={kind} onClick={() => app.goTo(null)}>Open a new room</button>
      );
  }
}

interface Said {
  readonly title: string;
  readonly text: string;
  readonly ways: readonly Way[];
}

const ENDED: Readonly<Record<Ended["reason"], string>> = {
  admin_left: "The admin left, and with the admin the room closed.",
  ended_by_admin: "The admin ended the session. Thank you for estimating.",
  idle: "Nothing happened in the room for a long time, so it closed.",
  server_stopping: "The server was stopped, and the room closed with it.",
  unknown: "The room closed while you were away.",
};

/** [R2] Voters and observers have seats of their own: where the ones are full, the others may not be. */
const FULL_OF_VOTERS: Said = {
  title: "The room is full",
  text: "Every voter's seat is taken. Observers need none: " +
    "watch now, and become a voter in the menu once a seat is free.",
  ways: ["observe", "try_again"],
};
const FULL_OF_OBSERVERS: Said = {
  title: "The room is full",
  text: "It takes no more observers. There may be a seat for a voter: try again as one.",
  ways: ["try_again"],
};

function saidOf(
  ending: Ended | Closed,
  { room_id, asked }: { readonly room_id: string | null; readonly asked: JoinOptions | null },
): Said {
  if (ending.state === "ended") {
    const text = ENDED[ending.reason] ?? ENDED.unknown;
    return { title: "The session is over", text, ways: ["open_one"] };
  }
  switch (ending.code) {
    case "replaced":
      return {
        title: "Open in another tab",
        text:
          "You are in this room in another tab or window. Only one can have your seat at a time.",
        ways: ["take_back"],
      };
    case "removed":
      return {
        title: "You were removed from the room",
        text: "The admin has taken you out. If that was a mistake, ask them, and join again.",
        ways: ["open_one", "join_again"],
      };
    case "room_full":
      return asked?.role === "observer" ? FULL_OF_OBSERVERS : FULL_OF_VOTERS;
    case "no_such_room":
      return {
        title: `There is no room ${room_id ?? ""}`.trim(),
        text: "It may have closed, or the code may have a typing mistake. Ask for the link again.",
        ways: ["open_one", "try_again"],
      };
    case "left":
      return {
        title: "You left the room",
        text: "Your seat is free for somebody else.",
        ways: ["open_one", "join_again"],
      };
    default:
      return {
        title: "You are disconnected",
        text: ending.message,
        ways: ["take_back", "open_one"],
      };
  }
}
