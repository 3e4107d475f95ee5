// The client against the server as users run it: real sockets, and a line that is cut (P2.7, P2.9).
import { assert, assertEquals } from "@std/assert";
import { type Environment, platform, RoomClient, type SavedSeat } from "../../src/client/mod.ts";
import { within } from "../e2e/patience.ts";
import { RawSocket } from "../e2e/raw_socket.ts";
import { Server } from "../e2e/server.ts";
import { permittedTest } from "../permitted.ts";

/** The platform with sockets whose line a test can cut. */
class Cuttable implements Environment {
  readonly clock = platform.clock;
  readonly random = () => 0;
  readonly report = platform.report;
  readonly #port: number;
  readonly #open: RawSocket[] = [];
  readonly #reading: Promise<void>[] = [];

  constructor(port: number) {
    this.#port = port;
  }

  openSocket: Environment["openSocket"] = (url, protocols, events) => {
    let socket: RawSocket | null = null;
    let closed = false;
    const read = async () => {
      const { pathname, search } = new URL(url);
      const options = { path: pathname + search, protocols };
      socket = await RawSocket.open(this.#port, options);
      this.#open.push(socket);
      for (;;) {
        const frame = await socket.message(Infinity);
        if (frame.kind === "text") events.received(frame.text);
        if (frame.kind === "close" || frame.kind === "end") {
          await socket.cut();
          return events.closed(frame.kind === "close" ? frame.code : 1006);
        }
        if (closed) return await socket.cut();
      }
    };
    this.#reading.push(read());
    return {
      send: (text) => void socket?.text(text),
      close() {
        closed = true;
        socket?.cut();
      },
    };
  };

  /** Hangs the newest line up without a word. */
  async cut(): Promise<void> {
    await this.#open.at(-1)?.cut();
  }

  /** Waits until every connection is really over. */
  async over(): Promise<void> {
    await Promise.all(this.#reading);
  }
}

permittedTest("[P2.7] create, join, vote, cut, resume: on two workers", async () => {
  await using server = await Server.start({ workers: 2 });
  const url = `http://127.0.0.1:${server.port}/ws`;
  const ended = Promise.withResolvers<void>();
  const ana = new RoomClient({
    url,
    onStatus: ({ state }) => state === "ended" && ended.resolve(),
  });
  const { room_id } = await within(ana.create({ name: "ana", capacity: 3 }), "room");

  const lines = new Cuttable(server.port);
  const statuses: string[] = [];
  const seats: (SavedSeat | null)[] = [];
  const bob = new RoomClient({
    url,
    environment: lines,
    onStatus: ({ state }) => statuses.push(state),
    onSeat: (seat) => seats.push(seat),
  });
  await within(bob.join({ name: "bob", room_id }), "seat");
  await within(ana.begin({ ticket_id: "T-1" }), "ballot");
  await within(bob.until(({ ballot }) => ballot !== null), "ballot at bob's");
  await within(bob.vote("T-1", "5"), "vote");

  // several times, so that bob comes back on either worker
  for (const card of ["8", "13", "21"]) {
    await lines.cut();
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
  const tab = new RoomClient({ url, environment: lines });
  await within(tab.resume(seat), "resume");
  assertEquals(tab.memberId, bob.memberId);
  await within(bob.until(() => false).catch(() => {}), "the end of bob's first program");

  await within(ana.endSession(), "end");
  await within(ended.promise, "results");
  await within(tab.until(() => false).catch(() => {}), "the end at bob's");
  assertEquals(tab.status.state === "ended" && tab.status.reason, "ended_by_admin");
  assertEquals(bob.status.state === "closed" && bob.status.code, "replaced");
  await within(lines.over(), "end of the lines");
});
