// Who sits where: seats by connection, by worker and by token.
import { assertEquals, assertMatch, assertStrictEquals } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import { createRoom } from "../../src/room/room.ts";
import { byEdge, Hosted, Places, type Seat, seatIn, seatOfToken } from "../../src/store/seats.ts";
import {
  FORMER_TOKENS_MAX,
  hashOf,
  type Tokens,
  withFormer,
  withToken,
} from "../../src/store/tokens.ts";

function hostedRoom(): Hosted {
  const admin = { member_id: "ana", name: "ana", role: "voter", protocol: "v2" } as const;
  const room = createRoom({ room_id: "7Z3K9QWD", capacity: 9, deck: FIBONACCI, admin }, 0);
  return new Hosted({ room, tokens: new Map() }, null);
}

function seatFor(hosted: Hosted, member_id: string, token: string | null): Seat {
  if (token === null) return seatIn(hosted, member_id, null);
  const hash = hashOf(token);
  hosted.tokens = withToken(hosted.tokens, hash, member_id);
  return seatIn(hosted, member_id, hash);
}

/** Tokens that are alike but for the last digit, or the first. */
const TOKENS = ["0", "1", "2"].map((digit) => digit.padStart(32, "a"))
  .concat(["0", "1", "2"].map((digit) => digit.padEnd(32, "a")));

Deno.test("[P2.2] a token finds its own seat among many, whichever it is", () => {
  const hosted = hostedRoom();
  seatFor(hosted, "v1", null);
  const seats = TOKENS.map((token, n) => seatFor(hosted, `m${n}`, token));
  for (const [n, token] of TOKENS.entries()) {
    assertStrictEquals(seatOfToken(hosted, token), seats[n]);
  }
});

Deno.test("[P2.2] no other text finds one: not a part, not a neighbour, not another room's", () => {
  const hosted = hostedRoom();
  seatFor(hosted, "v1", null);
  const [token = ""] = TOKENS;
  seatFor(hosted, "m0", token);
  const wrong = [
    "",
    "null",
    token.slice(1),
    `${token}0`,
    token.toUpperCase(),
    ...TOKENS.slice(1),
    ...Array.from(token, (_, at) => `${token.slice(0, at)}f${token.slice(at + 1)}`),
  ];
  for (const text of wrong) assertEquals(seatOfToken(hosted, text), null, text);
  assertEquals(seatOfToken(hostedRoom(), token), null);
});

Deno.test("[W9] a token of somebody who left is told from one that nobody ever had", () => {
  const hosted = hostedRoom();
  for (const [n, token] of TOKENS.entries()) seatFor(hosted, `m${n}`, token);
  const [gone = "", stays = ""] = TOKENS;
  hosted.tokens = withFormer(hosted.tokens, hashOf(gone));
  hosted.seats.delete("m0");
  assertEquals(seatOfToken(hosted, gone), "former");
  assertStrictEquals(seatOfToken(hosted, stays), hosted.seats.get("m1"));
});

Deno.test("[W9] a room remembers a thousand former tokens, the newest, and every present one", () => {
  let tokens: Tokens = new Map([["present", "ana"]]);
  const hashes = Array.from({ length: FORMER_TOKENS_MAX + 2 }, (_, n) => `h${n}`);
  for (const hash of hashes) tokens = withFormer(withToken(tokens, hash, "m"), hash);
  assertEquals([...tokens.keys()], ["present", ...hashes.slice(2)]);
  assertEquals(tokens.get("present"), "ana");
});

Deno.test("[P2.2] a token is kept as a hash that can't be turned back, the same every time", () => {
  const [token = ""] = TOKENS;
  assertMatch(hashOf(token), /^[0-9a-f]{64}$/);
  assertEquals(hashOf(token), hashOf(token));
  assertEquals(new Set(TOKENS.map(hashOf)).size, TOKENS.length);
});

Deno.test("[P2.7] a seat has one connection: taking another gives up the first", () => {
  const places = new Places();
  const seat = seatFor(hostedRoom(), "ana", "t");
  places.take(seat, { edge: 1, conn: 7 });
  assertStrictEquals(places.at(1, 7), seat);
  places.take(seat, { edge: 2, conn: 7 });
  assertEquals([places.at(1, 7), places.of(1), seat.place], [undefined, [], { edge: 2, conn: 7 }]);
  assertEquals(places.of(2).length, 1);
  for (let n = 0; n < 2; n++) places.leave(seat);
  assertEquals([places.at(2, 7), places.of(2), seat.place], [undefined, [], null]);
  assertEquals([places.at(3, 7), places.of(3)], [undefined, []]);
});

Deno.test("[S1] seats by the worker of their connections; who is away has none", () => {
  const hosted = hostedRoom();
  const places = new Places();
  const at: [number, number][] = [[0, 1], [1, 1], [0, 2], [1, 9]];
  const seats = at.map(([edge, conn], n) => {
    const seat = seatFor(hosted, `m${n}`, null);
    places.take(seat, { edge, conn });
    return seat;
  });
  const away = seatFor(hosted, "away", "t");
  assertEquals(byEdge([...seats, away]), [
    { edge: 0, conns: [1, 2] },
    { edge: 1, conns: [1, 9] },
  ]);
  assertEquals(byEdge([away]), []);
  places.clear();
  assertEquals([places.of(0), places.of(1)], [[], []]);
});
