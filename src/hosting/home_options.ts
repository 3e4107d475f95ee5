/** What a home is given: its clock and ids, its limits, where its rooms are kept, and its way to the edges. */
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
  /** Voters that a room may have room for [W5]. */
  readonly roomCapacityMax: number;
  /** As the quota has it: for the words of the refusal. */
  readonly roomsPerAddressMax: number;
  /** How long an away member's seat is kept, and how long a room waits for its admin [P2.7, R14]. */
  readonly resume_grace_ms: number;
  readonly admin_grace_ms: number;
  /** Takes what webhooks are sent, once it is saved [A4]; none: nobody receives any. */
  readonly notify?: ((notice: Notice) => void) | null;
  /** What asks trackers for the rooms here; none: there are none. */
  readonly trackers?: TrackerDesk | null;
  /** Without one, rooms end with the process. It belongs to whoever made it. */
  readonly journal?: Journal | null;
  /** Among many machines, in place of a journal: what holds messages back until the cluster has the room [C8]. */
  readonly outbox?: ((send: FanoutOptions["toEdge"]) => RoomOutbox) | null;
  /** Where a room may come from that is not here; none: from nowhere. */
  readonly residence?: Residence | null;
  /** The journal can't save anything for this reason; null: it can again. */
  readonly onJournalFault?: (fault: JournalFault | null) => void;
}
