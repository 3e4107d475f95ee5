// What whoever leaves in line mode takes along, with the real server in the same thread.
import { assertEquals } from "@std/assert";
import { runLines } from "../../src/terminal/lines.ts";
import { jsonReporter } from "../../src/terminal/reporter.ts";
import { RoomSession } from "../../src/terminal/room_session.ts";
import { Seats } from "../../src/terminal/seats.ts";
import { Loopback } from "../client/loopback.ts";

Deno.test("lines: whoever leaves takes an estimate along that no state of the room showed", async () => {
  using world = new Loopback();
  const [ana] = await world.room("Ana");
  const room = await world.passes(ana.until(() => true));
  const bob = new RoomSession({
    server: { socket: "ws://server.test/ws", page: "http://server.test" },
    name: "Bob",
    seats: new Seats(null, () => 0),
    listener: { room: () => {}, vote: () => {}, status: () => {} },
    environment: world.environment,
  });
  await world.passes(bob.client.join({ name: "Bob", room_id: room.room_id }));
  const input = new TransformStream<string, string>();
  const lines = input.writable.getWriter();
  const over = runLines(bob, {
    reporter: jsonReporter(() => {}),
    input: input.readable,
    unread: new Promise(() => {}),
    onSignal: () => () => {},
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
