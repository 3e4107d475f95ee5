// Two members who do the same at once: the server refuses one of them, and neither is alarmed.
import { assert, assertEquals } from "@std/assert";
import type { RoomClient } from "../../src/client/mod.ts";
import { code, roomWith, turns, World } from "./fake_world.ts";
import { Loopback } from "./loopback.ts";

/** "ok", or what a command was refused with. */
function outcome(command: Promise<number>): Promise<string> {
  return command.then(() => "ok", () => code(command));
}

Deno.test("[R11b] of two who act at once both have what they wanted, or the second reads why not", async () => {
  using world = new Loopback();
  const [ana, bob] = await world.room("ana", "bob");
  await world.passes(ana.setSettings({ who_runs: "everyone" }));

  type Press = (client: RoomClient) => Promise<number>;
  const begins = (ticketId: string): Press => (client) => client.begin({ ticket_id: ticketId });
  const reveals = (ticketId: string): Press => (client) => client.reveal(ticketId);
  const both = async (one: Press, other: Press = one) => {
    // everybody has seen all that was before
    const { version = 0 } = await world.passes(ana.until(() => true));
    await world.passes(bob.until((room) => room.version >= version));
    const pressed = [outcome(one(ana)), outcome(other(bob))];
    const outcomes = await world.passes(Promise.all(pressed));
    // whoever goes on sees what both have done
    assertEquals(ana.room?.ballot, bob.room?.ballot);
    return outcomes;
  };
  const vote = async (ticketId: string) => {
    await world.passes(Promise.all([ana.vote(ticketId, "5"), bob.vote(ticketId, "8")]));
    await world.passes(ana.until(({ ballot }) => ballot?.phase === "complete"));
  };

  assertEquals(await both(begins("T-1")), ["ok", "ok"]);
  assertEquals(ana.room?.ballot?.attempt, 1);
  assertEquals(await both(begins("T-1")), ["ballot_open", "ballot_open"], "both saw it open");
  assertEquals(await both(reveals("T-1")), ["not_complete", "not_complete"]);
  await vote("T-1");
  assertEquals(await both(reveals("T-1")), ["ok", "ok"]);
  assertEquals(await both(reveals("T-1")), ["already_revealed", "already_revealed"], "seen");
  // another ticket than one's own is no comfort, but a room that is to choose one has chosen
  assertEquals(await both(begins("T-2"), begins("T-3")), ["ok", "ballot_open"]);
  await vote("T-2");
  assertEquals(await both(reveals("T-2"), reveals("T-1")), ["ok", "already_revealed"]);
  assertEquals(await both((client) => client.begin()), ["ok", "ok"]);
  assertEquals(bob.room?.ballot?.ticket_id, "Vote 1");

  const again: Press = (client) => client.restart(client.room?.ballot ?? undefined);
  assertEquals(await both(again), ["ok", "ok"]);
  assertEquals(bob.room?.ballot?.attempt, 2, "started over once");
  assertEquals(await both(again), ["ok", "ok"], "each of an attempt that both see");
  assertEquals(bob.room?.ballot?.attempt, 3);
  await vote("Vote 1");
  assertEquals(await both(again, reveals("Vote 1")), ["ok", "not_complete"]);
  await vote("Vote 1");
  assertEquals(await both(reveals("Vote 1")), ["ok", "ok"]);
  assertEquals(await both(begins("T-4"), again), ["ok", "wrong_ticket"]);
  await vote("T-4");
  assertEquals(await both(reveals("T-4"), again), ["ok", "ok"], "a reveal loses no votes");
});

Deno.test("[R11a] cancelling and revealing spare the attempt that somebody else has begun since", async () => {
  using world = new Loopback();
  const [ana, bob] = await world.room("ana", "bob");
  await world.passes(ana.setSettings({ who_runs: "everyone" }));
  await world.passes(ana.begin({ ticket_id: "T-1" }));
  await world.passes(ana.vote("T-1", "5"));
  const { ballot } = await world.passes(bob.until((room) => room.members[0]?.voted === true));
  assert(ballot !== null);
  await world.passes(bob.restart(ballot));
  await world.passes(bob.vote("T-1", "8"));
  const late = [
    ana.cancel(ballot),
    ana.reveal("T-1", { force: true, attempt: ballot.attempt }),
  ];
  assertEquals(await world.passes(Promise.all(late.map(outcome))), [
    "wrong_attempt",
    "wrong_attempt",
  ]);
  assertEquals(
    await world.passes(outcome(ana.cancel())),
    "ok",
    "without a ballot: the one there is",
  );
});

Deno.test("a reveal that another's has overtaken waits for the state that shows it, or for its refusal", async () => {
  const open = { ticket_id: "T-1", attempt: 1, phase: "complete", opened_at: 0 } as const;
  const cases: [what: string, then: (world: World) => void, outcome: string][] = [
    ["the ballot is open no more", ({ sockets: [socket] }) => socket?.state({ version: 3 }), "ok"],
    [
      "the ballot is still open in the next state",
      ({ sockets: [socket] }) => socket?.state({ version: 3, ballot: open }),
      "already_revealed",
    ],
    ["there is no next state", ({ client }) => client.close(), "already_revealed"],
  ];
  for (const [what, then, expected] of cases) {
    using world = new World();
    const socket = await world.joined();
    socket.state({ ...roomWith({}), version: 2, ballot: open });
    const revealing = outcome(world.client.reveal("T-1"));
    let settled = false;
    revealing.then(() => settled = true);
    socket.error("already_revealed");
    await turns();
    assertEquals(settled, false, what);
    then(world);
    assertEquals(await revealing, expected, what);
  }
});

Deno.test("a beginning whose refusal comes after the state that shows another ballot is refused at once", async () => {
  const other = { ticket_id: "T-2", attempt: 1, phase: "voting", opened_at: 0 } as const;
  const begun = [["T-1", "ballot_open"], ["T-2", "ok"]] as const;
  for (const [ticket_id, expected] of begun) {
    using world = new World();
    const socket = await world.joined();
    const beginning = outcome(world.client.begin({ ticket_id }));
    let settled = "";
    beginning.then((code) => settled = code);
    socket.state({ ...roomWith({}), version: 2, ballot: other });
    socket.error("ballot_open");
    await turns();
    assertEquals(settled, expected, ticket_id);
  }
});

Deno.test("a restart of an attempt that was over already, as the room showed, is refused", async () => {
  const shown = { ticket_id: "T-1", phase: "voting", opened_at: 0 } as const;
  for (const [attempt, expected] of [[1, "ok"], [2, "wrong_attempt"]] as const) {
    using world = new World();
    const socket = await world.joined();
    socket.state({ ...roomWith({}), version: 2, ballot: { ...shown, attempt } });
    const restarting = outcome(world.client.restart({ ticket_id: "T-1", attempt: 1 }));
    socket.error("wrong_attempt");
    socket.state({ ...roomWith({}), version: 3, ballot: { ...shown, attempt: 2 } });
    assertEquals(await restarting, expected, `attempt ${attempt} is shown`);
  }
});
