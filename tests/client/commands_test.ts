// Every command of P2.5, from a client's method to the room and back, against the server's own rooms.
import { assert, assertEquals, assertRejects } from "@std/assert";
import { PAGE_EVERY_MS, PAGES_AT_ONCE } from "../../src/client/commands.ts";
import { ClientError, type RoomClient } from "../../src/client/mod.ts";
import { failure, turns, World } from "./fake_world.ts";
import { Loopback } from "./loopback.ts";

/** What a command was refused with. */
async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await failure(promise);
  assert(error.message.length > 0);
  return error.field === undefined ? error.code : `${error.code} ${error.field}`;
}

/** Waits until the client has seen the version that a command resolved with. */
async function seen(world: Loopback, client: RoomClient, command: Promise<number>) {
  const version = await world.passes(command);
  return await world.passes(client.until((room) => room.version >= version));
}

Deno.test("a command that repeats the last one while that waits is sent once, and has its reply", async () => {
  using world = new Loopback();
  const [ana] = await world.room("ana");
  const begun = [ana.begin({ ticket_id: "T-1" }), ana.begin({ ticket_id: "T-1" })];
  const [first, second] = await world.passes(Promise.all(begun));
  assertEquals(first, second);
  // after the reply, or after another command, it is one more
  assertEquals(await refusal(world.passes(ana.begin({ ticket_id: "T-1" }))), "ballot_open");
  const [once, other, again] = [ana.restart(), ana.startTimer(60), ana.restart()];
  await world.passes(Promise.all([once, other, again]));
  await world.passes(ana.until(({ ballot }) => ballot?.attempt === 3));
  await Promise.all([
    assertRejects(() => world.passes(ana.setEstimate("T-1", "5")), ClientError),
    assertRejects(() => world.passes(ana.setEstimate("T-1", "5")), ClientError),
  ]);
});

Deno.test("[P2.5] each command resolves with the first version that shows its effect", async () => {
  using world = new Loopback();
  const [ana, bob] = await world.room("ana", "bob");
  const anaId = ana.memberId ?? "";
  const bobId = bob.memberId ?? "";
  assertEquals(ana.server, { name: "estimatex-server", version: "1.2.3" });

  const T1 = { ticket_id: "T-1", title: "Log in" };
  const T2 = { ticket_id: "T-2" };
  assertEquals((await seen(world, ana, ana.queueTickets([T1, T2]))).queue, [T1, T2]);
  assertEquals((await seen(world, ana, ana.queueTickets([T1], { replace: true }))).queue, [T1]);

  const begun = await seen(world, ana, ana.begin(T1));
  assertEquals([begun.ballot?.ticket_id, begun.ballot?.title], ["T-1", "Log in"]);
  assertEquals(begun.queue, []);

  const timed = await seen(world, ana, ana.startTimer(60));
  assert((timed.timer?.ends_at ?? 0) > world.clock.now());
  assertEquals((await seen(world, ana, ana.stopTimer())).timer, null);

  const voted = await seen(world, bob, bob.vote("T-1", "5"));
  assertEquals(voted.members.map((member) => member.voted), [false, true]);
  assertEquals(bob.ownVote, { ticket_id: "T-1", attempt: 1, card: "5", pending: false });
  const withdrawn = await seen(world, bob, bob.withdraw("T-1"));
  assertEquals(withdrawn.members.map((member) => member.voted), [false, false]);
  assertEquals(bob.ownVote, null);
  await world.passes(bob.vote("T-1", "8"));

  assertEquals((await seen(world, ana, ana.restart())).ballot?.attempt, 2);
  await world.passes(ana.until((room) => room.ballot?.attempt === 2));
  assertEquals(bob.ownVote, null);
  await world.passes(bob.vote("T-1", "3"));

  assertEquals(await refusal(world.passes(ana.reveal("T-1"))), "not_complete");
  const { ballot } = await seen(world, ana, ana.reveal("T-1", { force: true }));
  assert(ballot?.phase === "revealed");
  assertEquals(ballot.votes, [{ member_id: bobId, name: "bob", card: "3" }]);
  assertEquals(ballot.summary.mean, 3);

  const { ballot: estimated } = await seen(world, ana, ana.setEstimate("T-1", "5"));
  assertEquals(estimated?.phase === "revealed" && estimated.estimate, "5");
  const [result, ...more] = await world.passes(bob.results());
  assertEquals(more, []);
  assertEquals([result?.ticket_id, result?.attempt, result?.estimate], ["T-1", 2, "5"]);

  const { settings } = await seen(world, ana, ana.setSettings({ auto_reveal: true }));
  assertEquals(settings, { auto_reveal: true, on_admin_leave: "close", who_runs: "admin" });
  const { members } = await seen(world, ana, ana.setRole("observer"));
  assertEquals(members[0]?.role, "observer");
  assertEquals((await seen(world, ana, ana.handOver(bobId))).admin_id, bobId);
  assertEquals((await seen(world, bob, bob.removeMember(anaId))).members.length, 1);
  assertEquals(ana.status.state === "closed" && ana.status.code, "removed");
  const cem = world.client();
  const { room_id = "" } = bob.room ?? {};
  await world.passes(cem.join({ room_id, name: "cem" }));
  await seen(world, bob, bob.removeMember(cem.memberId ?? "", { bar: true }));
  assertEquals(cem.status.state === "closed" && cem.status.code, "barred", "removed for good");

  await world.passes(bob.endSession());
  await world.passes(assertRejects(() => bob.until(() => false), ClientError));
  assert(bob.status.state === "ended");
  assertEquals(bob.status.reason, "ended_by_admin");
  assertEquals(bob.status.results?.ballots.length, 1);
  // a session that is over says so to whatever is asked of it
  assertEquals(await refusal(bob.begin(T2)), "session_over");
  assertEquals(await refusal(bob.vote("T-1", "3")), "session_over");
  assertEquals(await refusal(bob.leave()), "session_over");
});

Deno.test("[P2.6] what the server refuses rejects with its code, a sentence and the field", async () => {
  using world = new Loopback();
  const [ana, bob] = await world.room("ana", "bob");
  const table: [Promise<unknown>, string][] = [
    [bob.begin({ ticket_id: "T-1" }), "not_admin"],
    [bob.restart(), "not_admin"],
    [bob.reveal("T-1"), "not_admin"],
    [ana.vote("T-1", "5"), "no_ballot"],
    [ana.withdraw("T-1"), "no_ballot"],
    [ana.restart(), "no_ballot"],
    [ana.removeMember("X"), "no_such_member"],
    [ana.begin({ ticket_id: "" }), "bad_field ticket_id"],
    [ana.startTimer(0), "bad_field seconds"],
    [ana.queueTickets([{ ticket_id: " " }]), "bad_field tickets[0].ticket_id"],
  ];
  for (const [promise, code] of table) {
    assertEquals(await refusal(world.passes(promise)), code);
  }
  assertEquals([ana.status.state, bob.status.state], ["online", "online"]);
});

Deno.test("[W6] a message the server would hang up on is not sent", async () => {
  using world = new Loopback();
  const [ana] = await world.room("ana");
  const tickets = Array.from({ length: 200 }, (_, at) => ({
    ticket_id: `T-${at}`,
    title: "é".repeat(200),
  }));
  assertEquals(await refusal(ana.queueTickets(tickets)), "too_big");
  await world.passes(ana.begin({ ticket_id: "T-1" }));
  assertEquals(ana.status.state, "online");
});

Deno.test("[P2.5] results come in pages, and arrive whole", async () => {
  using world = new Loopback();
  const [ana] = await world.room("ana");
  const ballots = 201;
  for (let number = 1; number <= ballots; number++) {
    const ticketId = `T-${number}`;
    await world.passes(ana.begin({ ticket_id: ticketId }));
    await world.passes(ana.until(({ ballot }) => ballot?.ticket_id === ticketId));
    await world.passes(ana.vote(ticketId, "5"));
    await world.passes(ana.reveal(ticketId));
    world.clock.advance(150); // [W6] three commands a ballot
  }
  const results = await world.passes(ana.results());
  assertEquals(results.length, ballots);
  assertEquals(new Set(results.map(({ ticket_id }) => ticket_id)).size, ballots);
});

Deno.test("[W6] many pages are asked for no faster than the server lets anybody ask", async () => {
  using world = new World();
  const socket = await world.joined();
  const results = world.client.results();
  const asked = () => socket.sent.filter(({ type }) => type === "GET_RESULTS").length;
  const pages = PAGES_AT_ONCE + 3;
  for (let page = 1; page <= pages; page++) {
    const before = asked();
    const data = { version: 1, ballots: [], ...page < pages && { next: page * 100 } };
    assertEquals(socket.last.data, { after: (page - 1) * 100 });
    socket.receive({ type: "OK", data, re: socket.last.id });
    await turns();
    if (page === pages) break;
    if (page >= PAGES_AT_ONCE) {
      world.clock.advance(PAGE_EVERY_MS - 1);
      await turns();
      assertEquals(asked(), before);
      world.clock.advance(1);
      await turns();
    }
    assertEquals(asked(), before + 1);
  }
  assertEquals(await results, []);
});

Deno.test("results that are being fetched end with the client", async () => {
  using world = new World();
  const socket = await world.joined();
  const refused = refusal(world.client.results());
  for (let page = 1; page <= PAGES_AT_ONCE; page++) {
    socket.receive({ type: "OK", data: { version: 1, next: page }, re: socket.last.id });
    await turns();
  }
  world.client.close();
  assertEquals(await refused, "closed");
});
