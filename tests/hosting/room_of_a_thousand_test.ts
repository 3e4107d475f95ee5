// A room of a thousand [P2.3]: what their states come to, by the clock of the test, however busy the machine is.
import { assert, assertEquals } from "@std/assert";
import type { Connection, EdgeConnection } from "../../src/bus/envelopes.ts";
import { FixedPlacement } from "../../src/hosting/placement.ts";
import { RoomStore } from "../../src/hosting/room_store.ts";
import { decodeV2 } from "../../src/protocol/v2_decode.ts";
import type { JoinRequest } from "../../src/protocol/request.ts";
import { FIBONACCI } from "../../src/room/deck.ts";
import { countingIds } from "../base/draws.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { RecordingMetrics } from "../base/recording_metrics.ts";

const MEMBERS = 1_000;

/** What all of them were sent. */
interface Sent {
  bytes: number;
}

/** Somebody who looks at nothing but the number of bytes. */
class Person implements Connection {
  readonly #sent: Sent;
  #connection: EdgeConnection | null = null;
  /** The version of the room that came last. */
  version = 0;

  constructor(sent: Sent) {
    this.#sent = sent;
  }

  joining(connection: EdgeConnection): void {
    this.#connection = connection;
  }

  seated(): void {}

  refused({ message }: { readonly message: string }): void {
    throw new Error(message);
  }

  send(frame: string): void {
    this.#take(frame);
  }

  sendState(frame: string): void {
    this.#take(frame);
  }

  close(): void {}

  asks(type: string, data: unknown): void {
    const decoded = decodeV2(JSON.stringify({ type, data }));
    assert(decoded.ok && decoded.value.type === "request");
    this.#connection?.message(decoded.value);
  }

  #take(frame: string): void {
    this.#sent.bytes += frame.length;
    this.version = Number(/"version":(\d+)/.exec(frame)?.[1]);
  }
}

Deno.test("[P2.3] a thousand join within 5 s and 1 GB, and a storm of votes is within the budget", () => {
  const clock = new FakeClock();
  const sent: Sent = { bytes: 0 };
  const store = new RoomStore({
    ...{
      self: 0,
      placement: new FixedPlacement({ self: 0, workers: 1 }),
      clock,
      ids: countingIds(),
      log: new RecordingLog(),
    },
    metrics: new RecordingMetrics(),
    quota: { opened: () => "ok", closed() {}, restored() {} },
    seatQuota: { reserved: () => true, claimed() {} },
    ...{ room_idle_ms: 3_600_000, resume_grace_ms: 120_000, admin_grace_ms: 30_000 },
    ...{ roomsPerAddressMax: 0, journal: null },
    server: { name: "estimatex-server", version: "1.2.3" },
    send() {},
  });
  const people: Person[] = [];
  const joins = (request: JoinRequest) => {
    const person = new Person(sent);
    people.push(person);
    store.join(person, request, { address: "", slot: 0 });
  };
  const common = { protocol: "v2", role: "voter" } as const;
  const creation = { capacity: MEMBERS, deck: FIBONACCI, on_admin_leave: "close" } as const;
  joins({ action: "create", name: "ana", ...common, ...creation });
  const room_id = "AAAAAAAA";
  for (let n = 1; n < MEMBERS; n++) {
    clock.advance(5);
    joins({ action: "join", name: `member ${n}`, room_id, ...common });
  }
  assertEquals(people.map(({ version }) => version > 0), people.map(() => true), "all are welcome");
  assert(sent.bytes < 1_000_000_000, `${sent.bytes} bytes`);

  clock.advance(3_000);
  const [ana] = people;
  ana?.asks("BEGIN_VOTING", { ticket_id: "T" });
  clock.advance(3_000);
  sent.bytes = 0;
  for (let ms = 0; ms < 2_000; ms++) {
    const [one, other] = [people[(2 * ms) % MEMBERS], people[(2 * ms + 1) % MEMBERS]];
    one?.asks("MEMBER_VOTED", { ticket_id: "T", vote: "5" });
    other?.asks("MEMBER_VOTED", { ticket_id: "T", vote: "8" });
    clock.advance(1);
  }
  // 100 MB a second, and the one state that may go out at once
  assert(sent.bytes < 400e6, `${sent.bytes} bytes in 2 s`);
  clock.advance(3_000);
  assertEquals(new Set(people.map(({ version }) => version)).size, 1, "all have the last state");
  store.close();
});
