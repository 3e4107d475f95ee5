// The pages of the list of sessions, where a cluster has read them all [A3].
import { assertEquals } from "@std/assert";
import { pageOf } from "../../src/api/kept_sessions.ts";
import type { SessionHead } from "../../src/journal/saved_sessions.ts";

Deno.test("[A3] each session of a cluster is on one page, whichever were made in the same millisecond", () => {
  const sessions = ["A 1", "B 2", "C 2", "D 2", "E 3"].map((text) => {
    const [room_id = "", created_at] = text.split(" ");
    return {
      room_id,
      created_at: Number(created_at),
      ended_at: null,
      reason: null,
      participants: [],
      ballots: [],
    };
  });
  for (const size of [1, 2, 3, 10]) {
    const listed: string[] = [];
    for (let last: SessionHead | null = null; listed.length < sessions.length;) {
      const page: readonly SessionHead[] = pageOf(sessions, last, size);
      listed.push(...page.map(({ room_id }) => room_id));
      last = page.at(-1) ?? null;
    }
    assertEquals(listed, ["E", "D", "C", "B", "A"], `pages of ${size}`);
  }
});
