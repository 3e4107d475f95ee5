// What a client sends before its seat is there waits in one place, whatever it speaks [W4, P2.2].
import { assertEquals } from "@std/assert";
import { WAITING_MESSAGES_MAX } from "../../src/server/inbox.ts";
import { ConnectionStory } from "./connection_story.ts";

const PENDING = { joins: () => {} };

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

Deno.test("[W4] eight messages wait for the seat, and arrive after it in their order", () => {
  const sent = Array.from({ length: WAITING_MESSAGES_MAX }, (_, n) => `T${n}`);
  for (const protocol of ["v1", "v2"] as const) {
    const story = new ConnectionStory({ ...PENDING, protocol });
    story.socket.open();
    for (const ticket of sent) story.socket.receive(begin(ticket));
    assertEquals([tickets(story), story.socket.story], [[], []], protocol);
    story.connection.seated();
    assertEquals(tickets(story), protocol === "v1" ? sent : []);
    if (protocol === "v2") story.connection.send("WELCOME");
    story.tick();
    story.socket.receive(begin("T8"));
    assertEquals(tickets(story), [...sent, "T8"]);
    assertEquals(story.socket.closedWith, undefined);
  }
});

Deno.test("[W4] the ninth message that would have to wait ends the connection", () => {
  assertEquals(WAITING_MESSAGES_MAX, 8);
  for (const protocol of ["v1", "v2"] as const) {
    const story = new ConnectionStory({ ...PENDING, protocol });
    story.socket.open();
    for (let n = 0; n < 9; n++) story.socket.receive(begin(`T${n}`));
    story.tick();
    assertEquals(story.store, ["join ana", "gone"]);
    // the home had given it a seat meanwhile: nothing that waited may arrive
    story.connection.seated();
    story.connection.send("hello");
    story.socket.receive(begin("T9"));
    story.quiet();
    story.quiet();
    assertEquals([tickets(story), story.socket.closedWith], [[], "close 1008"]);
    assertEquals([story.store.length, story.clock.pending], [2, 0]);
  }
});

Deno.test("[W4] a v2 client that is seated and not yet welcome has as many, and no more", () => {
  const story = new ConnectionStory({ protocol: "v2" });
  story.socket.open();
  for (let n = 0; n < 8; n++) story.socket.receive('{"type":"PING","id":"p"}');
  assertEquals(story.socket.story, []);
  story.socket.receive("the ninth");
  story.quiet();
  story.quiet();
  assertEquals([story.socket.story, story.store], [["close 1008"], ["join ana", "gone"]]);
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
