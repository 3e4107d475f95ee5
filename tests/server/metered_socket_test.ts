// What a connection has of the runtime's socket. How much is unsent, mostly without asking: never less than
// there is, and exactly where it matters [S4]; and a close frame that gets out, whatever comes in [W7].
import { assert, assertEquals } from "@std/assert";
import { MeteredSocket } from "../../src/server/metered_socket.ts";
import { systemClock } from "../../src/base/clock.ts";
import { RawSocket } from "../e2e/raw_socket.ts";
import { permittedTest } from "../permitted.ts";
import { drawsOf } from "../base/draws.ts";
import { FakeSocket } from "./fake_socket.ts";

const METERING = { exactFrom: 1_000, clock: systemClock };

/** A socket whose reader takes what the test lets it, and that counts how often it is asked. */
class AskedSocket extends FakeSocket {
  override readyState: number = WebSocket.OPEN;
  unsent = 0;
  asked = 0;

  override send(text: string): void {
    this.unsent += new TextEncoder().encode(text).length;
  }
}

function asked(): AskedSocket {
  const socket = new AskedSocket();
  Object.defineProperty(socket, "bufferedAmount", {
    get: () => {
      socket.asked++;
      return socket.unsent;
    },
  });
  return socket;
}

Deno.test("[S4] what is reported is never less than what is unsent, and exact where it matters", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const draw = drawsOf(seed);
    const socket = asked();
    const metered = new MeteredSocket(socket, METERING);
    for (let n = 0; n < 200; n++) {
      metered.send(["x", "é", "🗳️"][draw(3)]?.repeat(draw(60)) ?? "");
      socket.unsent = Math.max(0, socket.unsent - draw(120));
      const reported = metered.bufferedAmount;
      assert(reported >= socket.unsent, `seed ${seed}: reported ${reported} of ${socket.unsent}`);
      if (reported > METERING.exactFrom) assertEquals(reported, socket.unsent, `seed ${seed}`);
    }
  }
});

Deno.test("[S4] for a reader that keeps up the runtime is asked once in a while, not for each frame", () => {
  const socket = asked();
  const metered = new MeteredSocket(socket, METERING);
  for (let n = 0; n < 1_000; n++) {
    metered.send("12345");
    socket.unsent = 0;
    assert(metered.bufferedAmount <= METERING.exactFrom);
  }
  assert(socket.asked > 0 && socket.asked <= 15, `asked ${socket.asked} times`);
});

permittedTest(
  "[W7] who sends something in the moment in which it is closed gets the close frame",
  async () => {
    const open: MeteredSocket[] = [];
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request) => {
        const { socket, response } = Deno.upgradeWebSocket(request);
        const metered = new MeteredSocket(socket, METERING);
        socket.addEventListener("open", () => open.push(metered));
        socket.addEventListener("message", ({ data }) => {
          if (data !== "close the others") return;
          for (const other of open) {
            if (other !== metered) other.close(4_000, "as it was asked for");
          }
        });
        return response;
      },
    );
    await using one = await RawSocket.open(server.addr.port);
    await using other = await RawSocket.open(server.addr.port);
    // both are here before the server's turn comes, which is on this thread
    await Promise.all([one.text("close the others"), other.text("something")]);
    const last = await other.message();
    assertEquals(last.kind === "close" ? last.code : last.kind, 4_000);
  },
);
