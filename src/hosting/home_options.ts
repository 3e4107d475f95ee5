/** The options of a home: clock, ids, limits, where its rooms are kept, and how it reaches the edges. */
import type { Metrics } from "../base/metrics.ts";
import type { Journal, JournalFault } from "../journal/journal.ts";
import type { RoomOutbox } from "../journal/room_outbox.ts";
import type { Notice } from "../protocol/webhook_events.ts";
import type { FanoutOptions } from "./fanout.ts";
import type { Residence } from "./placement.ts";
import type { RoomsOptions } from "./rooms.ts";
import type { TrackerDesk } from "./tracker_desk.ts";
import type { SeatQuota } from "./unclaimed_seats.ts";

export interface HomeOptions extends FanoutOptions, RoomsOptions {
  readonly metrics: Metrics;
  readonly seatQuota: SeatQuota;
  readonly room_idle_ms: number;
  /** How long an away member's seat is kept, and how long a room waits for its admin [P2.7, R14]. */
  readonly resume_grace_ms: number;
  readonly admin_grace_ms: number;
  /** Sends an event to the webhooks, once the change is saved [A4]; null: there are none. */
  readonly notify?: ((notice: Notice) => void) | null;
  /** Sends requests to issue trackers; null: none is configured. */
  readonly trackers?: TrackerDesk | null;
  /** Where rooms are kept; null: they end with the process. The caller closes it. */
  readonly journal?: Journal | null;
  /** In a cluster, instead of a journal: holds messages back until NATS has the change [C8]. */
  readonly outbox?: ((send: FanoutOptions["toEdge"]) => RoomOutbox) | null;
  /** In a cluster: loads rooms that are not here; null: there is no cluster. */
  readonly residence?: Residence | null;
  /** Called when the journal begins to fail, with the reason, and with null when it works again. */
  readonly onJournalFault?: (fault: JournalFault | null) => void;
}
