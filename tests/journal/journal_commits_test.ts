// How often a room is saved: once for all that came in one turn, and not where nothing has changed.
import { assertEquals } from "@std/assert";
import { Machine } from "./journal_story.ts";

Deno.test("[S6] what several sockets sent in one turn is one commit, and answered in order", () => {
  using machine = new Machine({ workers: 2 });
  const { table } = machine;
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  const commits = () => machine.disk.commits.length;
  const before = commits();
  table.held = true;
  const begin = ana.sends("BEGIN_VOTING", { ticket_id: "T-1" });
  const vote = ana.sends("MEMBER_VOTED", { ticket_id: "T-1", vote: "5" });
  const late = ana.sends("SET_ESTIMATE", { ticket_id: "T-1", estimate: "5" });
  assertEquals([ana.reply(begin), ana.reply(vote), ana.reply(late)], [null, null, null]);
  assertEquals(commits(), before);
  table.held = false;
  table.settle();
  assertEquals(commits(), before + 1);
  const types = [begin, vote, late].map((id) => ana.reply(id)?.type);
  assertEquals(types, ["OK", "OK", "ERROR"]);
  assertEquals(ana.received().slice(-4), ["OK", "OK", "ERROR not_revealed", "ROOM_STATE"]);
  table.pass(100);
  assertEquals(ben.ballot["ticket_id"], "T-1");
});

Deno.test("[S6] the clock alone changes nothing: a room that waits for somebody isn't written each second", () => {
  using machine = new Machine();
  const [, ben] = machine.table.v2Room(["ana", "ben"]);
  ben.drop();
  machine.table.pass(20_000); // not waited for any more, which is a change
  const before = machine.disk.commits.length;
  machine.table.pass(60_000);
  assertEquals(machine.disk.commits.length, before);
});
