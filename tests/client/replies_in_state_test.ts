// A reply that is in a state [P2.3], and what the client makes of it: what it makes of an OK and the state behind it.
import { assertEquals } from "@std/assert";
import { roomWith, World } from "./fake_world.ts";

Deno.test("[P2.3] a state that is the reply to commands confirms each of them, and the room is shown with it", async () => {
  using world = new World();
  const socket = await world.joined();
  const asked = [world.client.begin({ ticket_id: "T-1" }), world.client.setRole("observer")];
  const re = socket.sent.slice(-2).map(({ id }) => id);
  socket.receive({ type: "ROOM_STATE", data: { room: roomWith({ version: 7 }), now: 5 }, re });
  assertEquals(await Promise.all(asked), [7, 7]);
  assertEquals(world.client.room?.version, 7);
});
