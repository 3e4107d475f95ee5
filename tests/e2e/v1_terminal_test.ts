// The stand-in for the v1 client, against a scripted peer: the stories rely on it, so each trait of the original
// [P1, P1.5] is tested here.
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { FakePeer } from "./fake_peer.ts";
import { asGoEvent, goData } from "./go_event.ts";
import { permittedTest } from "../permitted.ts";
import { Terminal } from "./v1_terminal.ts";
import { closePayload, OPCODE } from "./wire.ts";

const ROOM = { room_id: "7ZK3M9QA" };

async function joined(peer: FakePeer): Promise<Terminal> {
  const [terminal] = await Promise.all([
    Terminal.join(peer.port, "ana", "7zk3m9qa"),
    peer.accept(),
  ]);
  await peer.next();
  return terminal;
}

permittedTest(
  "terminal: joining names the room in the query and in JOIN_ROOM, as typed",
  async () => {
    await using peer = new FakePeer();
    const accepted = peer.accept();
    await using _ana = await Terminal.join(peer.port, "ana & co", " 7zk3m9qa");
    assertStringIncludes(await accepted, "/ws?action=JOIN_ROOM&name=ana+%26+co&room_id=+7zk3m9qa ");
    assertEquals(await peer.nextEvent(), { type: "JOIN_ROOM", data: { room_id: " 7zk3m9qa" } });
  },
);

permittedTest("terminal: a creator sends nothing until CREATE_ROOM, then JOIN_ROOM", async () => {
  await using peer = new FakePeer();
  const accepted = peer.accept();
  await using _ana = await Terminal.create(peer.port, "ana", 3);
  assertStringIncludes(await accepted, "/ws?action=CREATE_ROOM&name=ana&max_room_capacity=3 ");
  await peer.event("CREATE_ROOM", ROOM);
  assertEquals(await peer.nextEvent(), { type: "JOIN_ROOM", data: ROOM });
});

permittedTest("terminal: each prompt reads one answer and sends one event", async () => {
  await using peer = new FakePeer();
  await using ana = await joined(peer);
  await peer.event("BEGIN_VOTING_PROMPT", { message: "Which ticket?" });
  await ana.begins(" T-1 ");
  assertEquals(await peer.nextEvent(), { type: "BEGIN_VOTING", data: { ticket_id: "T-1" } });
  await peer.event("ASK_FOR_VOTE", { ticket_id: "T-1" });
  await ana.votes("13");
  assertEquals(await peer.nextEvent(), {
    type: "MEMBER_VOTED",
    data: { ticket_id: "T-1", vote: "13" },
  });
  await peer.event("REVEAL_VOTES_PROMPT", { ticket_id: "T-1", message: "never shown" });
  await ana.reveals("y");
  assertEquals(await peer.nextEvent(), { type: "REVEAL_VOTES", data: { ticket_id: "T-1" } });
  assertEquals(ana.prompts, ["begin", "vote", "reveal"]);
  assert(ana.screen.includes("Which ticket?"));
  assert(!ana.screen.includes("never shown"));
});

permittedTest("[P1.5] terminal: at a prompt it reads nothing and answers no ping", async () => {
  await using peer = new FakePeer();
  await using ana = await joined(peer);
  await peer.event("ASK_FOR_VOTE", { ticket_id: "T-1" });
  await ana.prompted("vote");
  await peer.frame(OPCODE.ping, new Uint8Array());
  await peer.event("ROOM_JOIN_UPDATES", { message: "ben came" });
  await peer.event("ASK_FOR_VOTE", { ticket_id: "T-2" });
  await ana.votes("1");
  // The vote precedes the pong: the ping was read only after the answer.
  assertEquals(await peer.nextEvent(), {
    type: "MEMBER_VOTED",
    data: { ticket_id: "T-1", vote: "1" },
  });
  assertEquals((await peer.next()).kind, "pong");
  await ana.votes("2");
  assertEquals(await peer.nextEvent(), {
    type: "MEMBER_VOTED",
    data: { ticket_id: "T-2", vote: "2" },
  });
  assertEquals(ana.types, ["ASK_FOR_VOTE", "ROOM_JOIN_UPDATES", "ASK_FOR_VOTE"]);
});

permittedTest(
  "[P1.5] terminal: a wrong answer to a prompt makes it exit with close 1000",
  async () => {
    const cases = [
      ["BEGIN_VOTING_PROMPT", (ana: Terminal) => ana.begins("  ")],
      ["ASK_FOR_VOTE", (ana: Terminal) => ana.votes("4")],
      ["ASK_FOR_VOTE", (ana: Terminal) => ana.votes("T-2")],
      ["REVEAL_VOTES_PROMPT", (ana: Terminal) => ana.reveals("yes")],
    ] as const;
    for (const [type, answer] of cases) {
      await using peer = new FakePeer();
      await using ana = await joined(peer);
      await peer.event(type, { ticket_id: "T-1", message: "?" });
      await answer(ana);
      assertEquals((await ana.ended()).by, "client");
      const goodbye = await peer.next();
      assertEquals(goodbye.kind === "close" && goodbye.code, 1000);
    }
  },
);

permittedTest(
  "[P1] terminal: an unknown event makes it exit, other text is shown as it stands",
  async () => {
    for (const text of ["null", "{}", '{"type":"ERROR","data":{}}', '{"type":null}']) {
      await using peer = new FakePeer();
      await using ana = await joined(peer);
      await peer.text(text);
      assertEquals((await ana.ended()).by, "client", text);
    }
    await using peer = new FakePeer();
    await using ana = await joined(peer);
    const shown = ["ben voted", "5", '"x"', "[]", "true", "", '{"type":5}'];
    for (const text of shown) await peer.text(text);
    await peer.event("ROOM_JOIN_UPDATES", { message: "last" });
    await ana.receives("ROOM_JOIN_UPDATES");
    assertEquals(ana.screen, [...shown, "last"]);
  },
);

permittedTest("[P1] terminal: malformed data of a known event is shown as such", async () => {
  await using peer = new FakePeer();
  await using ana = await joined(peer);
  await peer.text('{"type":"ASK_FOR_VOTE"}');
  await peer.event("ROOM_CAPACITY_REACHED", { message: 5 });
  await peer.event("BEGIN_VOTING_PROMPT", []);
  await peer.event("ROOM_JOIN_UPDATES", { message: "last" });
  await ana.receives("ROOM_JOIN_UPDATES");
  assertEquals(ana.prompts, []);
  assertEquals(ana.screen.filter((line) => line.startsWith("unable to handle")).length, 3);
});

permittedTest("[P1] terminal: votes are looked up by MemberID as the map's key", async () => {
  await using peer = new FakePeer();
  await using ana = await joined(peer);
  const clientVoteChoiceMap = {
    A: { Value: "5", MemberID: "A", MemberName: "ana" },
    B: { Value: "8", MemberID: "wrong", MemberName: "ben" },
  };
  await peer.event("VOTES_REVEALED", {
    ticket_id: "T-1",
    client_vote_choice_map: clientVoteChoiceMap,
  });
  await peer.text("last");
  await ana.receives("text");
  assertEquals(ana.screen, ["| ana | 5 |", "|  | 8 |", "last"]);
});

permittedTest(
  "terminal: it distinguishes a close by the server from a line that was cut",
  async () => {
    for (const code of [1000, undefined]) {
      await using peer = new FakePeer();
      await using ana = await joined(peer);
      if (code !== undefined) await peer.frame(OPCODE.close, closePayload(code, ""));
      peer.hangUp();
      const { by, code: seen } = await ana.ended();
      assertEquals([by, seen], ["server", code]);
    }
  },
);

permittedTest("terminal: Ctrl-C at a prompt sends a close frame, a cut line doesn't", async () => {
  for (const [leave, last] of [["interrupt", "close"], ["cut", "end"]] as const) {
    await using peer = new FakePeer();
    await using ana = await joined(peer);
    await peer.event("ASK_FOR_VOTE", { ticket_id: "T-1" });
    await ana.prompted("vote");
    await ana[leave]();
    assertEquals((await peer.next()).kind, last);
    assertEquals(ana.exit?.by, "person");
  }
});

permittedTest("terminal: a wait that can't come true fails with the transcript", async () => {
  await using peer = new FakePeer();
  await using ana = await joined(peer);
  await peer.text("ben was here");
  await peer.text("null");
  await assertRejects(() => ana.votes("5"), Error, "ben was here");
});

Deno.test("terminal: texts decode as Go decodes them", () => {
  const cases: [string, ReturnType<typeof asGoEvent>][] = [
    ["null", { type: "" }],
    ["{}", { type: "" }],
    ['{"type":"X"}', { type: "X" }],
    ['{"type":"X","data":null}', { type: "X", data: null }],
    ["5", undefined],
    ["[]", undefined],
    ['{"type":[]}', undefined],
    ["{", undefined],
  ];
  for (const [text, event] of cases) assertEquals(asGoEvent(text), event, text);
  assertEquals(goData({ type: "X" }), undefined);
  assertEquals(goData({ type: "X", data: null }), {});
  assertEquals(goData({ type: "X", data: { message: 5 } }), undefined);
});
