// What homes do for programs: what has a name is done once, wherever it arrives; a room that nobody comes to is gone
// after an hour; rooms and tickets are refused as they are to members [A3, R17].
import { assert, assertEquals } from "@std/assert";
import type { Connection, ProgramRequest } from "../../src/bus/envelopes.ts";
import { FIBONACCI } from "../../src/room/deck.ts";
import { type Cluster, HOUR_MS } from "./store_story.ts";
import { MixedCluster } from "./v2_story.ts";

type Of<Action> = Extract<ProgramRequest, { action: Action }>;

const OPEN: Of<"open"> = {
  ...{ action: "open", capacity: 3, deck: FIBONACCI, name: null, passcode: null },
  settings: { auto_reveal: false, on_admin_leave: "close", who_runs: "admin" },
  ...{ tickets: [{ ticket_id: "T-1" }], admin_secret: "secret one", once: null },
};

/** What a program at this worker is answered: a frame, or why it is refused. */
function answer(cluster: Cluster, worker: number, request: ProgramRequest): string {
  const answers: string[] = [];
  const connection: Connection = {
    joining: () => {},
    seated: () => void answers.push("a seat"),
    sendState: () => {},
    refused: ({ close, field }) => void answers.push(`${close} ${field}`),
    send: (frame) => void answers.push(frame),
    close: (close) => void answers.push(close),
  };
  cluster.store(worker).join(connection, request, { address: "192.0.2.1", slot: 0 });
  cluster.settle();
  assertEquals(answers.length, 1, answers.join(", "));
  return answers[0] ?? "";
}

function roomOf(frame: string): string {
  return JSON.parse(frame).room_id;
}

Deno.test("[A3] what has a name is done once, whichever worker is asked, and otherwise under another name", () => {
  using cluster = new MixedCluster({ workers: 4 });
  const once = { key: "k1", digest: "d1" };
  const first = answer(cluster, 0, { ...OPEN, once });
  // the secret of the answer is that of the room, whatever another attempt drew
  const again = answer(cluster, 3, { ...OPEN, admin_secret: "secret two", once });
  assertEquals([again, cluster.openRooms], [first, 1]);
  assertEquals(JSON.parse(first).admin_secret, "secret one");
  const other = answer(cluster, 1, { ...OPEN, once: { key: "k1", digest: "d2" } });
  assertEquals([other, cluster.openRooms], ["bad_request idempotency-key", 1]);
  assert(roomOf(answer(cluster, 2, { ...OPEN, once: null })) !== roomOf(first));

  const room_id = roomOf(first);
  const queue: Of<"queue"> = {
    ...{ action: "queue", room_id, tickets: [{ ticket_id: "T-2" }], replace: true },
    once: { key: "k2", digest: "d" },
  };
  const queued = answer(cluster, 1, queue);
  answer(cluster, 2, { ...queue, tickets: [], once: null });
  assertEquals(answer(cluster, 3, queue), queued);
  assertEquals(JSON.parse(answer(cluster, 0, { action: "show", room_id })).queue, []);
  cluster.pass(HOUR_MS + 1);
  assert(
    roomOf(answer(cluster, 0, { ...OPEN, once })) !== room_id,
    "it is forgotten after an hour",
  );
});

Deno.test("[A3, W9] an admin link is checked without a seat, as long as the room waits for its admin", () => {
  using cluster = new MixedCluster({ workers: 2 });
  const room_id = roomOf(answer(cluster, 0, OPEN));
  const looks = (admin_secret: string) => {
    const looking = cluster.look(room_id, { on: 1, admin_secret });
    cluster.settle();
    return `${looking.refusal?.field} ${looking.refusal?.guess}`;
  };
  assertEquals([looks("secret one"), looks("secret two")], ["name false", "admin_secret true"]);
});

Deno.test("[A3, R17] a room that nobody comes to is gone after an hour, one with somebody is not", () => {
  using cluster = new MixedCluster({ workers: 2 });
  const [empty, used] = [answer(cluster, 0, OPEN), answer(cluster, 0, OPEN)].map(roomOf);
  cluster.joinV2("bob", used ?? "");
  cluster.pass(HOUR_MS - 2_000);
  const shown = (room_id = "") => answer(cluster, 1, { action: "show", room_id });
  assertEquals(roomOf(shown(empty)), empty);
  cluster.pass(4_000);
  assertEquals(shown(empty), "no_such_room room_id");
  assertEquals(roomOf(shown(used)), used);
});

Deno.test("[A3, P2.5, W10] too many tickets or rooms are refused, and nothing has changed", () => {
  using cluster = new MixedCluster({ roomsMax: 1 });
  const room_id = roomOf(answer(cluster, 0, OPEN));
  assertEquals(answer(cluster, 0, OPEN), "try_later undefined");
  const tickets = Array.from({ length: 201 }, (_, n) => ({ ticket_id: `Q-${n}` }));
  const queue = { action: "queue", room_id, tickets, replace: false, once: null } as const;
  assertEquals(answer(cluster, 0, queue), "bad_request tickets");
  const { queue: kept } = JSON.parse(answer(cluster, 0, { action: "show", room_id }));
  assertEquals(kept, OPEN.tickets);
});

Deno.test("[A3, S6] a home that stands still opens and shows nothing", () => {
  using cluster = new MixedCluster();
  const room_id = roomOf(answer(cluster, 0, OPEN));
  cluster.store(0).freeze();
  assertEquals(answer(cluster, 0, OPEN), "restarting undefined");
  assertEquals(answer(cluster, 0, { action: "show", room_id }), "restarting undefined");
});
