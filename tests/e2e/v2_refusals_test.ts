// v2 requests that are refused [W4, P2.1], and messages that come before the seat is there.
import { assert, assertEquals } from "@std/assert";
import { stories } from "./stories.ts";
import { V2Table } from "./v2_table.ts";
import { Member } from "./v2_member.ts";

const CREATE = { action: "CREATE_ROOM", name: "ana", max_room_capacity: "3" };
const JOIN = { action: "JOIN_ROOM", name: "ana" };
const RESUME = { action: "RESUME", room_id: "ZZZZZZZZ" };

/** Query strings, and the parameter that the error must name; tests/protocol has all that can be wrong with them. */
const BAD: readonly (readonly [Record<string, string>, string])[] = [
  [{}, "action"],
  [{ ...CREATE, max_room_capacity: "101" }, "max_room_capacity"],
  [{ ...CREATE, deck: "1,1" }, "deck"],
  [JOIN, "room_id"],
  [{ ...RESUME, resume_token: "x" }, "resume_token"],
];

stories("v2 refusals", {
  "[W4, P2.1] a bad parameter is named in an ERROR, then 4000": async (server) => {
    for (const [query, field] of BAD) {
      await using member = await Member.connect(server.port, query);
      const { data, re } = await member.receives("ERROR");
      assertEquals([data.code, data.field, re], ["bad_request", field, undefined], `${member}`);
      assert(data.message.startsWith(field), data.message);
      await member.isClosed(4000);
      assertEquals(member.frames.length, 1);
    }
  },

  "[P2] whatever is sent right behind the handshake is answered, after WELCOME": async (
    server,
  ) => {
    await using table = new V2Table(server);
    await table.creates("anna", 20);
    for (let at = 0; at < 10; at++) {
      const member = await table.knocks(`early-${at}`);
      const replies = await Promise.all([
        member.asks("PING"),
        member.asks("DANCE"),
        member.asks("SET_ROLE", { role: "voter" }),
      ]);
      assertEquals(replies.map(({ type }) => type), ["OK", "ERROR", "OK"]);
    }
  },
});
