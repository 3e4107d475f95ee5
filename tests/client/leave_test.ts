// Leaving for good, which outlives a lost connection like a vote [R14, P2.5].
import { assertEquals, assertRejects } from "@std/assert";
import { ClientError } from "../../src/client/mod.ts";
import { code, SEAT, World } from "./fake_world.ts";
import { Loopback } from "./loopback.ts";

Deno.test("[R14] leave: resolves, and the seat is gone for good", async () => {
  using world = new Loopback();
  const [ana, bob] = await world.room("ana", "bob");
  await world.passes(bob.leave());
  await world.passes(ana.until((room) => room.members.length === 1));
  assertEquals(bob.status, {
    state: "closed",
    code: "left",
    message: "You left the room.",
    advice: "none",
  });
  // the admin's leaving ends the session: it gets the results all the same
  await world.passes(ana.leave());
  await world.passes(assertRejects(() => ana.until(() => false), ClientError));
  assertEquals(ana.status.state === "ended" && ana.status.reason, "admin_left");
});

Deno.test("leave: sent again after a loss, until the server or its absence confirms it", async () => {
  using world = new World();
  const socket = await world.joined();
  const leaving = [world.client.leave(), world.client.leave()];
  assertEquals(socket.sent.map(({ type }) => type), ["LEAVE"]);
  socket.end(1006);
  const more = world.client.leave();
  world.clock.advance(250);
  world.socket.welcome();
  assertEquals(world.socket.sent.map(({ type }) => type), ["LEAVE"]);
  world.socket.end(1006);
  world.clock.advance(500);
  world.socket.error("resume_refused", null);
  world.socket.end(4010);
  await Promise.all([...leaving, more]);
  assertEquals(world.client.status.state === "closed" && world.client.status.code, "left");
  assertEquals(world.seats, [SEAT, null]);
});

Deno.test("leave: not before there is a room, and given up with close()", async () => {
  using world = new World();
  assertEquals(await code(world.client.leave()), "offline");
  (await world.joined()).end(1006);
  const leaving = code(world.client.leave());
  world.client.close();
  assertEquals(await leaving, "closed");
});

Deno.test("whoever is removed while it wants to leave gets that reason", async () => {
  using world = new World();
  const socket = await world.joined();
  const leaving = code(world.client.leave());
  socket.end(4003);
  assertEquals(await leaving, "removed");
});
