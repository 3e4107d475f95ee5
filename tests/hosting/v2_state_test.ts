// How v2 members get to know the room: WELCOME first and whole, then states, each once, none too often.
import { assert, assertEquals } from "@std/assert";
import { STATE_TICK_MS } from "../../src/hosting/room_states.ts";
import { MixedCluster } from "./v2_story.ts";

const WORKERS = [1, 2, 4];

Deno.test("[P2.2] the creator's first frame is WELCOME, and it is whole", () => {
  using table = new MixedCluster();
  const ana = table.createV2("ana", { capacity: 3, on_admin_leave: "promote" });
  assertEquals(ana.received(), ["WELCOME"]);
  const { data } = JSON.parse(ana.frames[0] ?? "");
  assertEquals(data, {
    room: {
      room_id: "AAAAAAAA",
      version: data.room.version,
      created_at: table.clock.now(),
      capacity: 3,
      deck: { name: "fibonacci", cards: ["1", "2", "3", "5", "8", "13", "21", "?", "☕"] },
      locked: false,
      passcode: false,
      settings: { auto_reveal: false, on_admin_leave: "promote", who_runs: "admin" },
      admin_id: "MEMBERA",
      members: [{
        member_id: "MEMBERA",
        name: "ana",
        role: "voter",
        presence: "online",
        voted: false,
      }],
      ballot: null,
      queue: [],
      timer: null,
      results_count: 0,
    },
    you: { member_id: "MEMBERA", resume_token: ana.resumeToken },
    server: { name: "estimatex-server", version: "1.2.3" },
    now: table.clock.now(),
  });
  table.pass(1_000);
  assertEquals(ana.received(), [], "nothing that it was not sent at once");
});

Deno.test("[P2.2, R3, R15] who joins is there at once, on any worker; its token is sent to nobody else", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const [ana, ben, cid] = table.v2Room(["ana", "ben", "cid"]);
    assertEquals(ben.received()[0], "WELCOME");
    for (const member of [ana, ben, cid]) {
      assertEquals(member.room?.members.map(({ name }) => name), ["ana", "ben", "cid"]);
      assertEquals(member.room?.admin_id, ana.memberId);
    }
    const tokens = [ana, ben, cid].map(({ resumeToken: resume_token }) => resume_token);
    assertEquals(new Set(tokens).size, 3);
    for (const member of [ana, ben, cid]) {
      const sent = tokens.filter((token) => member.frames.some((frame) => frame.includes(token)));
      assertEquals(sent, [member.resumeToken]);
    }
    const logged = JSON.stringify(table.log.lines);
    for (const token of tokens) assert(!logged.includes(token), "[R7] a token in the log");
  }
});

/** When the home sent this worker's members each state. */
function statesTo(table: MixedCluster, worker: number): number[] {
  return table.sent.filter(({ to, envelope }) => to === worker && envelope.kind === "state")
    .map(({ at }) => at);
}

Deno.test("[P2.3] however much happens, a room sends its state at most once in 50 ms, and the last is what it is", () => {
  assertEquals(STATE_TICK_MS, 50);
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const members = table.v2Room(["ana", "ben", "cid", "dan"]);
    const [ana, ...others] = members;
    ana.begin("T1");
    for (let n = 0; n < 200; n++) {
      const member = others[n % 3];
      member?.vote("T1", n % 2 === 0 ? "5" : null);
      // every few milliseconds, so that many fall into one tick
      table.pass(n % 7);
    }
    table.pass(STATE_TICK_MS);
    const at = workers === 1 ? ana.times.slice(1) : statesTo(table, 1);
    const apart = at.slice(1).map((time, n) => time - (at[n] ?? 0));
    const ticks = apart.filter((ms) => ms > 0);
    assert(ticks.length >= 10, `${ticks}`);
    assert(ticks.every((ms) => ms >= STATE_TICK_MS), `states ${ticks} ms apart`);
    if (workers > 1) assertEquals(ticks.length, apart.length, "two states in one tick");
    for (const member of members) table.assertUpToDate(member);
  }
});

Deno.test("[P2.3] one change after a quiet time is sent at the end of the tick, not 50 ms later", () => {
  using table = new MixedCluster({ workers: 2 });
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  table.pass(1_000);
  const now = table.clock.now();
  ana.begin("T1");
  assertEquals([ben.ballot["ticket_id"], ben.times.at(-1)], ["T1", now]);
  ana.vote("T1", "5");
  ben.vote("T1", "5");
  assertEquals(ben.ballot["phase"], "voting", "sent the second change already");
  table.pass(STATE_TICK_MS - 1);
  assertEquals(ben.ballot["phase"], "voting");
  table.pass(1);
  assertEquals([ben.ballot["phase"], ana.ballot["phase"]], ["complete", "complete"]);
});

Deno.test("[P2.3] an answered command that changed nothing sends nobody a state", () => {
  using table = new MixedCluster();
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  const { version } = ana;
  for (const member of [ana, ben]) member.received();
  ana.does("SET_ROLE", { role: "voter" }).does("HAND_OVER", { member_id: ana.memberId });
  assertEquals(ana.requests("REMOVE_MEMBER", { member_id: "nobody" }), "no_such_member");
  table.pass(1_000);
  assertEquals([ana.received(), ben.received()], [["OK", "OK", "ERROR no_such_member"], []]);
  assertEquals(ana.version, version);
});

/** How often a room was made into JSON while `happens` ran. */
function countEncoded(happens: () => void): number {
  const { stringify } = JSON;
  let count = 0;
  JSON.stringify = (value: unknown, ...rest: []) => {
    const isRoom = typeof value === "object" && value !== null && "results_count" in value;
    if (isRoom) count++;
    return stringify(value, ...rest);
  };
  try {
    happens();
  } finally {
    JSON.stringify = stringify;
  }
  return count;
}

Deno.test("[P2.3] a state is encoded once, and posted once to each worker, however many members are there", () => {
  using table = new MixedCluster({ workers: 4 });
  const ana = table.createV2("ana", { capacity: 40 });
  const others = Array.from(
    { length: 30 },
    (_, n) => table.joinV2(`m${n}`, ana.roomId, { on: n % 3 }),
  );
  table.pass(1_000);
  table.sent.splice(0);
  const before = others.map((member) => member.frames.length);
  assertEquals(countEncoded(() => table.pass(1_000)), 0);
  assertEquals(
    countEncoded(() => {
      ana.begin("T1");
      table.pass(1_000);
    }),
    1,
  );
  const states = table.sent.flatMap(({ to, envelope }) =>
    envelope.kind === "state" ? [{ to, conns: envelope.conns.length }] : []
  );
  // none to worker 3, where nobody is; worker 0 is home
  assertEquals(states, [{ to: 1, conns: 10 }, { to: 2, conns: 10 }]);
  assertEquals(
    others.map((member, n) => member.frames.length - (before[n] ?? 0)),
    Array(30).fill(1),
  );
});

Deno.test("[P2.3] who is welcome is not sent the same version again", () => {
  using table = new MixedCluster();
  const [ana] = table.v2Room(["ana"], { capacity: 3 });
  ana.received();
  const ben = table.joinV2("ben", ana.roomId);
  table.pass(1_000);
  assertEquals([ben.received(), ana.received()], [["WELCOME"], ["ROOM_STATE"]]);
  // a change between two joins: the second sees it in its WELCOME, the first in a state
  ana.begin("T1");
  const cid = table.joinV2("cid", ana.roomId);
  table.pass(1_000);
  assertEquals([cid.received(), ben.room], [["WELCOME"], cid.room]);
});

Deno.test("[P2.3] a seat that is only reserved makes no state: every version that an OK names comes", () => {
  using table = new MixedCluster();
  const [ana] = table.v2Room(["ana"], { capacity: 3 });
  ana.received();
  table.join("cid", ana.roomId); // v1: reserved, and announced only when its JOIN_ROOM comes [R3]
  table.pass(1_000);
  const id = ana.sends("SET_ROLE", { role: "voter" });
  table.pass(1_000);
  assertEquals(ana.reply(id)?.data["version"], ana.version, "a client waits for that version");
  table.assertUpToDate(ana);
});

Deno.test("[P2.3] a system clock that is set back holds no state up", () => {
  using table = new MixedCluster();
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  table.clock.set(-3_600_000);
  ana.begin("T1");
  table.pass(STATE_TICK_MS);
  assertEquals(ben.ballot["ticket_id"], "T1");
});
