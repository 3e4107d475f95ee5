// A server that sends faster than it is read: the connection is given up, so that keys and signals get a turn.
import { assertEquals } from "@std/assert";
import { RoomClient } from "../../src/client/mod.ts";
import { withFloodGuard } from "../../src/terminal/flood.ts";
import { SERVER_URL, World } from "../client/fake_world.ts";
import { FakeClock } from "../base/fake_clock.ts";

/** A clock on which time goes by without a turn of the event loop: no timer runs. */
class BusyClock extends FakeClock {
  busyMs = 0;

  override now(): number {
    return super.now() + this.busyMs;
  }
}

async function flooded(messages: number, { msEach, turnEvery = Infinity }: {
  readonly msEach: number;
  readonly turnEvery?: number;
}): Promise<string> {
  using world = new World();
  const clock = new BusyClock();
  const environment = withFloodGuard({ ...world.environment, clock });
  const client = new RoomClient({ url: SERVER_URL, environment });
  const joining = client.join({ name: "ana", room_id: "7K2M9QXD" });
  const { socket } = world;
  socket.welcome({ version: 1 });
  await joining;
  for (let at = 1; at <= messages && !socket.hungUp; at++) {
    clock.busyMs += msEach;
    if (at % turnEvery === 0) clock.advance(0);
    socket.state({ version: at + 1 });
  }
  const { state } = client.status;
  client.close();
  clock.advance(0);
  assertEquals(clock.pending, 0);
  return state;
}

Deno.test("flood: many messages, for long, without a turn in between: the connection counts as lost", async () => {
  assertEquals(await flooded(2_000, { msEach: 2 }), "offline");
});

Deno.test("flood: what a machine that slept finds waiting, and slow reading, are none", async () => {
  assertEquals(await flooded(10_000, { msEach: 0.1 }), "online", "short");
  assertEquals(await flooded(900, { msEach: 1_000 }), "online", "few");
  assertEquals(await flooded(10_000, { msEach: 2, turnEvery: 500 }), "online", "with turns");
});
