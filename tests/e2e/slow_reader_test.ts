// A member that stops reading is nobody else's problem [S4]. It goes on voting, so that the room goes
// on, and asks for what is refused: news and refusals pile up in front of it until the server has had
// enough.
import { assert, assertEquals, assertLess } from "@std/assert";
import { residentBytes } from "../hostile/memory.ts";
import { asGoEvent, goData } from "./go_event.ts";
import { PATIENCE_MS, within } from "./patience.ts";
import { RawSocket } from "./raw_socket.ts";
import { stories } from "./stories.ts";
import { encodeFrame, OPCODE } from "./wire.ts";

const SLOW = "slow";
const VOTERS = 4;
/**
 * What the kernel may hold for a peer that doesn't read (at most its largest send and receive buffers,
 * on Linux usually 4 and 6 MiB) and our own 1 MiB, with a good margin.
 */
const UNREAD_BYTES_MAX = 32 * 2 ** 20;
/** What the heap of each worker may grow by under this load, collected late as it is; and the rest of the process. */
const GROWTH_PER_WORKER_MAX = 48 * 2 ** 20;
const GROWTH_OF_PROCESS_MAX = 64 * 2 ** 20;
/** Refused commands that the slow one sends in each ballot. */
const BATCH = 1_000;
/** Ballots that must go on after the slow one is out. */
const BALLOTS_AFTER = 20;

/** A member that does at once what it is asked to do, without a person. */
class Pilot {
  ballots = 0;
  slowIsOut = false;
  roomId = "";
  readonly #socket: RawSocket;
  /** Called with each ticket that is voted on; the admin's gives the next ticket, if there is one. */
  onAsked: (ticketId: string) => void = () => {};
  nextTicket: () => string | undefined = () => undefined;

  constructor(socket: RawSocket) {
    this.#socket = socket;
  }

  /** Handles frames until `done` holds. */
  async fly(done: () => boolean): Promise<void> {
    while (!done()) {
      const frame = await this.#socket.message();
      assert(frame.kind === "text", `another member got ${JSON.stringify(frame)}`);
      const event = asGoEvent(frame.text);
      if (event !== undefined) await this.#handle(event.type, goData(event) ?? {});
    }
  }

  async #handle(type: string, data: Readonly<Record<string, unknown>>): Promise<void> {
    const { room_id, ticket_id, message } = data;
    switch (type) {
      case "CREATE_ROOM":
        this.roomId = `${room_id}`;
        return await this.#send("JOIN_ROOM", { room_id });
      case "ROOM_JOIN_UPDATES":
        // The slow one is mentioned twice: when it comes and when it goes.
        if (`${message}`.includes(SLOW)) this.slowIsOut = this.#sawSlow;
        this.#sawSlow ||= `${message}`.includes(SLOW);
        return;
      case "BEGIN_VOTING_PROMPT": {
        const ticketId = this.nextTicket();
        if (ticketId !== undefined) await this.#send("BEGIN_VOTING", { ticket_id: ticketId });
        return;
      }
      case "ASK_FOR_VOTE":
        await this.#send("MEMBER_VOTED", { ticket_id, vote: "5" });
        return this.onAsked(`${ticket_id}`);
      case "REVEAL_VOTES_PROMPT":
        return await this.#send("REVEAL_VOTES", { ticket_id });
      case "VOTES_REVEALED":
        this.ballots++;
        return;
      default:
        return;
    }
  }

  #sawSlow = false;

  async #send(type: string, data: unknown): Promise<void> {
    await this.#socket.text(JSON.stringify({ type, data }));
  }
}

stories("slow readers", {
  "[S4] a member that reads nothing is put out, and the room goes on": async (server) => {
    await using stack = new AsyncDisposableStack();
    const connect = async (query: Record<string, string>) => {
      const path = `/ws?${new URLSearchParams(query)}`;
      return stack.use(await RawSocket.open(server.port, { path }));
    };
    const maxRoomCapacity = `${VOTERS + 1}`;
    const admin = new Pilot(
      await connect({ action: "CREATE_ROOM", name: "pilot-0", max_room_capacity: maxRoomCapacity }),
    );
    await admin.fly(() => admin.roomId !== "");
    const join = async (name: string) => {
      const socket = await connect({ action: "JOIN_ROOM", name, room_id: admin.roomId });
      await socket.text(event("JOIN_ROOM", { room_id: admin.roomId }));
      return socket;
    };
    const others: Pilot[] = [];
    for (let seat = 1; seat < VOTERS; seat++) others.push(new Pilot(await join(`pilot-${seat}`)));
    const slow = await join(SLOW);
    const refused = event("JOIN_ROOM", { room_id: "ZZZZZZZZ" });
    await slow.text(refused);
    const lineBytes = await plainText(slow);
    const frame = encodeFrame(OPCODE.text, new TextEncoder().encode(refused));
    const batch = new Uint8Array(Array.from({ length: BATCH }, () => [...frame]).flat());

    let last = Infinity;
    let started = 0;
    admin.nextTicket = () => started < last ? `T-${++started}` : undefined;
    let unread = 0;
    // The admin, asked for its own vote, knows that the ballot is open: the slow one votes unseeing.
    // Its writes may stall once it is out, so nobody waits for them.
    admin.onAsked = (ticketId) => {
      if (admin.slowIsOut) return;
      unread += BATCH * lineBytes;
      assertLess(unread, UNREAD_BYTES_MAX, "the slow one is still in the room");
      slow.text(event("MEMBER_VOTED", { ticket_id: ticketId, vote: "5" })).catch(() => {});
      slow.write(batch).catch(() => {});
    };
    const { workers } = await server.logged("listening");
    const before = await residentBytes(server.pid);
    const over = () => {
      if (admin.slowIsOut) last = Math.min(last, started + BALLOTS_AFTER);
      return admin.ballots >= last;
    };
    const flights = [admin.fly(over), ...others.map((one) => one.fly(() => one.ballots >= last))];
    await within(Promise.all(flights), "end of the ballots", 4 * PATIENCE_MS);

    const growth = await residentBytes(server.pid) - before;
    assertLess(growth, GROWTH_OF_PROCESS_MAX + Number(workers) * GROWTH_PER_WORKER_MAX);
    for (const { ballots, slowIsOut } of others) {
      assertEquals([ballots, slowIsOut], [last, true]);
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
