/** Rooms and modes of every kind, for tests of what the live view makes of them. */
import type { RoomState, Ticket } from "../../src/client/mod.ts";
import { IN_ROOM, type Mode, type Panel } from "../../src/terminal/model.ts";
import { NOW, open, revealed, roomOf } from "./rooms.ts";

export const NAMES = ["Bob", "日本語の名前", "Zoë", "👩‍👩‍👧 family", "x".repeat(40), "한국어", "נעמה"];

const QUEUE: readonly Ticket[] = [
  {
    ticket_id: "WEB-8",
    title: "Log out",
    url: `https://tracker.example/${"path/".repeat(60)}`,
    description: "Everywhere, 日本語も。\n\n- also on the phone\n".repeat(7),
  },
  { ticket_id: "WEB-9", title: "日本語のタイトル、とても長いもの".repeat(4) },
  { ticket_id: "W".repeat(64) },
];

export const ROOMS = {
  empty: roomOf(),
  waiting: roomOf(NAMES.map((name) => ({ name })), { queue: QUEUE }),
  voting: roomOf(
    NAMES.map((name, at) => ({
      name,
      voted: at % 2 === 0,
      presence: at === 3 ? "away" : "online",
      role: at === 4 ? "observer" : "voter",
    })),
    {
      ballot: open("WEB-7", { title: "Log in with a passkey ".repeat(8).trim(), attempt: 2 }),
      queue: QUEUE,
      timer: { ends_at: NOW + 90_000 },
    },
  ),
  revealed: roomOf(NAMES.map((name) => ({ name })), {
    ballot: revealed(
      { ticket_id: "WEB-7", title: "Log in" },
      { Ana: "5", Bob: "8", "日本語の名前": "8", Gone: "☕", Zoë: "?" },
      { estimate: "8" },
    ),
    queue: QUEUE,
  }),
  dressed: roomOf(NAMES.map((name) => ({ name })), {
    name: "チーム A ".repeat(8),
    locked: true,
    passcode: true,
    settings: { auto_reveal: false, on_admin_leave: "close", who_runs: "everyone" },
    ballot: revealed(
      { ...QUEUE[0], ticket_id: "WEB-7" },
      { Ana: "5", Bob: "8", "日本語の名前": "8", Zoë: "☕" },
      { note: "ひとつ、ふたつ\n".repeat(9) },
    ),
    queue: QUEUE,
  }),
  crowd: roomOf(
    Array.from({ length: 40 }, (_, at) => ({ name: `member ${at}`, voted: at < 20 })),
    {
      ballot: open("T-1"),
    },
  ),
} satisfies Readonly<Record<string, RoomState>>;

const LIST: Panel = { name: "list", key: "waiting WEB-8", index: 1 };

export const MODES: readonly Mode[] = [
  { name: "room" },
  { name: "help", top: 3, from: IN_ROOM },
  {
    name: "ask",
    question: { what: "begin" },
    text: "WEB-7 日本語 and more than fits in there",
    at: 9,
    from: IN_ROOM,
  },
  { name: "tickets", tickets: QUEUE, from: IN_ROOM },
  { name: "people", key: "", index: 30 },
  LIST,
  { name: "settings", key: "deck", index: 5 },
  { name: "confirm", about: { what: "leave" }, from: IN_ROOM },
  { name: "confirm", about: { what: "drop", ticket_id: "WEB-9" }, from: LIST },
  {
    name: "ask",
    question: { what: "description", ticket_id: "WEB-8" },
    text: "日本語のタイトル、とても長いもの\n".repeat(9),
    at: 80,
    from: LIST,
  },
];

export const LINK = "https://tracker.example/browse/WEB-7";

export const TICKET = {
  ticket_id: "WEB-7",
  title: "Log in",
  url: LINK,
  description: `As a member I log in with a passkey.\n\n${"- on phones\n".repeat(30)}`,
};
