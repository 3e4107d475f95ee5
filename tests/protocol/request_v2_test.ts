// The upgrade request of v2 clients: what they may ask for besides, and what v1 clients can't [W2, W3, P2.1].
import { assert, assertEquals } from "@std/assert";
import { type Entry, negotiate, parseEntry } from "../../src/protocol/request.ts";
import { DECKS, FIBONACCI } from "../../src/room/deck.ts";

const CREATE = "action=CREATE_ROOM&name=ana&max_room_capacity=5";
const JOIN = "action=JOIN_ROOM&name=bob&room_id=7Z3K9QWD";
const TOKEN = "0123456789abcdef0123456789abcdef";
const RESUME = `action=RESUME&room_id=7Z3K9QWD&resume_token=${TOKEN}`;

function entryOf(query: string, protocol: "v1" | "v2" = "v2"): Entry {
  const parsed = parseEntry(new URLSearchParams(query), protocol, 100);
  assert(parsed.ok, `${query}: ${parsed.ok ? "" : parsed.refusal.message}`);
  return parsed.entry;
}

function assertRefused(table: readonly (readonly [string, string, string])[]): void {
  for (const [query, field, message] of table) {
    const parsed = parseEntry(new URLSearchParams(query), "v2", 100);
    const refusal = { close: "bad_request", message, field } as const;
    assertEquals(parsed, { ok: false, refusal }, query);
  }
}

Deno.test("[W3] estimatex.v2 is v2, wherever it stands among others", () => {
  const table: [string, "v2" | null][] = [
    ["estimatex.v2", "v2"],
    [" estimatex.v2 ", "v2"],
    ["chat, estimatex.v2", "v2"],
    ["estimatex.v2,chat", "v2"],
    ["estimatex.v3,\testimatex.v2 ,estimatex.v1", "v2"],
    [",,estimatex.v2", "v2"],
    ["estimatex.v2, estimatex.v2", "v2"],
    ["ESTIMATEX.V2", null],
    ["estimatex.v22", null],
    ["estimatex v2", null],
    ["v2", null],
  ];
  for (const [header, protocol] of table) assertEquals(negotiate(header), protocol, header);
});

Deno.test("[P2.1] what is not asked for has its default", () => {
  assertEquals(entryOf(CREATE), {
    action: "create",
    protocol: "v2",
    name: "ana",
    role: "voter",
    capacity: 5,
    deck: FIBONACCI,
    on_admin_leave: "close",
  });
  const join = { action: "join", protocol: "v2", name: "bob", room_id: "7Z3K9QWD" } as const;
  assertEquals(entryOf(JOIN), { ...join, role: "voter" });
  for (const empty of ["role=", "role=+", "deck=", "on_admin_leave="]) {
    assertEquals(entryOf(`${CREATE}&${empty}`), entryOf(CREATE), empty);
    assertEquals(entryOf(`${JOIN}&${empty}`), entryOf(JOIN), empty);
  }
});

Deno.test("[P2.1] a role, a deck and what happens when the admin leaves, whatever their case", () => {
  for (const role of ["voter", "observer", "Observer", "+OBSERVER+"]) {
    const clean = role.replaceAll("+", "").toLowerCase();
    for (const query of [CREATE, JOIN]) {
      const entry = entryOf(`${query}&role=${role}`);
      assertEquals(entry.action === "resume" ? null : entry.role as string, clean, role);
    }
  }
  for (const asked of ["close", "promote", "PROMOTE", "+promote"]) {
    const entry = entryOf(`${CREATE}&on_admin_leave=${asked}`);
    assert(entry.action === "create");
    assertEquals<string>(entry.on_admin_leave, asked.replaceAll("+", "").toLowerCase());
  }
  for (const deck of DECKS) {
    const entry = entryOf(`${CREATE}&deck=${deck.name}`);
    assertEquals(entry.action === "create" && entry.deck, deck);
  }
  const custom = entryOf(`${CREATE}&deck=XS,+S+,%F0%9F%A6%98`);
  assertEquals(custom.action === "create" && custom.deck, {
    name: "custom",
    cards: ["XS", "S", "🦘"],
  });
});

Deno.test("[W4, P2.1] what can't be had is refused, with the field and what is allowed", () => {
  const names = "fibonacci, modified_fibonacci, t_shirt, powers_of_two";
  const deck = `deck must be ${names}, or 2 to 24 different cards of 1 to 8 characters ` +
    "with commas between, got";
  assertRefused([
    [`${CREATE}&role=king`, "role", 'role must be voter or observer, got "king"'],
    [`${JOIN}&role=voter,observer`, "role", 'role must be voter or observer, got "voter,observer"'],
    [`${JOIN}&role=constructor`, "role", 'role must be voter or observer, got "constructor"'],
    [`${CREATE}&deck=5`, "deck", `${deck} "5"`],
    [`${CREATE}&deck=1,1`, "deck", `${deck} "1,1"`],
    [
      `${CREATE}&on_admin_leave=burn`,
      "on_admin_leave",
      'on_admin_leave must be close or promote, got "burn"',
    ],
    ["action=JOIN_ROOM&name=bob", "room_id", noRoom("")],
    ["action=DANCE", "action", 'action must be CREATE_ROOM, JOIN_ROOM or RESUME, got "DANCE"'],
    ["", "action", 'action must be CREATE_ROOM, JOIN_ROOM or RESUME, got ""'],
    [
      "action=CREATE_ROOM&name=ana",
      "max_room_capacity",
      'max_room_capacity must be a whole number from 1 to 100, got ""',
    ],
  ]);
});

function noRoom(got: string): string {
  return `room_id must be the 8 letters and digits of a room, got "${got}"`;
}

Deno.test("[P2.1, W2] RESUME takes a room and a token, and no name", () => {
  const entry = { action: "resume", protocol: "v2", room_id: "7Z3K9QWD", resume_token: TOKEN };
  for (
    const query of [
      RESUME,
      `${RESUME}&name=&role=king&deck=1&max_room_capacity=x`,
      RESUME.replace("RESUME", "+resume+"),
      RESUME.replace("7Z3K9QWD", "+7z3k9qwd"),
    ]
  ) assertEquals<unknown>(entryOf(query), entry, query);
  assertEquals<unknown>(entryOf(RESUME.replace("7Z3K9QWD", "oOiIlL01")), {
    ...entry,
    room_id: "00111101",
  });
});

Deno.test("[P2.2, R7] a token that can be none is refused, and never told again", () => {
  const rule = "resume_token must be the 32 hexadecimal digits that WELCOME gave";
  const start = "action=RESUME&room_id=7Z3K9QWD";
  assertRefused([
    [start, "resume_token", rule],
    [`${start}&resume_token=`, "resume_token", rule],
    [`${start}&resume_token=${TOKEN.slice(1)}`, "resume_token", rule],
    [`${start}&resume_token=${TOKEN}0`, "resume_token", rule],
    [`${start}&resume_token=${TOKEN.toUpperCase()}`, "resume_token", rule],
    [`${start}&resume_token=+${TOKEN}`, "resume_token", rule],
    [`${start}&resume_token=${TOKEN}%0A`, "resume_token", rule],
    [`${start}&resume_token=${TOKEN.slice(1)}g`, "resume_token", rule],
    ["action=RESUME", "room_id", noRoom("")],
    [`action=RESUME&resume_token=${TOKEN}&room_id=7Z3K`, "room_id", noRoom("7Z3K")],
  ]);
});

Deno.test("[P1.4, W2] v1 clients have none of this: they vote, with the default deck, and can't resume", () => {
  const asked = "&role=observer&deck=t_shirt&on_admin_leave=promote&resume_token=x";
  assertEquals(entryOf(CREATE + asked, "v1"), entryOf(CREATE, "v1"));
  assertEquals(entryOf(JOIN + asked, "v1"), entryOf(JOIN, "v1"));
  assertEquals(entryOf(CREATE, "v1"), { ...entryOf(CREATE), protocol: "v1" });
  // nothing they send of it is looked at, so nothing of it is refused
  for (const bad of ["role=king", "deck=5", "on_admin_leave=burn"]) {
    assertEquals(entryOf(`${CREATE}&${bad}`, "v1"), entryOf(CREATE, "v1"));
  }
  const parsed = parseEntry(new URLSearchParams(RESUME), "v1", 100);
  assert(!parsed.ok);
  assertEquals(
    parsed.refusal.message,
    'action must be CREATE_ROOM or JOIN_ROOM, got "RESUME"',
  );
});
