// v2 requests [W2-W4, P2.1] and messages [W6, P2.6] that are refused, each with one error.
import { assert, assertEquals, assertGreater } from "@std/assert";
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

/** Messages, and the code and field of the error that each must get: as many as are forgiven. */
const WRONG: readonly (readonly [string, string, string?])[] = [
  ["", "bad_message"],
  ["null", "bad_message", "type"],
  ['{"type":"__proto__"}', "unknown_type", "type"],
  ['{"type":"JOIN_ROOM","data":{"room_id":"7ZK3M9QA"}}', "unknown_type", "type"],
  [`{"type":"PING","id":"${"x".repeat(65)}"}`, "bad_message", "id"],
  ['{"type":"MEMBER_VOTED"}', "bad_field", "ticket_id"],
  ['{"type":"MEMBER_VOTED","data":{"ticket_id":"T","vote":5}}', "bad_field", "vote"],
  ['{"type":"REVEAL_VOTES","data":{"ticket_id":"T","force":1}}', "bad_field", "force"],
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

  "[W2, P2.1] case and outer space don't matter, nor do O, I and L": async (server) => {
    await using table = new V2Table(server);
    const query = { action: " create_room ", role: " VOTER", deck: " Powers_Of_Two " };
    const anna = await table.creates(" anna\u0007 ", 5, query);
    assertEquals(anna.room.members[0]?.name, "anna");
    assertEquals(anna.room.deck.name, "powers_of_two");
    const typed = ` ${table.roomId.toLowerCase().replaceAll("0", "o").replaceAll("1", "l")} `;
    const bela = await table.joins("ANNA", { room_id: typed });
    assertEquals(bela.room.members.map(({ name }) => name), ["anna", "ANNA (2)"]);
    await bela.cut();
    const back = await table.returns(bela, { action: "resume", room_id: typed });
    assertEquals((await back.welcomed()).you.member_id, bela.id);
  },

  "[W6, P2.6] each wrong message gets one ERROR with its id, the ninth closes with 1008": async (
    server,
  ) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 4);
    const bela = await table.joins("bela");
    for (const [at, [text, code, field]] of WRONG.entries()) {
      await bela.sends(text);
      const { data, re } = await bela.receives("ERROR", at + 1);
      assertEquals([data.code, data.field, re], [code, field, undefined], text);
      assertGreater(data.message.length, 10);
    }
    await bela.sends("one too many");
    await bela.isClosed(1008);
    // a member that is closed for what it sent is away, and may resume
    await anna.seesMember("bela", { presence: "away" });
    await anna.isRefused("DANCE", {}, "unknown_type", "type");
    await anna.isRefused("BEGIN_VOTING", { ticket_id: 5 }, "bad_field", "ticket_id");
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
