// Resume tokens: which are no guess after a restart, and that none is written [W9, P2.2, R7].
import { assert, assertEquals } from "@std/assert";
import { Machine } from "./journal_story.ts";

Deno.test("[W9] after a restart a token of somebody who left is no guess, one that never was is", () => {
  using machine = new Machine();
  const [ana, ben] = machine.table.v2Room(["ana", "ben"]);
  ben.does("LEAVE");
  const table = machine.restart();
  assertEquals(table.resume(ben).refusal?.guess, false);
  assertEquals(table.resume(ana, { token: "f".repeat(32) }).refusal?.guess, true);
  assertEquals(table.joinV2("eve", "ZZZZZZZZ").refusal?.guess, true);
});

Deno.test("[P2.2, R7] no token is ever written, only its hash", () => {
  using machine = new Machine();
  const people = machine.table.v2Room(["ana", "ben"]);
  people[1].does("LEAVE");
  const { written } = machine;
  assert(written.length > 500);
  for (const { resumeToken: resume_token } of people) assert(!written.includes(resume_token));
});
