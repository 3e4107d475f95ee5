// All members of a session that is over ask for the same pages: each is encoded once, and crosses to a worker once.
import { assertEquals } from "@std/assert";
import type { ToEdge } from "../../src/bus/envelopes.ts";
import { Fanout } from "../../src/hosting/fanout.ts";
import { PageRequests } from "../../src/hosting/page_requests.ts";
import { LiveRoom, openSession, type Session } from "../../src/hosting/sessions.ts";
import { FIBONACCI } from "../../src/room/deck.ts";
import { createRoom } from "../../src/room/room.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { at } from "../room/moments.ts";

/** A room with members on two workers, and what these are sent: the worker, the connections, the reply's id. */
class Story {
  readonly clock = new FakeClock();
  readonly sent: (readonly [edge: number, conns: readonly number[], re: string])[] = [];
  readonly fanout: Fanout;
  readonly pages: PageRequests;
  readonly #live: LiveRoom;

  constructor() {
    const { clock } = this;
    const server = { name: "test", version: "1" };
    const toEdge = (edge: number, message: ToEdge) => this.#note(edge, message);
    this.fanout = new Fanout({ clock, server, toEdge });
    this.pages = new PageRequests({ clock, fanout: this.fanout });
    const admin = { member_id: "m0", name: "Ana", role: "voter", protocol: "v2" } as const;
    const options = { room_id: "7Z3K9QWD", capacity: 9, deck: FIBONACCI, admin };
    this.#live = new LiveRoom({ room: createRoom(options, at(0)), tokens: new Map() }, null);
  }

  session(edge: number, conn: number): Session {
    const session = openSession(this.#live, `m${edge}${conn}`, "hash");
    session.connection = { edge, conn };
    return session;
  }

  #note(edge: number, message: ToEdge): void {
    if (message.kind !== "frame") throw new Error(message.kind);
    this.sent.push([edge, message.conns, JSON.parse(message.frame).re]);
  }
}

Deno.test("[P2.8, S2] whoever asks for the same page in a turn is answered with one frame a worker", () => {
  const story = new Story();
  const sessions = [
    story.session(0, 1),
    story.session(0, 2),
    story.session(1, 1),
    story.session(1, 2),
  ];
  for (const session of sessions) story.pages.add(session, { id: "page 0", after: 0, cause: null });
  assertEquals(story.sent, []);
  story.clock.advance(0);
  assertEquals(story.sent, [[0, [1, 2], "page 0"], [1, [1, 2], "page 0"]]);
  assertEquals(story.clock.pending, 0);
});

Deno.test("[P2.5] another page, or another id, is another reply, and each member's come in its order", () => {
  const story = new Story();
  const [ana, ben] = [story.session(0, 1), story.session(0, 2)];
  story.pages.add(ana, { id: "a", after: 0, cause: null });
  story.pages.add(ben, { id: "b", after: 0, cause: null });
  story.pages.add(ana, { id: "b", after: 0, cause: null });
  story.pages.add(ben, { id: "b", after: 1, cause: null });
  story.clock.advance(0);
  assertEquals(story.sent, [[0, [1], "a"], [0, [2], "b"], [0, [1], "b"], [0, [2], "b"]]);
});

Deno.test("[P2.8] who is gone is sent nothing, and a store that is closed answers nobody", () => {
  const story = new Story();
  const [ana, ben] = [story.session(0, 1), story.session(0, 2)];
  for (const session of [ana, ben]) story.pages.add(session, { id: "a", after: 0, cause: null });
  story.pages.drop(ana);
  story.pages.flush();
  assertEquals(story.sent, [[0, [2], "a"]]);
  story.pages.add(ben, { id: "b", after: 0, cause: null });
  story.pages.clear();
  assertEquals([story.sent.length, story.clock.pending], [1, 0]);
});
