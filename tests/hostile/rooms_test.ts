// The limit of open rooms per address [W10], which counts rooms until they end, whatever their creators do, on all
// workers.
import { assertEquals, assertMatch } from "@std/assert";
import { eventually } from "../e2e/patience.ts";
import { RawSocket } from "../e2e/raw_socket.ts";
import { Server } from "../e2e/server.ts";
import { permittedTest } from "../permitted.ts";
import { CREATE } from "./handshakes.ts";
import { joins, refusal } from "./seats.ts";
import { event } from "./stranger.ts";

const ROOMS_MAX = 3;
const FULL = /opened 3 rooms, as many as one may/;
const ROOM = `${CREATE}&on_admin_leave=close`;

/** A v2 creator from this address; its first frame is still to be read. */
function opens(server: Server, address: string): Promise<RawSocket> {
  const headers = { "X-Forwarded-For": address };
  return RawSocket.open(server.port, { path: ROOM, protocols: ["estimatex.v2"], headers });
}

for (const workers of [1, 2]) {
  const some = `${workers} worker${workers === 1 ? "" : "s"}`;

  permittedTest(`[W10] an address opens only so many rooms, ${some}`, async () => {
    const flags = ["--trust-proxy", "--max-rooms-per-ip", `${ROOMS_MAX}`, "--admin-grace", "2m"];
    await using server = await Server.start({ workers, flags });
    await using stack = new AsyncDisposableStack();
    const creators: RawSocket[] = [];
    for (let n = 0; n < ROOMS_MAX; n++) {
      const creator = stack.use(await opens(server, "192.0.2.1"));
      assertMatch(await creator.line(), /"WELCOME"/);
      creators.push(creator);
    }
    // the rooms live on for their creators to come back to: that they hung up opens no others
    for (const creator of creators.slice(1)) await creator.cut();
    for (let n = 0; n < 4; n++) {
      await using oneMore = await opens(server, "192.0.2.1");
      assertMatch(await oneMore.line(), FULL);
      const last = await oneMore.message();
      assertEquals([last.kind, last.kind === "close" && last.code], ["close", 1013]);
      assertMatch(await refusal(server, "192.0.2.1"), FULL);
    }
    // somebody else does, and whoever joins opens none
    await using other = await joins(server, "192.0.2.2");
    const { data: { room_id } } = JSON.parse(await other.line());
    const path = `/ws?action=JOIN_ROOM&name=guest&room_id=${room_id}`;
    await using guest = await RawSocket.open(server.port, {
      path,
      protocols: ["estimatex.v2"],
      headers: { "X-Forwarded-For": "192.0.2.1" },
    });
    assertMatch(await guest.line(), /"WELCOME"/);
    // one room ends, and one may be opened
    await creators[0]?.text(event("END_SESSION", {}));
    await creators[0]?.rest();
    const next = await eventually("a room", async () => {
      const socket = await opens(server, "192.0.2.1");
      if (/"WELCOME"/.test(await socket.line())) return socket;
      await socket.close();
      return null;
    });
    stack.use(next);
    assertMatch(await refusal(server, "192.0.2.1"), FULL);
  });
}
