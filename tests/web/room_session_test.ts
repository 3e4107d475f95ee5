// A session in a room: what a screen reader reads out by itself, without a change of the room.
import { assertEquals } from "@std/assert";
import { ClientError, type RoomState } from "../../src/client/mod.ts";
import { en } from "../../src/web/languages/en.ts";
import { Notices } from "../../src/web/state/notices.ts";
import { RoomSession } from "../../src/web/state/room_session.ts";
import { roomWith, World } from "../client/fake_world.ts";

async function sessionIn(world: World, room: Partial<RoomState> = {}): Promise<RoomSession> {
  const { client, clock } = world;
  await world.joined(room);
  return new RoomSession(client, { room: roomWith(room), notices: new Notices(clock), clock });
}

Deno.test("[R11a] that time is up is read out as the timer ends, once, and not where it was stopped", async () => {
  using world = new World();
  const session = await sessionIn(world);
  const announced = () => session.announced.peek().text;
  const runsFor = (ms: number) =>
    session.setRoom(roomWith({ timer: { ends_at: world.client.serverNow() + ms } }));
  runsFor(2_000);
  assertEquals(announced(), "A timer is running.");
  world.clock.advance(1_999);
  assertEquals(announced(), "A timer is running.");
  world.clock.advance(1);
  assertEquals(announced(), "Time is up.");
  const { id } = session.announced.peek();
  session.setRoom(roomWith({ timer: { ends_at: world.client.serverNow() } })); // the room still has it
  assertEquals(session.announced.peek().id, id);

  session.setRoom(roomWith({}));
  runsFor(2_000);
  session.setRoom(roomWith({}));
  assertEquals(announced(), "The timer was stopped.");
  world.clock.advance(2_000);
  assertEquals(announced(), "The timer was stopped.");
});

Deno.test("what has changed while the connection was lost is read out with its return", async () => {
  using world = new World();
  const session = await sessionIn(world);
  const returns = (room: Partial<RoomState> | null) => {
    session.setStatus({ state: "offline", retry_in_ms: 1_000, attempt: 1 });
    session.setStatus({ state: "connecting" });
    if (room !== null) session.setRoom(roomWith(room));
    session.setStatus({ state: "online" });
    return session.announced.peek().text;
  };
  const ballot = { ticket_id: "WEB-7", attempt: 1, phase: "voting", opened_at: 0 } as const;
  assertEquals(returns(null), "You are connected again.");
  assertEquals(returns({ ballot }), "You are connected again. Voting on WEB-7 has started.");
  assertEquals(returns({ ballot }), "You are connected again.");
});

Deno.test("what came of a command is shown in place of what came of an earlier one about the same", async () => {
  using world = new World();
  const session = await sessionIn(world);
  const shown = () => session.notices.shown.peek().map(({ text }) => text);
  const refused = new ClientError("too_soon", "");
  await session.did(Promise.reject(refused), "unrelated");
  await session.did(Promise.resolve(), "Newcomers need the passcode now", { topic: "passcode" });
  await session.did(Promise.resolve(), "No passcode is needed now", { topic: "passcode" });
  await session.did(Promise.resolve(), "There are 3 seats now", { topic: "capacity" });
  assertEquals(shown(), [
    en.refused.too_soon,
    "No passcode is needed now",
    "There are 3 seats now",
  ]);
  world.clock.advance(9_000);
  assertEquals(shown(), []);
});
