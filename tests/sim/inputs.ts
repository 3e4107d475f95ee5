/**
 * Texts that clients send, with what they must become, written by hand so that the model does not depend on the
 * server's parsing. All digits in names, tickets and room ids are known, so that a card can be found in a frame by its
 * digits [R7].
 */

/** A name as typed, as sanitised, and the key by which names are compared [W5]. */
export interface Name {
  readonly raw: string;
  readonly shown: string;
  readonly key: string;
}

const LONG = "Z".repeat(40);

export const NAMES: readonly Name[] = [
  { raw: "Ana", shown: "Ana", key: "ana" },
  { raw: "  ANA\u0007 ", shown: "ANA", key: "ana" },
  { raw: "\uff21na", shown: "\uff21na", key: "ana" },
  { raw: "Ana (2)", shown: "Ana (2)", key: "ana (2)" },
  { raw: "Bob", shown: "Bob", key: "bob" },
  { raw: "\u202eBob\u200b", shown: "Bob", key: "bob" },
  { raw: "Cleo", shown: "Cleo", key: "cleo" },
  { raw: "Dora \t Day", shown: "Dora Day", key: "dora day" },
  { raw: "E\u0301mil", shown: "\u00c9mil", key: "\u00e9mil" },
  { raw: LONG, shown: LONG, key: LONG.toLowerCase() },
];

/** Passcodes, as typed and as sanitised; no other text here looks like one [W14]. */
export const PASSCODES: readonly { readonly raw: string; readonly shown: string }[] = [
  { raw: "swordfish", shown: "swordfish" },
  { raw: " melo\u0301n \u200b", shown: "mel\u00f3n" },
];

/** A passcode that no room has. */
export const NO_PASSCODE = { raw: "open sesame", shown: "open sesame" };

/** Secrets of admin links; no other text here looks like one [W14]. */
export const ADMIN_SECRETS: readonly string[] = ["d1", "e2", "f3"].map((two) => two.repeat(16));

/** The key of a sanitised name [W5]. */
export function keyOf(shown: string): string {
  return NAMES.find((name) => name.shown === shown)?.key ?? "";
}

/** A ticket as typed and as sanitised. There are few, so that they occur again [R12]; `n` picks one. */
export function ticketOf(n: number): { readonly raw: string; readonly shown: string } {
  const letter = String.fromCharCode("A".charCodeAt(0) + n % 8);
  const shown = `TICKET-${letter}`;
  return { raw: n % 3 === 0 ? ` ${shown}\u001b[31m ` : shown, shown };
}

/** Invalid tickets [W5]. */
export const BAD_TICKETS: readonly string[] = ["T".repeat(65), "\u200b", ""];

/** The cards that v1 clients have [P1.3]. */
export const CARDS: readonly string[] = ["1", "2", "3", "5", "8", "13", "21"];
export const BAD_CARDS: readonly string[] = ["4", "?", "", "13 ", "__proto__", "1e1"];

/** A message that is refused before it reaches a room [W6]. */
interface Garbage {
  readonly data: unknown;
  readonly as: "bad" | "binary" | "too_big";
}

export const GARBAGE: readonly Garbage[] = [
  ...[
    "hello",
    "",
    "[]",
    "null",
    "5",
    "\ud800",
    '{"type":5}',
    '{"type":"CREATE_ROOM","data":{"room_id":"X"}}',
    '{"type":"MEMBER_VOTED"}',
    '{"type":"MEMBER_VOTED","data":{"ticket_id":"X","vote":5}}',
    '{"type":"JOIN_ROOM","data":{}}',
    '{"type":"REVEAL_VOTES","data":[]}',
    '{"__proto__":{"type":"JOIN_ROOM"}}',
    '{"type":"toString","data":{"__proto__":{"ticket_id":"X"}}}',
  ].map((data) => ({ data, as: "bad" } as const)),
  { data: new ArrayBuffer(3), as: "binary" },
  { data: "x".repeat(16 * 1024 + 1), as: "too_big" },
  { data: "\u00e9".repeat(8 * 1024 + 1), as: "too_big" },
];

/** Requests that must be refused, and the parameter that the refusal must name [W4]. */
export const BAD_REQUESTS: readonly { readonly query: string; readonly names: string }[] = [
  { query: "", names: "action" },
  { query: "action=DANCE&name=Ana", names: "action" },
  { query: "action=CREATE_ROOM&max_room_capacity=3", names: "name" },
  { query: "action=CREATE_ROOM&name=%07&max_room_capacity=3", names: "name" },
  { query: "action=CREATE_ROOM&name=Ana", names: "max_room_capacity" },
  { query: "action=CREATE_ROOM&name=Ana&max_room_capacity=0", names: "max_room_capacity" },
  { query: "action=CREATE_ROOM&name=Ana&max_room_capacity=101", names: "max_room_capacity" },
  { query: "action=JOIN_ROOM&name=Ana", names: "room_id" },
  { query: "action=JOIN_ROOM&name=Ana&room_id=SHORT", names: "room_id" },
];
