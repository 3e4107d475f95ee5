/** Words of line mode about the room itself and its settings. Pure. */
import { parseDeck } from "../protocol/deck_text.ts";
import { checkLength, checkPasscode } from "../protocol/text.ts";
import { ROOM_NAME_LENGTH_MAX } from "../room/limits.ts";
import { readCapacity } from "./options.ts";
import { oneOf, type Words } from "./word.ts";

export const ROOM_WORDS: Words = {
  room_name: {
    usage: "room_name [TEXT]",
    about: "admin: give the room a name; no text takes it away",
    read: (rest) => {
      const name = checkLength(rest, ROOM_NAME_LENGTH_MAX, 0);
      if (!name.ok) return `the room's name ${name.error}`;
      return { do: "room", changes: { name: name.value } };
    },
  },
  capacity: {
    usage: "capacity N",
    about: "admin: seats for voters",
    read: (rest) => {
      const capacity = readCapacity(rest);
      if (!capacity.ok) return `capacity ${capacity.error}`;
      return { do: "room", changes: { capacity: capacity.value } };
    },
  },
  deck: {
    usage: "deck DECK",
    about: "admin: other cards, as create --deck takes them",
    read: (rest) => {
      if (rest === "") return "say which deck: deck t_shirt, or deck 1,2,3";
      const deck = parseDeck(rest);
      return deck.ok ? { do: "room", changes: { deck: rest } } : `the deck ${deck.error}`;
    },
  },
  lock: {
    usage: "lock on|off",
    about: "admin: let nobody new in",
    read: (rest) => {
      const on = oneOf(rest, ["on", "off"]);
      return on === null
        ? "lock must be on or off"
        : { do: "room", changes: { locked: on === "on" } };
    },
  },
  passcode: {
    usage: "passcode [TEXT]",
    about: "admin: what newcomers have to know; no text: nothing",
    read: (rest) => {
      if (rest === "") return { do: "room", changes: { passcode: null } };
      const passcode = checkPasscode(rest);
      if (!passcode.ok) return `the passcode ${passcode.error}`;
      return { do: "room", changes: { passcode: passcode.value } };
    },
  },
  who_runs: {
    usage: "who_runs admin|everyone",
    about: "admin: who begins and reveals, the admin or every voter",
    read: (rest) => {
      const whoRuns = oneOf(rest, ["admin", "everyone"]);
      if (whoRuns === null) return "who_runs must be admin or everyone";
      return { do: "settings", settings: { who_runs: whoRuns } };
    },
  },
  auto_reveal: {
    usage: "auto_reveal on|off",
    about: "admin: turn the cards over when all have voted",
    read: (rest) => {
      const on = oneOf(rest, ["on", "off"]);
      if (on === null) return "auto_reveal must be on or off";
      return { do: "settings", settings: { auto_reveal: on === "on" } };
    },
  },
  on_admin_leave: {
    usage: "on_admin_leave close|promote",
    about: "admin: what becomes of the room",
    read: (rest) => {
      const onAdminLeave = oneOf(rest, ["close", "promote"]);
      if (onAdminLeave === null) return "on_admin_leave must be close or promote";
      return { do: "settings", settings: { on_admin_leave: onAdminLeave } };
    },
  },
  end: { usage: "end", about: "admin: end the session", read: () => ({ do: "end" }) },
};
