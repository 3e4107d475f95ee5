import { assert, assertEquals, assertMatch } from "@std/assert";
import { homeOf, randomIds } from "../../src/base/ids.ts";
import { parseJoinRequest } from "../../src/protocol/request.ts";
import { checkRoomId } from "../../src/protocol/text.ts";

Deno.test("[S1] a room's home is FNV-1a of its id: the vectors its authors published", () => {
  const vectors: [string, number][] = [["", 0x811c9dc5], ["a", 0xe40c292c], ["foobar", 0xbf9cf968]];
  for (const [text, hash] of vectors) assertEquals(homeOf(text, 2 ** 32), hash);
});

Deno.test("[S1] rooms spread evenly over any number of workers", () => {
  const roomIds = Array.from({ length: 16_000 }, () => randomIds.roomId());
  for (const workers of [1, 2, 3, 4, 7, 8, 16]) {
    const rooms = new Array<number>(workers).fill(0);
    for (const roomId of roomIds) {
      const home = homeOf(roomId, workers);
      assert(Number.isInteger(home) && home >= 0 && home < workers);
      rooms[home] = (rooms[home] ?? 0) + 1;
    }
    const fair = roomIds.length / workers;
    // seven standard deviations: chance alone does not get there
    for (const count of rooms) assert(Math.abs(count - fair) <= 7 * Math.sqrt(fair), `${rooms}`);
  }
});

Deno.test("[R18] room ids are 8 characters of Crockford base32", () => {
  const seen = new Set<string>();
  for (let n = 0; n < 10_000; n++) {
    const roomId = randomIds.roomId();
    assertEquals(checkRoomId(roomId), { ok: true, value: roomId });
    seen.add(roomId);
  }
  // 40 random bits: two alike among 10,000 happen once in 20,000 runs
  assert(seen.size >= 9_999);
});

Deno.test("[R18] every character of a room id is evenly distributed over the 32", () => {
  const ids = Array.from({ length: 32_000 }, () => randomIds.roomId());
  for (let at = 0; at < 8; at++) {
    const seen = new Map<string, number>();
    for (const id of ids) seen.set(id.charAt(at), (seen.get(id.charAt(at)) ?? 0) + 1);
    assertEquals(seen.size, 32);
    for (const count of seen.values()) assert(count > 750 && count < 1_250, `${count}`);
  }
});

Deno.test("[R18] member ids are ULIDs", () => {
  const ids = new Set(Array.from({ length: 1_000 }, () => randomIds.memberId()));
  assertEquals(ids.size, 1_000);
  for (const id of ids) assertMatch(id, /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
});

Deno.test("[P2.2] a resume token is 128 random bits in hexadecimal, as a client must show it", () => {
  const tokens = Array.from({ length: 4_000 }, () => randomIds.token());
  assertEquals(new Set(tokens).size, tokens.length);
  for (const token of tokens) assertMatch(token, /^[0-9a-f]{32}$/);
  // each of its 32 digits is any of the 16, each as often: 250 times, and 7 standard deviations are 107
  for (let at = 0; at < 32; at++) {
    const seen = new Map<string, number>();
    for (const token of tokens) seen.set(token.charAt(at), (seen.get(token.charAt(at)) ?? 0) + 1);
    assertEquals(seen.size, 16);
    for (const count of seen.values()) assert(count > 143 && count < 357, `${count}`);
  }
});

Deno.test("[P2.2] a generated token is accepted by the parser of RESUME", () => {
  for (let n = 0; n < 100; n++) {
    const resumeToken = randomIds.token();
    const query = new URLSearchParams({
      action: "RESUME",
      room_id: "7Z3K9QWD",
      resume_token: resumeToken,
    });
    const parsed = parseJoinRequest(query, "v2", 100);
    assert(parsed.ok && parsed.value.action === "resume");
    assertEquals(parsed.value.resume_token, resumeToken);
  }
});
