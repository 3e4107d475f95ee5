// A page left open over a deploy goes on as if nothing had happened: SIGTERM, a new process on the same
// directory and port, and everybody is back in the room by themselves [S6, P2.7, P2.9].
import { assertEquals, assertGreater } from "@std/assert";
import { RoomClient, type Status } from "../../src/client/mod.ts";
import { Server } from "../e2e/server.ts";
import { permittedTest } from "../permitted.ts";
import { programsFolder } from "../program.ts";

for (const workers of [1, 2]) {
  permittedTest(`[S6] clients stay in their room over a deploy, ${workers} workers`, async () => {
    const directory = programsFolder();
    const flags = ["--data", directory];
    const server = await Server.start({ workers, flags });
    const url = `ws://127.0.0.1:${server.port}/ws`;
    const statuses: Status["state"][] = [];
    const ana = new RoomClient({ url, onStatus: ({ state }) => statuses.push(state) });
    const ben = new RoomClient({ url });
    const { room_id } = await ana.create({ name: "ana", capacity: 3 });
    await ben.join({ name: "ben", room_id });
    await ana.begin({ ticket_id: "T-ONE" });
    await ben.vote("T-ONE", "8");
    const before = ana.room?.version ?? 0;

    await server.stop();
    await using next = await Server.start({ port: server.port, workers, flags });
    const isWhole = await ana.until(({ members, version }) =>
      version > before && members.every(({ presence }) => presence === "online")
    );
    assertEquals(isWhole.members.map(({ name }) => name), ["ana", "ben"]);
    assertEquals(isWhole.ballot?.ticket_id, "T-ONE");
    assertEquals(statuses.includes("closed") || statuses.includes("ended"), false, `${statuses}`);

    await ana.vote("T-ONE", "5");
    await ana.reveal("T-ONE");
    const { ballot } = await ben.until(({ ballot }) => ballot?.phase === "revealed");
    const votes = ballot?.phase === "revealed" ? ballot.votes ?? [] : [];
    assertEquals(votes.map(({ name, card }) => `${name} ${card}`).sort(), ["ana 5", "ben 8"]);
    assertGreater(ben.room?.version ?? 0, before);
    await ben.leave();
    await ana.leave();
    await next.stop();
    await Deno.remove(directory, { recursive: true });
  });
}
