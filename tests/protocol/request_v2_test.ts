// The upgrade request of v2 clients: what they may ask for besides, and what v1 clients can't [W2, W3, P2.1].
import { assert, assertEquals } from "@std/assert";
import {
  NAME_LENGTH_MAX,
  NAMES_MAX,
  type Offer,
  readOffer,
  withOffered,
} from "../../src/protocol/offer.ts";
import { type JoinRequest, parseJoinRequest } from "../../src/protocol/request.ts";
import { DECKS, FIBONACCI } from "../../src/room/deck.ts";

const CREATE = "action=CREATE_ROOM&name=ana&max_room_capacity=5";
const JOIN = "action=JOIN_ROOM&name=bob&room_id=7Z3K9QWD";
const TOKEN = "0123456789abcdef0123456789abcdef";
const RESUME = `action=RESUME&room_id=7Z3K9QWD&resume_token=${TOKEN}`;

function requestOf(query: string, protocol: "v1" | "v2" = "v2"): JoinRequest {
  const parsed = parseJoinRequest(new URLSearchParams(query), protocol, 100);
  assert(parsed.ok, `${query}: ${parsed.ok ? "" : parsed.error.message}`);
  return parsed.value;
}

function assertRefused(table: readonly (readonly [string, string, string])[]): void {
  for (const [query, field, message] of table) {
    const parsed = parseJoinRequest(new URLSearchParams(query), "v2", 100);
    const error = { close: "bad_request", message, field } as const;
    assertEquals(parsed, { ok: false, error }, query);
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
  for (const [header, protocol] of table) {
    assertEquals(readOffer(header)?.protocol ?? null, protocol, header);
  }
});

Deno.test("[W14] a resume token is offered beside the protocol, in any order, once", () => {
  const v2 = "estimatex.v2";
  const token = `estimatex.token.${TOKEN}`;
  const table: [string, Offer | null][] = [
    [`${v2}, ${token}`, { protocol: "v2", resume_token: TOKEN }],
    [`${token},chat,${v2}`, { protocol: "v2", resume_token: TOKEN }],
    // for parseJoinRequest to refuse
    [`${v2}, estimatex.token.`, { protocol: "v2", resume_token: "" }],
    [`${v2}, estimatex.token.x.y`, { protocol: "v2", resume_token: "x.y" }],
    [`${v2}, estimatex.passcode.c2VzYW1l`, { protocol: "v2", passcode: "sesame" }],
    [`${v2}, estimatex.passcode.w7bDpC3imJU_`, { protocol: "v2", passcode: "öä-☕?" }],
    [`${v2}, estimatex.passcode.`, { protocol: "v2", passcode: "" }],
    [`${v2}, estimatex.passcode._w`, offerRefused("passcode must be UTF-8 in base64url")],
    [`${v2}, estimatex.passcode.c2 VzYW1l`, offerRefused("passcode must be UTF-8 in base64url")],
    [
      `${v2}, estimatex.passcode.YQ, estimatex.passcode.Yg`,
      offerRefused("passcode must be offered once"),
    ],
    // others
    [`${v2}, ESTIMATEX.TOKEN.${TOKEN}`, { protocol: "v2" }],
    // [W3] a secret is no protocol
    [token, null],
    [`${token}, chat`, null],
    [`${v2}, ${token}, ${token}`, offerRefused("resume_token must be offered once")],
  ];
  for (const [header, offer] of table) assertEquals(readOffer(header), offer, header);
});

Deno.test("[W4, W14] so many names may be offered, each so long", () => {
  const names = (count: number, length: number) =>
    ["estimatex.v2", ...Array.from({ length: count - 1 }, () => "x".repeat(length))].join(", ");
  const most = "sec-websocket-protocol must offer at most 16 names of at most 512 characters";
  assertEquals(readOffer(names(NAMES_MAX, NAME_LENGTH_MAX)), { protocol: "v2" });
  assertEquals(readOffer(names(NAMES_MAX + 1, 1)), offerRefused(most));
  assertEquals(readOffer(names(2, NAME_LENGTH_MAX + 1)), offerRefused(most));
});

function offerRefused(message: string): Offer {
  const [field = ""] = message.split(" ");
  return { protocol: "v2", refusal: { close: "bad_request", message, field } };
}

Deno.test("[W14] an offered token is checked as the query's, and counts before it", () => {
  const query = new URLSearchParams("action=RESUME&room_id=7Z3K9QWD");
  const parsed = (resumeToken: string, more = "") =>
    parseJoinRequest(
      withOffered(new URLSearchParams(`${query}${more}`), {
        protocol: "v2",
        resume_token: resumeToken,
      }),
      "v2",
      100,
    );
  for (const more of ["", `&resume_token=${"0".repeat(32)}`, "&resume_token=x&resume_token=y"]) {
    const request = parsed(TOKEN, more);
    assertEquals<unknown>(request.ok && request.value, {
      action: "resume",
      protocol: "v2",
      room_id: "7Z3K9QWD",
      resume_token: TOKEN,
    });
  }
  for (const bad of ["", "x", TOKEN.toUpperCase(), `${TOKEN}0`, `${TOKEN}&action=JOIN_ROOM`]) {
    const refused = parsed(bad, `&resume_token=${TOKEN}`);
    assert(!refused.ok, bad);
    assertEquals(refused.error.field, "resume_token", bad);
    assert(
      bad.length < 2 || !refused.error.message.includes(bad),
      "it may be a good one with a slip",
    );
  }
  assertEquals(withOffered(query, { protocol: "v2" }), query);
});

Deno.test("[P2.1] what is not asked for has its default", () => {
  assertEquals(requestOf(CREATE), {
    action: "create",
    protocol: "v2",
    name: "ana",
    role: "voter",
    capacity: 5,
    deck: FIBONACCI,
    on_admin_leave: "close",
  });
  const join = { action: "join", protocol: "v2", name: "bob", room_id: "7Z3K9QWD" } as const;
  assertEquals(requestOf(JOIN), { ...join, role: "voter" });
  for (const empty of ["role=", "role=+", "deck=", "on_admin_leave="]) {
    assertEquals(requestOf(`${CREATE}&${empty}`), requestOf(CREATE), empty);
    assertEquals(requestOf(`${JOIN}&${empty}`), requestOf(JOIN), empty);
  }
});

Deno.test("[P2.1] a role, a deck and what happens when the admin leaves, whatever their case", () => {
  for (const role of ["voter", "observer", "Observer", "+OBSERVER+"]) {
    const clean = role.replaceAll("+", "").toLowerCase();
    for (const query of [CREATE, JOIN]) {
      const request = requestOf(`${query}&role=${role}`);
      assertEquals("role" in request ? request.role as string : null, clean, role);
    }
  }
  for (const asked of ["close", "promote", "PROMOTE", "+promote"]) {
    const request = requestOf(`${CREATE}&on_admin_leave=${asked}`);
    assert(request.action === "create");
    assertEquals<string>(request.on_admin_leave, asked.replaceAll("+", "").toLowerCase());
  }
  for (const deck of DECKS) {
    const request = requestOf(`${CREATE}&deck=${deck.name}`);
    assertEquals(request.action === "create" && request.deck, deck);
  }
  const custom = requestOf(`${CREATE}&deck=XS,+S+,%F0%9F%A6%98`);
  assertEquals(custom.action === "create" && custom.deck, {
    name: "custom",
    cards: ["XS", "S", "🦘"],
  });
});

Deno.test("[W4, P2.1] what can't be had is refused, with the field and what is allowed", () => {
  const names = "fibonacci, modified_fibonacci, t_shirt, powers_of_two";
  const deck = `deck must be ${names}, or 2 to 24 different cards of 1 to 8 characters ` +
    "with commas between, or semicolons where a card has a comma, got";
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
  const request = { action: "resume", protocol: "v2", room_id: "7Z3K9QWD", resume_token: TOKEN };
  for (
    const query of [
      RESUME,
      `${RESUME}&name=&role=king&deck=1&max_room_capacity=x`,
      RESUME.replace("RESUME", "+resume+"),
      RESUME.replace("7Z3K9QWD", "+7z3k9qwd"),
    ]
  ) assertEquals<unknown>(requestOf(query), request, query);
  assertEquals<unknown>(requestOf(RESUME.replace("7Z3K9QWD", "oOiIlL01")), {
    ...request,
    room_id: "00111101",
  });
});

Deno.test("[P2.2, R7] a token that can be none is refused, and never repeated", () => {
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

Deno.test("[P2.1, P2.3] replies in states are for who asks for them, however it comes in", () => {
  for (const query of [CREATE, JOIN, RESUME]) {
    assertEquals(requestOf(`${query}&replies=apart`), requestOf(query));
    assertEquals(requestOf(`${query}&replies=`), requestOf(query));
    const asked = requestOf(`${query}&replies=In_State`);
    assertEquals<unknown>(asked, { ...requestOf(query), replies: "in_state" });
  }
  assertRefused([
    [`${RESUME}&replies=never`, "replies", 'replies must be apart or in_state, got "never"'],
  ]);
});

Deno.test("[P1.4, W2] v1 clients have none of this: they vote, with the default deck, and can't resume", () => {
  const asked = "&role=observer&deck=t_shirt&on_admin_leave=promote&resume_token=x";
  assertEquals(requestOf(CREATE + asked, "v1"), requestOf(CREATE, "v1"));
  assertEquals(requestOf(JOIN + asked, "v1"), requestOf(JOIN, "v1"));
  assertEquals(requestOf(CREATE, "v1"), { ...requestOf(CREATE), protocol: "v1" });
  // nothing they send of it is looked at, so nothing of it is refused
  for (const bad of ["role=king", "deck=5", "on_admin_leave=burn", "replies=never"]) {
    assertEquals(requestOf(`${CREATE}&${bad}`, "v1"), requestOf(CREATE, "v1"));
  }
  const parsed = parseJoinRequest(new URLSearchParams(RESUME), "v1", 100);
  assert(!parsed.ok);
  assertEquals(
    parsed.error.message,
    'action must be CREATE_ROOM or JOIN_ROOM, got "RESUME"',
  );
});

Deno.test("[W9] a v2 join without a name only looks; any other name that is none is refused", () => {
  const look: JoinRequest = { action: "look", protocol: "v2", room_id: "7Z3K9QWD" };
  for (const name of ["", "&name=", "&name=+"]) {
    assertEquals(requestOf(`action=JOIN_ROOM&room_id=7z3k9qwd${name}`), look);
  }
  const secret = "0123456789abcdef".repeat(2);
  assertEquals(
    requestOf(`action=JOIN_ROOM&room_id=7z3k9qwd&admin_secret=${secret}`),
    { ...look, admin_secret: secret },
  );
  const none = "name must have 1 to 40 characters, got nothing that can be shown";
  const room = 'room_id must be the 8 letters and digits of a room, got ""';
  assertRefused([
    ["action=JOIN_ROOM&room_id=7Z3K9QWD&name=%E2%80%8B", "name", none],
    ["action=JOIN_ROOM", "room_id", room],
    ["action=CREATE_ROOM&max_room_capacity=5", "name", none],
  ]);
});
