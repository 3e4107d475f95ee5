// Sessions: by connection, by worker and by token.
import { assertEquals, assertMatch, assertStrictEquals } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import { createRoom } from "../../src/room/room.ts";
import {
  byEdge,
  LiveRoom,
  openSession,
  type Session,
  sessionOfToken,
  SessionsByConnection,
} from "../../src/hosting/sessions.ts";
import {
  FORMER_TOKENS_MAX,
  hashOf,
  type Tokens,
  withFormer,
  withToken,
} from "../../src/journal/tokens.ts";
import { at } from "../room/moments.ts";

function liveRoom(): LiveRoom {
  const admin = { member_id: "ana", name: "ana", role: "voter", protocol: "v2" } as const;
  const room = createRoom({ room_id: "7Z3K9QWD", capacity: 9, deck: FIBONACCI, admin }, at(0));
  return new LiveRoom({ room, tokens: new Map() }, null);
}

function sessionFor(live: LiveRoom, memberId: string, token: string | null): Session {
  if (token === null) return openSession(live, memberId, null);
  const hash = hashOf(token);
  live.tokens = withToken(live.tokens, hash, memberId);
  return openSession(live, memberId, hash);
}

/** Tokens that are alike but for the last digit, or the first. */
const TOKENS = ["0", "1", "2"].map((digit) => digit.padStart(32, "a"))
  .concat(["0", "1", "2"].map((digit) => digit.padEnd(32, "a")));

Deno.test("[P2.2] a token finds its own session among many, whichever it is", () => {
  const live = liveRoom();
  sessionFor(live, "v1", null);
  const sessions = TOKENS.map((token, n) => sessionFor(live, `m${n}`, token));
  for (const [n, token] of TOKENS.entries()) {
    assertStrictEquals(sessionOfToken(live, token), sessions[n]);
  }
});

Deno.test("[P2.2] no other text finds one: not a part, not a neighbour, not another room's", () => {
  const live = liveRoom();
  sessionFor(live, "v1", null);
  const [token = ""] = TOKENS;
  sessionFor(live, "m0", token);
  const wrong = [
    "",
    "null",
    token.slice(1),
    `${token}0`,
    token.toUpperCase(),
    ...TOKENS.slice(1),
    ...Array.from(token, (_, at) => `${token.slice(0, at)}f${token.slice(at + 1)}`),
  ];
  for (const text of wrong) assertEquals(sessionOfToken(live, text), null, text);
  assertEquals(sessionOfToken(liveRoom(), token), null);
});

Deno.test("[W9] a token of somebody who left is distinguished from one that nobody ever had", () => {
  const live = liveRoom();
  for (const [n, token] of TOKENS.entries()) sessionFor(live, `m${n}`, token);
  const [gone = "", stays = ""] = TOKENS;
  live.tokens = withFormer(live.tokens, hashOf(gone));
  live.sessions.delete("m0");
  assertEquals(sessionOfToken(live, gone), "former");
  assertStrictEquals(sessionOfToken(live, stays), live.sessions.get("m1"));
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

Deno.test("[P2.7] a session has one connection: taking another gives up the first", () => {
  const byConnection = new SessionsByConnection();
  const session = sessionFor(liveRoom(), "ana", "t");
  byConnection.connect(session, { edge: 1, conn: 7 }, {});
  assertStrictEquals(byConnection.at(1, 7), session);
  byConnection.connect(session, { edge: 2, conn: 7 }, {});
  assertEquals([byConnection.at(1, 7), byConnection.of(1), session.connection], [undefined, [], {
    edge: 2,
    conn: 7,
  }]);
  assertEquals(byConnection.of(2).length, 1);
  for (let n = 0; n < 2; n++) byConnection.disconnect(session);
  assertEquals([byConnection.at(2, 7), byConnection.of(2), session.connection], [
    undefined,
    [],
    null,
  ]);
  assertEquals([byConnection.at(3, 7), byConnection.of(3)], [undefined, []]);
});

Deno.test("[S1] sessions by the worker of their connections; who is away has none", () => {
  const live = liveRoom();
  const byConnection = new SessionsByConnection();
  const at: [number, number][] = [[0, 1], [1, 1], [0, 2], [1, 9]];
  const sessions = at.map(([edge, conn], n) => {
    const session = sessionFor(live, `m${n}`, null);
    byConnection.connect(session, { edge, conn }, {});
    return session;
  });
  const away = sessionFor(live, "away", "t");
  assertEquals(byEdge([...sessions, away]), [
    { edge: 0, conns: [1, 2] },
    { edge: 1, conns: [1, 9] },
  ]);
  assertEquals(byEdge([away]), []);
  byConnection.clear();
  assertEquals([byConnection.of(0), byConnection.of(1)], [[], []]);
});
