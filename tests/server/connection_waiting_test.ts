// What a client sends before its seat is there waits in one place, whatever it speaks [W4, P2.2].
import { assertEquals } from "@std/assert";
import { WAITING_MESSAGES_MAX } from "../../src/server/inbox.ts";
import { ConnectionStory, type StoryOptions } from "./connection_story.ts";

const PENDING = { joins: () => {} };

/** What messages may have to wait for, and what the store has been asked meanwhile. */
const WAITS: readonly [what: string, options: StoryOptions, asked: readonly string[]][] = [
  ["a seat in v1", { ...PENDING, protocol: "v1" }, ["join ana"]],
  ["a seat in v2", { ...PENDING, protocol: "v2" }, ["join ana"]],
  ["WELCOME", { protocol: "v2" }, ["join ana"]],
  ["the brake in v1", { protocol: "v1", held: "late" }, []],
  ["the brake in v2", { protocol: "v2", held: "late" }, []],
  ["a turn", { protocol: "v1", turn: 500 }, []],
];

function begin(ticket_id: string): string {
  return JSON.stringify({ type: "BEGIN_VOTING", data: { ticket_id } });
}

/** The tickets that reached the room, in their order. */
function tickets(story: ConnectionStory): readonly unknown[] {
  return story.messages.map((message) => {
    if (message.type === "begin") return message.ticket_id;
    if (message.type !== "request" || message.request.type !== "command") return message.type;
    const { command } = message.request;
    return command.type === "begin" ? command.ticket.ticket_id : command.type;
  });
}

Deno.test("[W4, W9] eight messages wait for the brake, the turn, the seat, the WELCOME, and arrive after it in their order", () => {
  const sent = Array.from({ length: WAITING_MESSAGES_MAX }, (_, n) => `T${n}`);
  for (const [what, options] of WAITS) {
    const story = new ConnectionStory(options);
    story.socket.open();
    for (const ticket of sent) story.socket.receive(begin(ticket));
    assertEquals([tickets(story), story.socket.story], [[], []], what);
    story.clock.advance(2_000);
    story.connection.seated();
    if (options.protocol === "v2") {
      assertEquals(tickets(story), [], what);
      story.connection.send("WELCOME");
      story.tick();
      assertEquals(story.socket.story, ["WELCOME"], what);
    }
    assertEquals([tickets(story), story.clock.pending], [sent, 0], what);
    story.socket.receive(begin("T8"));
    assertEquals(tickets(story), [...sent, "T8"], what);
    assertEquals(story.socket.closedWith, undefined);
  }
});

Deno.test("[W4, W9] the ninth message that would have to wait ends the connection, good or bad", () => {
  assertEquals(WAITING_MESSAGES_MAX, 8);
  for (const [what, options, asked] of WAITS) {
    const story = new ConnectionStory(options);
    story.socket.open();
    for (let n = 0; n < 8; n++) story.socket.receive(begin(`T${n}`));
    story.tick();
    assertEquals([story.socket.story, story.store], [[], asked], what);
    story.socket.receive(options.protocol === "v2" ? "the ninth" : begin("T8"));
    story.tick();
    const over = asked.length > 0 ? [...asked, "gone"] : [];
    assertEquals(story.store, over, what);
    // the home had given it a seat meanwhile: nothing that waited may arrive
    story.connection.seated();
    story.connection.send("hello");
    story.socket.receive(begin("T9"));
    story.clock.advance(2_000);
    assertEquals([tickets(story), story.socket.closedWith], [[], "close 1008"], what);
    assertEquals([story.store, story.clock.pending], [over, 0], what);
  }
});

Deno.test("[W4] whoever hangs up or is refused while messages wait has sent nothing to a room", () => {
  const refusal = { close: "room_full", message: "full", guess: false } as const;
  for (const protocol of ["v1", "v2"] as const) {
    for (const end of ["hangs up", "is refused"]) {
      const story = new ConnectionStory({ ...PENDING, protocol });
      story.socket.open();
      story.socket.receive(begin("T1"));
      if (end === "hangs up") story.socket.end(1006);
      else story.connection.refused(refusal);
      story.socket.receive(begin("T2"));
      story.connection.seated();
      story.connection.send("WELCOME");
      story.tick();
      assertEquals(
        [tickets(story), story.store],
        [[], ["join ana", "gone"]],
        `${protocol} ${end}`,
      );
      assertEquals(story.clock.pending, 0);
    }
  }
});

Deno.test("[W4, W6] a v1 client's bad messages are answered at once, and none of the eight that wait", () => {
  const story = new ConnectionStory({ ...PENDING, held: "late" });
  story.socket.open();
  for (let n = 0; n < 7; n++) story.socket.receive(begin(`T${n}`));
  story.socket.receive("garbage");
  assertEquals(story.socket.story, []);
  story.clock.advance(2_000);
  assertEquals([story.socket.story.length, tickets(story)], [1, []]);
  story.socket.receive("garbage");
  story.socket.receive(begin("T7"));
  assertEquals([story.socket.story.length, story.socket.closedWith], [2, undefined]);
  story.connection.seated();
  assertEquals(tickets(story), Array.from({ length: 8 }, (_, n) => `T${n}`));
});

Deno.test("[W4] a v1 message that waited for the brake comes behind what is sent with the seat", () => {
  const story: ConnectionStory = new ConnectionStory({
    held: "late",
    joins: (connection) => {
      connection.seated();
      assertEquals(tickets(story), [], "nothing reaches the store while it gives the seat");
      connection.send("hello");
    },
  });
  story.socket.open();
  story.socket.receive(begin("T1"));
  story.clock.advance(2_000);
  assertEquals([tickets(story), story.socket.story], [["T1"], ["hello"]]);
});
