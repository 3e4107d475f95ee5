// What v1 clients send, and whatever else arrives in its place [P1, W6].
import { assertEquals } from "@std/assert";
import { decodeV1 } from "../../src/protocol/v1_decode.ts";

function check(table: readonly (readonly [string, unknown])[]): void {
  for (const [text, message] of table) {
    assertEquals<unknown>(decodeV1(text), { ok: true, value: message }, text);
  }
}

function checkWrong(table: readonly (readonly [string, string])[]): void {
  for (const [text, error] of table) assertEquals(decodeV1(text), { ok: false, error }, text);
}

Deno.test("[P1] each of the four events", () => {
  check([
    ['{"type":"JOIN_ROOM","data":{"room_id":"7Z3K9QWD"}}', {
      type: "announce",
      room_id: "7Z3K9QWD",
    }],
    ['{"type":"BEGIN_VOTING","data":{"ticket_id":"T-1"}}', { type: "begin", ticket_id: "T-1" }],
    ['{"type":"MEMBER_VOTED","data":{"ticket_id":"T-1","vote":"13"}}', {
      type: "vote",
      ticket_id: "T-1",
      card: "13",
    }],
    ['{"type":"REVEAL_VOTES","data":{"ticket_id":"T-1"}}', { type: "reveal", ticket_id: "T-1" }],
    // order, space and fields nobody knows don't matter
    [' {"more":[1],\n"data":{"x":null,"ticket_id":"T-1"},"type":"REVEAL_VOTES"} ', {
      type: "reveal",
      ticket_id: "T-1",
    }],
  ]);
});

Deno.test("[W2, P1] JOIN_ROOM's room id is as the person typed it", () => {
  check([
    ['{"type":"JOIN_ROOM","data":{"room_id":" 7z3k9qwd\\n"}}', {
      type: "announce",
      room_id: "7Z3K9QWD",
    }],
    ['{"type":"JOIN_ROOM","data":{"room_id":"OoIiLl01"}}', {
      type: "announce",
      room_id: "00111101",
    }],
    // no room's id: it is another room's, which the room refuses [R3]
    ['{"type":"JOIN_ROOM","data":{"room_id":"\\u001b[31mother"}}', {
      type: "announce",
      room_id: "other",
    }],
    ['{"type":"JOIN_ROOM","data":{"room_id":""}}', { type: "announce", room_id: "" }],
  ]);
});

Deno.test("[W5] ticket ids are sanitised", () => {
  check([
    ['{"type":"BEGIN_VOTING","data":{"ticket_id":" \\u001b[31mT-1 \\u202e"}}', {
      type: "begin",
      ticket_id: "T-1",
    }],
    ['{"type":"MEMBER_VOTED","data":{"ticket_id":"T-1\\u200b ","vote":"1"}}', {
      type: "vote",
      ticket_id: "T-1",
      card: "1",
    }],
    ['{"type":"REVEAL_VOTES","data":{"ticket_id":"\\ud800T-1\\udc00"}}', {
      type: "reveal",
      ticket_id: "T-1",
    }],
  ]);
});

Deno.test("[W5, P1.5] a ticket id that can't stand still answers the prompt", () => {
  const rule = "A ticket id must have 1 to 64 characters, got";
  const begin = (ticketId: string) =>
    JSON.stringify({ type: "BEGIN_VOTING", data: { ticket_id: ticketId } });
  const unusable = (got: string) => {
    return { type: "unusable", answers: "begin", message: `${rule} ${got}.` };
  };
  check([
    [begin(""), unusable("nothing that can be shown")],
    [begin(" \u200b"), unusable("nothing that can be shown")],
    [begin("x".repeat(64)), { type: "begin", ticket_id: "x".repeat(64) }],
    [begin("x".repeat(65)), unusable("65 characters")],
    [`{"type":"MEMBER_VOTED","data":{"ticket_id":"","vote":"5"}}`, {
      type: "unusable",
      answers: "vote",
      message: `${rule} nothing that can be shown.`,
    }],
  ]);
});

Deno.test("[P1.3, P1.5] a card that no v1 client has still answers the prompt", () => {
  const vote = (card: string) =>
    JSON.stringify({ type: "MEMBER_VOTED", data: { ticket_id: "T-1", vote: card } });
  for (const card of ["1", "2", "3", "5", "8", "13", "21"]) {
    check([[vote(card), { type: "vote", ticket_id: "T-1", card }]]);
  }
  for (const card of ["", "0", "4", "34", "01", " 1", "1 ", "1.0", "?", "☕", "１", "one"]) {
    const shown = card.trim();
    const message = `Vote one of your client's cards; "${shown}" is none of them.`;
    check([[vote(card), { type: "unusable", answers: "vote", message }]]);
  }
  check([[vote("\u001b[31m\u202e9"), {
    type: "unusable",
    answers: "vote",
    message: `Vote one of your client's cards; "9" is none of them.`,
  }]]);
});

Deno.test("[W6] text that is no JSON is quoted back, sanitised and short", () => {
  const rule = "A message must be a JSON object with type and data, got";
  checkWrong([
    ["", `${rule} "".`],
    ["hello", `${rule} "hello".`],
    ["{", `${rule} "{".`],
    ["{'type':1}", `${rule} "{'type':1}".`],
    ['{"type":"JOIN_ROOM"}{}', `${rule} "{"type":"JOIN_ROOM"}{}".`],
    ["\u001b]0;x\u0007bell", `${rule} "bell".`],
    ["\ufeff{}", `${rule} "{}".`],
    ["x".repeat(16_000), `${rule} "${"x".repeat(39)}…".`],
    ["[".repeat(16_000), `${rule} "${"[".repeat(39)}…".`],
  ]);
});

Deno.test("[W6] JSON that is no object with a type is refused the same way", () => {
  const rule = "A message must be a JSON object whose type is a string, got";
  for (
    const text of [
      "null",
      "true",
      "5",
      '"JOIN_ROOM"',
      "[]",
      '["type"]',
      "{}",
      '{"data":{}}',
      '{"type":null}',
      '{"type":5}',
      '{"type":["JOIN_ROOM"]}',
      '{"type":{"a":1}}',
      '{"Type":"JOIN_ROOM"}',
    ]
  ) checkWrong([[text, `${rule} "${text}".`]]);
  const nested = "[".repeat(8_000) + "]".repeat(8_000);
  checkWrong([[nested, `${rule} "${"[".repeat(39)}…".`]]);
});

Deno.test("[W6] a type that nobody knows is named, with those there are", () => {
  const rule = "type must be JOIN_ROOM, BEGIN_VOTING, MEMBER_VOTED or REVEAL_VOTES, got";
  checkWrong([
    ['{"type":""}', `${rule} "".`],
    ['{"type":"join_room","data":{"room_id":"7Z3K9QWD"}}', `${rule} "join_room".`],
    ['{"type":" JOIN_ROOM"}', `${rule} "JOIN_ROOM".`],
    ['{"type":"CREATE_ROOM","data":{"room_id":"7Z3K9QWD"}}', `${rule} "CREATE_ROOM".`],
    ['{"type":"VOTES_REVEALED","data":{}}', `${rule} "VOTES_REVEALED".`],
    ['{"type":"__proto__"}', `${rule} "__proto__".`],
    ['{"type":"constructor"}', `${rule} "constructor".`],
    ['{"type":"toString"}', `${rule} "toString".`],
    ['{"type":"\\u001b[31mred"}', `${rule} "red".`],
  ]);
});

Deno.test("[W6] a field that is missing or no string is named", () => {
  const fields = [
    ["JOIN_ROOM", "room_id", "{}"],
    ["BEGIN_VOTING", "ticket_id", "{}"],
    ["MEMBER_VOTED", "ticket_id", '{"vote":"5"}'],
    ["MEMBER_VOTED", "vote", '{"ticket_id":"T-1"}'],
    ["REVEAL_VOTES", "ticket_id", "{}"],
  ] as const;
  for (const [type, field, rest] of fields) {
    const error = `${type}: data.${field} must be a string.`;
    checkWrong([[`{"type":"${type}","data":${rest}}`, error]]);
    for (const value of ["null", "5", "true", "[]", '["5"]', '{"a":"b"}']) {
      const data = rest === "{}" ? "{" : `${rest.slice(0, -1)},`;
      checkWrong([[`{"type":"${type}","data":${data}"${field}":${value}}}`, error]]);
    }
  }
  for (const data of ["null", "5", '"room_id"', "[]", '["room_id"]']) {
    checkWrong([[
      `{"type":"JOIN_ROOM","data":${data}}`,
      "JOIN_ROOM: data.room_id must be a string.",
    ]]);
  }
  checkWrong([['{"type":"JOIN_ROOM"}', "JOIN_ROOM: data.room_id must be a string."]]);
});
