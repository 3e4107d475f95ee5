// Journals that can't save, and incarnations that are over: what is sent all the same, what isn't, and what of it is
// there after a start [S5, S6].
import { assert, assertEquals } from "@std/assert";
import { JournalFailure } from "../../src/journal/journal.ts";
import { RETRY_FIRST_MS } from "../../src/journal/outbox.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { Machine } from "./journal_story.ts";
import { MixedCluster } from "../hosting/v2_story.ts";

Deno.test("[S6] disk full: members are still sent everything, log and health report it, and it is saved in the end", () => {
  using machine = new Machine();
  const { disk, table } = machine;
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  disk.fault = "disk_full";
  ana.begin("T1");
  for (const member of [ana, ben]) member.vote("T1", "5");
  ana.reveal("T1");
  table.pass(20_000);
  assertEquals(table.faults, ["disk_full"]);
  const [line, ...more] = table.log.of("journal_failed");
  assertEquals([line?.fields["reason"], line?.fields["unsaved_rooms"], more], ["disk_full", 1, []]);
  table.pass(60_000);
  assertEquals(table.log.of("journal_failed").length, 2, "one line a minute");
  assertEquals(ben.ballot["phase"], "revealed");

  disk.fault = null;
  table.pass(30_000);
  assertEquals([table.faults, table.log.of("journal_works_again").length], [[null], 1]);
  const next = machine.restart();
  assertEquals(next.resume(ben).ballot["phase"], "revealed");
});

Deno.test("[P2.3] what was sent and never saved is lost with the process; versions don't go back all the same", () => {
  using machine = new Machine();
  const { disk } = machine;
  const [ana] = machine.table.v2Room(["ana", "ben"]);
  disk.fault = "io_error";
  for (let n = 0; n < 50; n++) ana.does("START_TIMER", { seconds: n + 1 });
  machine.table.pass(RETRY_FIRST_MS / 2);
  disk.fault = null;
  const back = machine.restart().resume(ana); // checks that its version is no older
  assertEquals(back.room?.timer, null);
});

Deno.test("[S5] what was pending for a worker that is lost meanwhile is not sent to its next incarnation", () => {
  using machine = new Machine({ workers: 2 });
  const { table } = machine;
  const [ana, ben] = table.room(["ana", "ben"]);
  table.settle();
  table.held = true;
  const before = table.sent.length;
  const received = () => table.sent.slice(before).filter(({ to }) => to === 1);
  ana.begin("T1"); // ben is asked for a vote, as soon as that is saved
  assertEquals([ben.prompt, received()], [null, []]);
  table.store(0).workerLost(1);
  table.settle();
  assertEquals(
    received(),
    [],
    "its next incarnation has other people's connections under these numbers",
  );
  // whoever was sent something here still is
  assertEquals([ana.prompt, ben.prompt], ["MEMBER_VOTED", null]);
  // and what is enqueued for the next incarnation is sent
  table.held = false;
  const cid = table.arrive("cid", ana.roomId, { on: 1 });
  assertEquals([cid.state, cid.prompt], ["seated", "MEMBER_VOTED"]);
});

Deno.test("[S6] what could not be saved is tried once more when the process stops", () => {
  for (const [fault, saved] of [[null, true], ["disk_full", false]] as const) {
    using machine = new Machine();
    const { disk, table } = machine;
    const [ana, ben] = table.v2Room(["ana", "ben"]);
    disk.fault = "disk_full";
    ana.begin("T1");
    ben.vote("T1", "8");
    disk.fault = fault; // long before it would be tried again by itself
    const commits = disk.commits.length;
    table.stores[0]?.freeze();
    assertEquals(disk.commits.length, commits, "there may be more to come");
    table.stores[0]?.endAll("server_stopping");
    const lost = table.log.of("rooms_not_saved").map(({ fields }) => fields);
    assertEquals(lost, saved ? [] : [{ rooms: 1, reason: "disk_full" }]);
    disk.fault = null;
    const next = machine.restart(1_000);
    assertEquals(next.resume(ben).you?.vote, saved ? "8" : undefined);
  }
});

Deno.test("[S5] a process that has been superseded sends nothing when it wakes up, and writes nothing", () => {
  for (const failing of [false, true]) {
    using machine = new Machine({ workers: 2 });
    const { disk, table: late } = machine;
    const { ana, ben, cid } = late.mixedRoom();
    ana.begin("T1");
    cid.vote("T1", "5");
    late.pass(100);
    if (failing) {
      disk.fault = "disk_full";
      ana.does("SET_SETTINGS", { auto_reveal: true }); // sent, but not saved
      late.pass(100);
      disk.fault = null;
    }
    // the process hangs, and another has its files; nobody of the first one has been notified
    const clock = new FakeClock(late.clock.now());
    using next = new MixedCluster({ ...machine.options, clock });
    const members = [ana, ben, cid];
    const counts = () => members.map(({ frames }) => frames.length);
    const [frames, sent, lines] = [counts(), late.sent.length, late.log.lines.length];
    const written = machine.written;
    const tries: readonly (() => void)[] = [
      () => ben.vote("T1", "8"),
      () => ana.does("START_TIMER", { seconds: 60 }),
      () => cid.vote("T1", "13"),
      () => void late.joinV2("dan", ana.roomId),
      () => void late.resume(ben),
      () => ben.drop(),
      () => late.pass(70_000),
      () => late.store(0).freeze(),
      () => late.store(0).endAll("server_stopping"),
    ];
    let failed = 0;
    for (const attempt of tries) {
      try {
        attempt();
      } catch (error) {
        assert(error instanceof JournalFailure && error.fault === "superseded", `${error}`);
        failed++;
      }
      assertEquals([counts(), late.log.lines.length], [frames, lines], `${attempt}`);
    }
    assert(failed > 0);
    const since = late.sent.slice(sent).filter(({ from }) => from === 0);
    assertEquals(since, [], "not on the other worker either");
    assertEquals(machine.written, written);
    // and the next one goes on with what was sent
    assertEquals(next.resume(ana).ballot["phase"], "voting");
    assertEquals(disk.incarnation, 2);
  }
});
