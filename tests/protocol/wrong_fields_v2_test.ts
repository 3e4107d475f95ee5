// A v2 command whose data can't stand: the field is named, with the rule it broke [W6, P2.6].
import { assert, assertEquals } from "@std/assert";
import { decodeV2 } from "../../src/protocol/v2_decode.ts";
import { COMMANDS, problemOf, TICKET } from "./v2_messages.ts";

/** Each field of each command, what it takes besides, values that it can't be, and the rule they break. */
const WRONG: readonly (readonly [
  type: string,
  field: string,
  rest: Readonly<Record<string, unknown>>,
  values: readonly unknown[],
  rule: string,
])[] = [
  ["MEMBER_VOTED", "ticket_id", { vote: "5" }, [undefined, null, 5, true, [], {}], "a string"],
  ["MEMBER_VOTED", "ticket_id", { vote: "5" }, ["", " \u200b", "x".repeat(65)], "1 to 64"],
  [
    "MEMBER_VOTED",
    "attempt",
    { ...TICKET, vote: "5" },
    [null, 0, 1.5, -1, "1"],
    "a whole number from 1 to 1000000000",
  ],
  ["MEMBER_VOTED", "vote", TICKET, [undefined, 5, true, ["5"], { a: 1 }], "a string or null"],
  ["SET_ROLE", "role", {}, [undefined, null, "", "king", "Voter", 1, ["voter"]], "voter or obs"],
  ["GET_RESULTS", "after", {}, [null, "1", -1, 1.5, 1e10, [1], {}], "a whole number from 0"],
  ["BEGIN_VOTING", "ticket_id", {}, [null, 5, ["T"]], "a string"],
  ["BEGIN_VOTING", "ticket_id", {}, ["", "\u001b[31m", "x".repeat(65)], "1 to 64"],
  ["BEGIN_VOTING", "title", TICKET, [null, 5, ["t"]], "a string"],
  ["BEGIN_VOTING", "title", TICKET, ["x".repeat(201)], "0 to 200"],
  ["REVEAL_VOTES", "ticket_id", {}, [undefined, null, 5], "a string"],
  ["REVEAL_VOTES", "ticket_id", {}, ["", "x".repeat(65)], "1 to 64"],
  ["REVEAL_VOTES", "force", TICKET, [null, 0, 1, "true", []], "true or false"],
  ["SET_ESTIMATE", "ticket_id", { estimate: "8" }, [undefined, null, 5], "a string"],
  ["SET_ESTIMATE", "estimate", TICKET, [undefined, null, 8], "a string"],
  ["SET_ESTIMATE", "estimate", TICKET, ["", "\u202e", "x".repeat(17)], "1 to 16"],
  ["QUEUE_TICKETS", "tickets", {}, [undefined, null, {}, "T-1"], "at most 200 tickets"],
  ["QUEUE_TICKETS", "tickets", {}, [Array(201).fill(TICKET)], "at most 200 tickets"],
  ["QUEUE_TICKETS", "replace", { tickets: [] }, [null, 1, "true"], "true or false"],
  ["BEGIN_VOTING", "url", TICKET, [null, 5], "a string"],
  [
    "BEGIN_VOTING",
    "url",
    TICKET,
    ["x", "javascript:alert(1)", "ftp://example.test", `https://example.test/${"x".repeat(2_000)}`],
    "an http or https address of at most 2000 characters",
  ],
  ["BEGIN_VOTING", "url", TICKET, ["https://ana:secret@example.test/"], "no name and no password"],
  ["BEGIN_VOTING", "description", TICKET, [null, 5], "a string"],
  ["BEGIN_VOTING", "description", TICKET, ["x".repeat(4_001)], "0 to 4000"],
  ["RENAME", "name", {}, [undefined, null, 5], "a string"],
  ["RENAME", "name", {}, ["", "\u200b", "x".repeat(41)], "1 to 40"],
  ["SET_NOTE", "ticket_id", { note: "x" }, [undefined, null, 5], "a string"],
  ["SET_NOTE", "note", TICKET, [undefined, null, 5], "a string"],
  ["SET_NOTE", "note", TICKET, ["x".repeat(501)], "0 to 500"],
  ["EDIT_TICKET", "ticket_id", {}, [undefined, null, 5], "a string"],
  ["EDIT_TICKET", "title", TICKET, [null, 5], "a string"],
  ["EDIT_TICKET", "url", TICKET, ["file:///etc/passwd"], "an http or https address"],
  ["MOVE_TICKET", "ticket_id", {}, [undefined, null, 5], "a string"],
  ["MOVE_TICKET", "before", TICKET, [null, 5], "a string"],
  ["REMOVE_TICKET", "ticket_id", {}, [undefined, null, 5], "a string"],
  ["SET_MEMBER_ROLE", "member_id", { role: "voter" }, [undefined, null, 5], "a string"],
  ["SET_MEMBER_ROLE", "role", { member_id: "01J" }, [undefined, "king"], "voter or observer"],
  ["SET_ROOM", "name", {}, [null, 5], "a string"],
  ["SET_ROOM", "name", {}, ["x".repeat(61)], "0 to 60"],
  ["SET_ROOM", "passcode", {}, [5, true], "a string or null"],
  ["SET_ROOM", "passcode", {}, ["", " ", "x".repeat(65)], "1 to 64"],
  ["SET_ROOM", "locked", {}, [null, 1, "true"], "true or false"],
  ["SET_ROOM", "capacity", {}, [null, 0, 1.5, "5", 2e9], "1 to the server's limit"],
  ["SET_ROOM", "deck", {}, [null, 5], "a string"],
  ["SET_ROOM", "deck", {}, ["", " ", "1", "1,1"], "fibonacci, modified_fibonacci"],
  ["RESTART_VOTING", "ticket_id", {}, ["", "x".repeat(65)], "1 to 64"],
  ["RESTART_VOTING", "attempt", {}, [null, 0, 1.5, "2"], "from 1"],
  ["CANCEL_BALLOT", "ticket_id", {}, ["", "x".repeat(65)], "1 to 64"],
  ["CANCEL_BALLOT", "attempt", {}, [null, 0, 1.5, "2"], "from 1"],
  ["REVEAL_VOTES", "attempt", TICKET, [null, 0, 1.5, "2"], "from 1"],
  ["REMOVE_MEMBER", "bar", { member_id: "01J" }, [null, 1], "true or false"],
  ["SET_SETTINGS", "who_runs", {}, [null, "", "all"], "admin or everyone"],
  ["START_TIMER", "reveal", { seconds: 5 }, [null, 1], "true or false"],
  ["HAND_OVER", "member_id", {}, [undefined, null, 5, ["01J"]], "a string"],
  ["REMOVE_MEMBER", "member_id", {}, [undefined, null, 5, ["01J"]], "a string"],
  ["SET_SETTINGS", "auto_reveal", {}, [null, 1, "true"], "true or false"],
  ["SET_SETTINGS", "on_admin_leave", {}, [null, "", "burn", "Close", true], "close or promote"],
  ["SEARCH_TRACKER", "tracker", { query: "" }, [undefined, null, 5, "x".repeat(65)], "at most 64"],
  ["SEARCH_TRACKER", "query", { tracker: "jira" }, [undefined, null, 5], "a string"],
  ["SEARCH_TRACKER", "query", { tracker: "jira" }, ["x".repeat(501)], "0 to 500"],
  ["SEARCH_TRACKER", "page", { tracker: "jira", query: "" }, [null, 2], "a string"],
  ["IMPORT_TICKETS", "tracker", { ticket_ids: ["T-1"] }, [undefined, null, 5], "a string"],
  ["IMPORT_TICKETS", "ticket_ids", { tracker: "jira" }, [undefined, "T-1"], "at most 25 tickets"],
  ["WRITE_ESTIMATES", "ticket_ids", {}, [undefined, {}, Array(26).fill("T")], "at most 25 tickets"],
  ["START_TIMER", "seconds", {}, [undefined, null, 0, -1, 1.5, "60", 86_401, 1e300], "1 to 86400"],
];

Deno.test("[W6, P2.6] a field that is missing or can't stand is named, with the rule it broke", () => {
  for (const [type, field, rest, values, rule] of WRONG) {
    for (const value of values) {
      const data = { ...rest, ...value !== undefined && { [field]: value } };
      const problem = problemOf({ type, data });
      const of = `${type} ${JSON.stringify(data).slice(0, 80)}: ${problem.message}`;
      assertEquals([problem.code, problem.field], ["bad_field", field], of);
      assert(problem.message.startsWith(`${field} must `) && problem.message.includes(rule), of);
    }
  }
  // and every field of the table above is one that some command is tested without
  const fields = new Set(WRONG.map(([type, field]) => `${type}.${field}`));
  for (const [type, data] of COMMANDS) {
    for (const field of Object.keys(data as object)) assert(fields.has(`${type}.${field}`), field);
  }
});

Deno.test("[W6, P2.6] in a list of tickets the place is named, and the first that is wrong", () => {
  const table: [unknown[], string][] = [
    [[7], "tickets[0].ticket_id"],
    [[null], "tickets[0].ticket_id"],
    [[TICKET, { title: "x" }], "tickets[1].ticket_id"],
    [[TICKET, { ...TICKET, title: 7 }, {}], "tickets[1].title"],
    [[TICKET, ["T-2"]], "tickets[1].ticket_id"],
    [[...Array(199).fill(TICKET), { ticket_id: "" }], "tickets[199].ticket_id"],
  ];
  for (const [tickets, field] of table) {
    const problem = problemOf({ type: "QUEUE_TICKETS", data: { tickets, replace: 7 } });
    assertEquals([problem.code, problem.field], ["bad_field", field]);
  }
  const full = { type: "QUEUE_TICKETS", data: { tickets: Array(200).fill(TICKET) } };
  assertEquals(decodeV2(JSON.stringify(full)).ok, true);
});

Deno.test("[W6] of several fields that are wrong the first is named", () => {
  const data = { ticket_id: 5, vote: 5 };
  assertEquals(problemOf({ type: "MEMBER_VOTED", data }).field, "ticket_id");
});

Deno.test("[W6] data that is no object has no fields", () => {
  for (const data of [undefined, null, 5, "ticket_id", true, ["ticket_id"]]) {
    assertEquals(problemOf({ type: "REVEAL_VOTES", data }).field, "ticket_id");
  }
});
