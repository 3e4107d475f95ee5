// v2 members that read slowly or not at all [P2.3, S4, W10]: they miss states or are closed, without effect on others.
import { assert, assertEquals, assertGreater, assertLess, fail } from "@std/assert";
import { residentBytes } from "../hostile/memory.ts";
import { permittedTest } from "../permitted.ts";
import { valueOf } from "../server/exposition.ts";
import { httpExchange } from "./http_exchange.ts";
import { RawSocket } from "./raw_socket.ts";
import { Server } from "./server.ts";
import { stories } from "./stories.ts";
import { V2Table } from "./v2_table.ts";
import { type Member, V2 } from "./v2_member.ts";
import { readFrame, type Room } from "./v2_shapes.ts";
import { encodeFrame, OPCODE } from "./wire.ts";

/**
 * What the kernel may hold for a peer that doesn't read (at most its largest send and receive buffers,
 * on Linux usually 4 and 6 MiB) and our own 1 MiB, with a good margin.
 */
const UNREAD_BYTES_MAX = 32 * 2 ** 20;
/** Pages of results that the one who reads nothing asks for at once. */
const BATCH = 10;
const MEMORY_GROWTH_MAX = 128 * 2 ** 20;
/** What the kernel may hold where receive buffers may grow further than usual, with a margin. */
const STATE_BYTES_MAX = 64 * 2 ** 20;
/** So many states are skipped before the one who lags reads on. */
const SKIPPED_MIN = 20;

/** Joins with a socket that reads nothing from here on; gives its WELCOME, too. */
async function joinsDeaf(table: V2Table, port: number, name: string) {
  const query = { action: "JOIN_ROOM", name, room_id: table.roomId };
  const path = `/ws?${new URLSearchParams(query)}`;
  const socket = await RawSocket.open(port, { path, protocols: [V2] });
  const frame = await socket.message();
  assert(frame.kind === "text");
  const welcome = readFrame(frame.text);
  assert(welcome.type === "WELCOME");
  return { socket, ...welcome.data };
}

/** Reveals this many ballots with long titles; gives the bytes of the page of results they fill. */
async function holdsBallots(admin: Member, count: number): Promise<number> {
  await admin.does("SET_SETTINGS", { auto_reveal: true });
  for (let ballot = 1; ballot <= count; ballot++) {
    const ticketId = `T-${ballot}`;
    await admin.does("BEGIN_VOTING", { ticket_id: ticketId, title: "ü".repeat(200) });
    await admin.does("MEMBER_VOTED", { ticket_id: ticketId, vote: "5" });
  }
  await admin.results();
  return new TextEncoder().encode(admin.frames.at(-1)?.raw).length;
}

stories("v2 slow readers", {
  "[S4] a v2 member that reads none of its replies is closed, and may resume": async (
    server,
  ) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 3);
    const cyril = await table.joins("cyril", { role: "observer" });
    const bytes = await holdsBallots(anna, 100);
    const { socket, room, you } = await joinsDeaf(table, server.port, "slow");
    await using slow = socket;
    await anna.seesMember("slow", { presence: "online" });
    const before = await residentBytes(server.pid);
    const ask = JSON.stringify({ type: "GET_RESULTS", data: {}, id: "again" });
    const frame = encodeFrame(OPCODE.text, new TextEncoder().encode(ask));
    const batch = new Uint8Array(Array.from({ length: BATCH }, () => [...frame]).flat());
    let unread = 0;
    const isAway = () =>
      anna.room.members.some(({ name, presence }) => name === "slow" && presence === "away");
    while (!isAway() && unread < UNREAD_BYTES_MAX) {
      unread += BATCH * bytes;
      // its writes may stall once it is out, so nobody waits for them
      slow.write(batch).catch(() => {});
      // a change a state: the room goes on meanwhile
      await anna.sets("START_TIMER", { seconds: 60 });
    }
    // on a busy machine what was asked for may still be on its way between workers
    await anna.seesMember("slow", { presence: "away" });
    assertLess(await residentBytes(server.pid) - before, MEMORY_GROWTH_MAX);
    await server.logged("slow_reader");
    await cyril.seesMember("slow", { presence: "away" });
    // what had been sent before is still there to read; then comes 1013, or just the end
    const end = (await slow.rest()).at(-1);
    assert(end !== undefined && (end.kind !== "close" || end.code === 1013), JSON.stringify(end));
    const { room_id } = room;
    const { resume_token } = you;
    const back = await table.connects({ action: "RESUME", name: "slow", room_id, resume_token });
    assertEquals((await back.welcomed()).you.member_id, you.member_id);
    await table.agrees(cyril, anna, back);
  },
}, { flags: ["--message-rate", "0"] });

/** How many states the server has skipped for readers that lag. */
async function skippedStates(port: number): Promise<number> {
  const { body } = await httpExchange(port, { path: "/metrics" });
  return valueOf(body, 'estimatex_states_total{result="skipped"}') ?? fail(body);
}

// It takes more states than the kernel holds, at twenty a second: all numbers of workers at once.
permittedTest("[P2.3] a v2 member that lags skips states, and ends with the newest", async () => {
  await Promise.all([1, 2, 4].map(async (workers) => {
    await using server = await Server.start({ workers, flags: ["--message-rate", "0"] });
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 3);
    const bela = await table.joins("bela");
    const { socket, room: { version } } = await joinsDeaf(table, server.port, "slow");
    await using slow = socket;
    const title = "x".repeat(180);
    const tickets = Array.from({ length: 150 }, (_, at) => ({ ticket_id: `Q-${at}`, title }));
    await anna.sets("QUEUE_TICKETS", { tickets });
    const before = bela.frames.length;
    for (let sent = 0; await skippedStates(server.port) < SKIPPED_MIN;) {
      await anna.sets("START_TIMER", { seconds: 60 });
      await slow.text('{"type":"PING","data":{}}'); // or, where this takes long, its silence puts it out [W8]
      sent += JSON.stringify(anna.room).length;
      assertLess(sent, STATE_BYTES_MAX, "nothing is skipped");
    }
    const newest = anna.room;
    const states: Room[] = [];
    for (let last = version; last < newest.version;) {
      const state = readFrame(await slow.line());
      assert(state.type === "ROOM_STATE");
      assertGreater(state.data.room.version, last, "never back");
      last = state.data.room.version;
      states.push(state.data.room);
    }
    assertEquals(states.at(-1), newest);
    assertEquals(await bela.sees("the newest", (room) => room.version >= newest.version), newest);
    assertLess(states.length, bela.frames.length - before, "it skipped what the others got");
    // it has caught up, and is in the room as ever
    await slow.text(JSON.stringify({ type: "SET_ROLE", data: { role: "observer" } }));
    await anna.seesMember("slow", { role: "observer", presence: "online" });
  }));
});
