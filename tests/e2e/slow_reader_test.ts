// A member that stops reading does not affect others [S4]. It continues to vote, so that the room goes on, and sends
// commands that are refused, so that unread frames accumulate until the server closes it.
import { assert, assertLess } from "@std/assert";
import { residentBytes } from "../hostile/memory.ts";
import { asGoEvent } from "./go_event.ts";
import { eventually } from "./patience.ts";
import { RawSocket } from "./raw_socket.ts";
import { stories } from "./stories.ts";
import { isUpdated, Table } from "./table.ts";
import { encodeFrame, OPCODE } from "./wire.ts";

/**
 * What the kernel may hold for a peer that doesn't read (at most its largest send and receive buffers,
 * on Linux usually 4 and 6 MiB) and our own 1 MiB, with a good margin.
 */
const UNREAD_BYTES_MAX = 32 * 2 ** 20;
/** What the heap of each worker may grow by under this load, collected late as it is; and the rest of the process. */
const GROWTH_PER_WORKER_MAX = 48 * 2 ** 20;
const GROWTH_OF_PROCESS_MAX = 64 * 2 ** 20;
/** Refused commands that the slow one sends in each ballot. */
const BATCH = 5_000;
/** Ballots that must go on after the slow one is out. */
const BALLOTS_AFTER = 20;

stories("slow readers", {
  "[S4] a member that reads nothing is closed, and the room goes on": async (server) => {
    await using table = new Table(server);
    const anna = await table.creates("anna", 3);
    const bela = await table.joins("bela");
    const path = `/ws?action=JOIN_ROOM&name=slow&room_id=${table.roomId}`;
    await using slow = await RawSocket.open(server.port, { path });
    await slow.text(event("JOIN_ROOM", { room_id: table.roomId }));
    const refused = event("JOIN_ROOM", { room_id: "ZZZZZZZZ" });
    await slow.text(refused);
    const lineBytes = await plainText(slow);
    const frame = encodeFrame(OPCODE.text, new TextEncoder().encode(refused));
    const batch = new Uint8Array(Array.from({ length: BATCH }, () => [...frame]).flat());

    const { workers } = await server.logged("listening");
    const before = await residentBytes(server.pid);
    const isOut = () => server.log.some(({ event }) => event === "slow_reader");
    let unread = 0;
    let ballots = 0;
    for (let after = 0; after < BALLOTS_AFTER; ballots++) {
      const ticket_id = `T-${ballots}`;
      await anna.begins(ticket_id);
      await anna.prompted("vote"); // the ballot is open: the slow one votes unseeing
      if (isOut()) after++;
      else {
        unread += BATCH * lineBytes;
        assertLess(unread, UNREAD_BYTES_MAX, "the slow one is still in the room");
        slow.text(event("MEMBER_VOTED", { ticket_id, vote: "5" })).catch(() => {});
        let isWritten = false;
        slow.write(batch).then(() => isWritten = true, () => {});
        // a busy server may not have come to it yet; once the slow one is out, its writes may stall
        await eventually("a batch is read, or nobody reads it", () => isWritten || isOut());
      }
      for (const person of [anna, bela]) await person.votes("5");
      await anna.reveals();
    }

    const growth = await residentBytes(server.pid) - before;
    assertLess(growth, GROWTH_OF_PROCESS_MAX + Number(workers) * GROWTH_PER_WORKER_MAX);
    for (const person of [anna, bela]) {
      await person.receives("VOTES_REVEALED", { nth: ballots });
      await isUpdated(person, "slow", 2); // when it came, and when it went
    }
    // What had been sent before is still there to read; then comes 1013, or just the end.
    const end = (await slow.rest()).at(-1);
    assert(end !== undefined && (end.kind !== "close" || end.code === 1013), JSON.stringify(end));
  },
}, { flags: ["--message-rate", "0"] });

const event = (type: string, data: unknown) => JSON.stringify({ type, data });

/** Reads up to the first plain text; gives its length in bytes. */
async function plainText(socket: RawSocket): Promise<number> {
  for (;;) {
    const frame = await socket.line();
    if (asGoEvent(frame) === undefined) return new TextEncoder().encode(frame).length;
  }
}
