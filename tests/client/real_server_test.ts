// The client against the server as users run it: real sockets, and a line that is cut (P2.7, P2.9).
import { assert, assertEquals } from "@std/assert";
import { platform, RoomClient, type SavedSeat } from "../../src/client/mod.ts";
import { CuttableLine } from "../e2e/cuttable_line.ts";
import { within } from "../e2e/patience.ts";
import { Server } from "../e2e/server.ts";
import { permittedTest } from "../permitted.ts";

permittedTest("[P2.7] create, join, vote, cut, resume: on two workers", async () => {
  await using server = await Server.start({ workers: 2 });
  const url = `http://127.0.0.1:${server.port}/ws`;
  const ended = Promise.withResolvers<void>();
  const ana = new RoomClient({
    url,
    onStatus: ({ state }) => state === "ended" && ended.resolve(),
  });
  const { room_id } = await within(ana.create({ name: "ana", capacity: 3 }), "room");

  await using line = new CuttableLine(server.port);
  const bobs = {
    url: `http://127.0.0.1:${line.port}/ws`,
    environment: { ...platform, random: () => 0 },
  };
  const statuses: string[] = [];
  const seats: (SavedSeat | null)[] = [];
  const bob = new RoomClient({
    ...bobs,
    onStatus: ({ state }) => statuses.push(state),
    onSeat: (seat) => seats.push(seat),
  });
  await within(bob.join({ name: "bob", room_id }), "seat");
  await within(ana.begin({ ticket_id: "T-1" }), "ballot");
  await within(bob.until(({ ballot }) => ballot !== null), "ballot at bob's");
  await within(bob.vote("T-1", "5"), "vote");

  // several times, so that bob comes back on either worker
  for (const card of ["8", "13", "21"]) {
    line.cut();
    line.mend();
    await within(bob.vote("T-1", card), `vote ${card}, chosen while cut off`);
    assertEquals(bob.ownVote, { ticket_id: "T-1", attempt: 1, card, pending: false });
  }
  assertEquals(bob.room?.members.length, 2);
  assertEquals(statuses.filter((state) => state === "offline").length, 3);
  assertEquals(seats.length, 1);

  await within(ana.vote("T-1", "21"), "ana's vote");
  await within(ana.until(({ ballot }) => ballot?.phase === "complete"), "complete ballot");
  await within(ana.reveal("T-1"), "reveal");
  const { ballot } = await within(
    bob.until((room) => room.ballot?.phase === "revealed"),
    "revealed ballot",
  );
  assert(ballot?.phase === "revealed");
  assertEquals(ballot.summary.consensus, true);

  // another program of bob's takes the seat over
  const [seat] = seats;
  assert(seat !== null && seat !== undefined);
  const tab = new RoomClient(bobs);
  await within(tab.resume(seat), "resume");
  assertEquals(tab.memberId, bob.memberId);
  await within(bob.until(() => false).catch(() => {}), "the end of bob's first program");

  await within(ana.endSession(), "end");
  await within(ended.promise, "results");
  await within(tab.until(() => false).catch(() => {}), "the end at bob's");
  assertEquals(tab.status.state === "ended" && tab.status.reason, "ended_by_admin");
  assertEquals(bob.status.state === "closed" && bob.status.code, "replaced");
});
