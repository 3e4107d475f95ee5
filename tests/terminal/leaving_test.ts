// How somebody leaves in line mode: what they take along, with the real server in the same thread, and no answer.
import { assertEquals } from "@std/assert";
import type { Environment } from "../../src/client/mod.ts";
import { runLines } from "../../src/terminal/lines.ts";
import { jsonReporter } from "../../src/terminal/reporter.ts";
import { RoomSession } from "../../src/terminal/room_session.ts";
import { Seats } from "../../src/terminal/seats.ts";
import { turns, World } from "../client/fake_world.ts";
import { Loopback } from "../client/loopback.ts";

Deno.test("lines: whoever leaves takes an estimate along that no state of the room showed", async () => {
  using world = new Loopback();
  const [ana] = await world.room("Ana");
  const room = await world.passes(ana.until(() => true));
  const bob = memberNamed("Bob", world.environment);
  await world.passes(bob.client.join({ name: "Bob", room_id: room.room_id }));
  const input = new TransformStream<string, string>();
  const lines = input.writable.getWriter();
  const over = runLines(bob, {
    reporter: jsonReporter(() => {}),
    input: input.readable,
    unread: new Promise(() => {}),
    onSignal: () => () => {},
    clock: world.environment.clock,
  });
  for (const ticketId of ["T-1", "T-2"]) {
    await world.passes(ana.begin({ ticket_id: ticketId }));
    await world.passes(ana.vote(ticketId, "5"));
    await world.passes(ana.reveal(ticketId, { force: true }));
    await world.passes(
      bob.client.until(({ ballot }) =>
        ballot?.phase === "revealed" && ballot.ticket_id === ticketId
      ),
    );
  }
  // the room shows T-2 by now, and says nothing of T-1
  await world.passes(ana.setEstimate("T-1", "8"));
  lines.write("leave");
  const { ballots } = await world.passes(over);
  assertEquals(ballots.map(({ ticket_id, estimate }) => [ticket_id, estimate]), [
    ["T-1", "8"],
    ["T-2", undefined],
  ]);
  await lines.close();
});

Deno.test("lines: a signal ends it although the server answers nothing any more, and a later one at once", async () => {
  for (const [results_count, isImpatient] of [[0, false], [1, false], [0, true]] as const) {
    const world = new World();
    const { clock, environment } = world;
    const ana = memberNamed("Ana", environment);
    const joining = ana.client.join({ name: "Ana", room_id: "7K2M9QXD" });
    world.socket.welcome({ results_count });
    await joining;
    let signal = () => {};
    const over = runLines(ana, {
      reporter: jsonReporter(() => {}),
      input: (async function* () {})(),
      unread: new Promise(() => {}),
      onSignal: (run) => {
        signal = () => run("stop");
        return () => {};
      },
      clock,
    });
    for (const _ of ["Ctrl-C", "and once more from whoever started it"]) signal();
    await turns();
    clock.advance(isImpatient ? 1_001 : 7_999);
    assertEquals(ana.client.status.state, "online");
    if (isImpatient) signal();
    else clock.advance(1);
    const { ending } = await over;
    assertEquals(ending.state === "closed" && [ending.code, ending.advice], ["closed", "resume"]);
    world[Symbol.dispose]();
  }
});

Deno.test("lines: a session that is over before line mode begins ends it", async () => {
  using world = new Loopback();
  const [ana] = await world.room("Ana");
  const room = await world.passes(ana.until(() => true));
  const bob = memberNamed("Bob", world.environment);
  await world.passes(bob.client.join({ name: "Bob", room_id: room.room_id }));
  const over = bob.client.until(() => false);
  await world.passes(Promise.allSettled([ana.endSession(), over]));
  const lines: string[] = [];
  const { ending } = await world.passes(runLines(bob, {
    reporter: jsonReporter((line) => lines.push(line)),
    input: (async function* () {})(),
    unread: new Promise(() => {}),
    onSignal: () => () => {},
    clock: world.environment.clock,
  }));
  assertEquals(ending.state === "ended" && ending.reason, "ended_by_admin");
  assertEquals(lines.map((line) => JSON.parse(line).type), [
    "entered",
    "room",
    "results",
    "status",
  ]);
});

Deno.test("lines: each command is answered once, those that end the session among them", async () => {
  for (const last of ["leave", "end", "hang_up"]) {
    using world = new Loopback();
    const ana = memberNamed("Ana", world.environment);
    await world.passes(ana.client.create({ name: "Ana", capacity: 2 }));
    const words = ["state", "help", "begin", "vote 5", "vote", "fly", "reveal", last];
    const lines: string[] = [];
    await world.passes(runLines(ana, {
      reporter: jsonReporter((line) => lines.push(line)),
      input: (async function* () {
        yield* words;
      })(),
      unread: new Promise(() => {}),
      onSignal: () => () => {},
      clock: world.environment.clock,
    }));
    const answers = lines.map((line) => JSON.parse(line))
      .filter(({ type }) => type === "done" || type === "error")
      .map(({ type, command }) => `${type} ${command}`);
    assertEquals(answers, [
      ...["done state", "done help", "done begin", "done vote", "error vote", "error "],
      ...["done reveal", `done ${last}`],
    ]);
  }
});

function memberNamed(name: string, environment: Environment): RoomSession {
  return new RoomSession({
    server: { socket: "ws://server.test/ws", page: "http://server.test" },
    name,
    seats: new Seats(null, () => 0),
    listener: { room: () => {}, vote: () => {}, status: () => {} },
    environment,
  });
}
