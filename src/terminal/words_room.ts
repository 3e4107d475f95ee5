/** Words of line mode about the room itself and its settings. Pure. */
import { asCapacity, asDeck, asPasscode, asRoomName } from "./text_actions.ts";
import { command, oneOf, refusal, type Words } from "./word.ts";

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
  lock: {
    usage: "lock on|off",
    about: "admin: let nobody new in, or let people in again",
    read: (rest) => {
      const on = oneOf(rest, ["on", "off"]);
      if (on === null) return refusal("lock must be on or off");
      return command({ do: "room", changes: { locked: on === "on" } });
    },
  },
  passcode: {
    usage: "passcode [TEXT]",
    about: "admin: set the passcode; no text removes it",
    read: (rest) =>
      rest === "" ? command({ do: "room", changes: { passcode: null } }) : asPasscode(rest),
  },
  who_runs: {
    usage: "who_runs admin|everyone",
    about: "admin: who starts and reveals: the admin, or every voter",
    read: (rest) => {
      const whoRuns = oneOf(rest, ["admin", "everyone"]);
      if (whoRuns === null) return refusal("who_runs must be admin or everyone");
      return command({ do: "settings", settings: { who_runs: whoRuns } });
    },
  },
  auto_reveal: {
    usage: "auto_reveal on|off",
    about: "admin: reveal as soon as everybody has voted",
    read: (rest) => {
      const on = oneOf(rest, ["on", "off"]);
      if (on === null) return refusal("auto_reveal must be on or off");
      return command({ do: "settings", settings: { auto_reveal: on === "on" } });
    },
  },
  on_admin_leave: {
    usage: "on_admin_leave close|promote",
    about: "admin: whether the room closes when the admin leaves",
    read: (rest) => {
      const onAdminLeave = oneOf(rest, ["close", "promote"]);
      if (onAdminLeave === null) return refusal("on_admin_leave must be close or promote");
      return command({ do: "settings", settings: { on_admin_leave: onAdminLeave } });
    },
  },
  end: { usage: "end", about: "admin: end the session", read: () => command({ do: "end" }) },
};
