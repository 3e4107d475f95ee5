/** Words of line mode about the room itself and its settings. Pure. */
import { asCapacity, asDeck, asPasscode, asRoomName } from "./text_actions.ts";
import type { RoomAction } from "./action.ts";
import { command, oneOf, refusal, type Word, type Words } from "./word.ts";

export const ROOM_WORDS: Words = {
  room_name: {
    usage: "room_name [TEXT]",
    about: "admin: name the room; no text removes the name",
    read: asRoomName,
  },
  capacity: {
    usage: "capacity N",
    about: "admin: change the number of seats for voters",
    read: asCapacity,
  },
  deck: {
    usage: "deck DECK",
    about: "admin: change the deck; takes the same as create --deck",
    read: (rest) =>
      rest === "" ? refusal("say which deck: deck t_shirt, or deck 1,2,3") : asDeck(rest),
  },
  lock: choice("lock", ["on", "off"], {
    about: "let nobody new in, or let people in again",
    made: (on) => ({ do: "room", changes: { locked: on === "on" } }),
  }),
  passcode: {
    usage: "passcode [TEXT]",
    about: "admin: set the passcode; no text removes it",
    read: (rest) =>
      rest === "" ? command({ do: "room", changes: { passcode: null } }) : asPasscode(rest),
  },
  who_runs: choice("who_runs", ["admin", "everyone"], {
    about: "who starts and reveals: the admin, or every voter",
    made: (whoRuns) => ({ do: "settings", settings: { who_runs: whoRuns } }),
  }),
  auto_reveal: choice("auto_reveal", ["on", "off"], {
    about: "reveal as soon as everybody has voted",
    made: (on) => ({ do: "settings", settings: { auto_reveal: on === "on" } }),
  }),
  on_admin_leave: choice("on_admin_leave", ["close", "promote"], {
    about: "whether the room closes when the admin leaves",
    made: (onAdminLeave) => ({ do: "settings", settings: { on_admin_leave: onAdminLeave } }),
  }),
  end: { usage: "end", about: "admin: end the session", read: () => command({ do: "end" }) },
};

/** A word of the admin's whose argument is one of two values. */
function choice<const Value extends string>(
  word: string,
  values: readonly [Value, Value],
  { about, made }: { readonly about: string; readonly made: (value: Value) => RoomAction },
): Word {
  return {
    usage: `${word} ${values.join("|")}`,
    about: `admin: ${about}`,
    read: (rest) => {
      const value = oneOf(rest, values);
      return value === null
        ? refusal(`${word} must be ${values.join(" or ")}`)
        : command(made(value));
    },
  };
}
