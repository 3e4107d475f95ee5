// Who sits where: seats by connection, by worker and by token.
import { assertEquals, assertStrictEquals } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import { createRoom } from "../../src/room/room.ts";
import { viewOf } from "../../src/room/view.ts";
import { byEdge, type Hosted, Places, type Seat, seatOfToken } from "../../src/store/seats.ts";

function hostedRoom(): Hosted {
  const admin = { member_id: "ana", name: "ana", role: "voter", protocol: "v2" } as const;
  const room = createRoom({ room_id: "7Z3K9QWD", capacity: 9, deck: FIBONACCI, admin }, 0);
  const former_tokens = new Set<string>();
  const seats = new Map<string, Seat>();
  return { room, view: viewOf(room), seats, former_tokens, stated_at: 0, cancelState: null };
}

function seatIn(hosted: Hosted, member_id: string, resume_token: string | null): Seat {
  const protocol = resume_token === null ? "v1" : "v2";
  const seat: Seat = {
    member_id,
    hosted,
    protocol,
    place: null,
    resume_token,
    unanswered: null,
    told_version: 0,
  };
  hosted.seats.set(member_id, seat);
  return seat;
}

/** Tokens that are alike but for the last digit, or the first. */
const TOKENS = ["0", "1", "2"].map((digit) => digit.padStart(32, "a"))
  .concat(["0", "1", "2"].map((digit) => digit.padEnd(32, "a")));

Deno.test("[P2.2] a token finds its own seat among many, whichever it is", () => {
  const hosted = hostedRoom();
  seatIn(hosted, "v1", null);
  const seats = TOKENS.map((token, n) => seatIn(hosted, `m${n}`, token));
  for (const [n, token] of TOKENS.entries()) {
    assertStrictEquals(seatOfToken(hosted, token), seats[n]);
  }
});

Deno.test("[P2.2] no other text finds one: not a part, not a neighbour, not another room's", () => {
  const hosted = hostedRoom();
  seatIn(hosted, "v1", null);
  const [token = ""] = TOKENS;
  seatIn(hosted, "m0", token);
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

Deno.test("[P2.7] a seat has one connection: taking another gives up the first", () => {
  const places = new Places();
  const seat = seatIn(hostedRoom(), "ana", "t");
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
    const seat = seatIn(hosted, `m${n}`, null);
    places.take(seat, { edge, conn });
    return seat;
  });
  const away = seatIn(hosted, "away", "t");
  assertEquals(byEdge([...seats, away]), new Map([[0, [1, 2]], [1, [1, 9]]]));
  assertEquals(byEdge([away]), new Map());
  places.clear();
  assertEquals([places.of(0), places.of(1)], [[], []]);
});
