// Why connections end, and what each protocol is sent [W4, W7].
import { assert, assertEquals } from "@std/assert";
import {
  CLOSE,
  type CloseCode,
  type CloseName,
  farewell,
  type Retry,
} from "../../src/protocol/close_codes.ts";

const NAMES = Object.keys(CLOSE) as CloseName[];

Deno.test("[W7] every code there is, and who may try again", () => {
  const table: [CloseName, number, Retry][] = [
    ["session_over", 1000, "never"],
    ["going_away", 1001, "later"],
    ["not_text", 1003, "never"],
    ["policy", 1008, "later"],
    ["too_big", 1009, "never"],
    ["internal_error", 1011, "later"],
    ["restarting", 1012, "at_once"],
    ["too_slow", 1013, "later"],
    ["try_later", 1013, "later"],
    ["bad_request", 4000, "never"],
    ["replaced", 4001, "never"],
    ["removed", 4003, "never"],
    ["no_such_room", 4004, "never"],
    ["room_full", 4009, "later"],
    ["room_locked", 4011, "later"],
    ["wrong_passcode", 4012, "never"],
    ["wrong_key", 4013, "never"],
    ["barred", 4003, "never"],
    ["resume_refused", 4010, "never"],
  ];
  assertEquals(NAMES, table.map(([name]) => name));
  for (const [name, code, retry] of table) {
    const { reason, ...rule } = CLOSE[name];
    assertEquals<Omit<CloseCode, "reason">>(rule, { code, retry }, reason);
  }
});

Deno.test("[W7] a reason fits a close frame, and a server may send the code", () => {
  for (const { code, reason } of Object.values<CloseCode>(CLOSE)) {
    const bytes = new TextEncoder().encode(reason).length;
    assert(bytes > 0 && bytes <= 123, `${code} ${reason}`);
    const sendable = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1013) ||
      (code >= 3000 && code <= 4999);
    assert(sendable, `${code}`);
  }
});

Deno.test("[W4, W7] v1 is sent a line and closed with 1000, but for what broke the protocol", () => {
  const own = new Map<CloseName, number>([
    ["not_text", 1003],
    ["policy", 1008],
    ["too_big", 1009],
    ["too_slow", 1013],
  ]);
  for (const name of NAMES) {
    const { reason } = CLOSE[name];
    const code = own.get(name) ?? 1000;
    assertEquals(farewell("v1", name, "Because."), { text: "Because.", code, reason }, name);
    assertEquals(farewell("v1", name, null), { text: null, code, reason }, name);
  }
});

Deno.test("[W7] v2 is sent the code", () => {
  for (const name of NAMES) {
    const { code, reason } = CLOSE[name];
    assertEquals(farewell("v2", name, null), { text: null, code, reason }, name);
  }
});
