/** A client that opens a room, to test the limit of rooms [C22]. */
import type { JoinRefusal } from "../../../src/bus/envelopes.ts";
import { REFUSED } from "../../../src/hosting/refusals.ts";
import { DECKS } from "../../../src/room/deck.ts";
import { Line, type LineOwner } from "./line.ts";
import type { SimProcess } from "./process.ts";

export class Founder implements LineOwner {
  readonly protocol = "v2";
  /** The outcome; null: none yet. */
  outcome: "opened" | "too many rooms" | "refused" | null = null;

  /** Sends the request to a process. */
  constructor(process: SimProcess) {
    const [deck] = DECKS;
    if (deck === undefined) throw new Error("there is no deck");
    const request = { action: "create", name: "fay", role: "voter", protocol: "v2" } as const;
    process.join(new Line(this), { ...request, capacity: 5, deck, on_admin_leave: "promote" });
  }

  takes(): void {
    this.outcome ??= "opened";
  }

  lineEnded(_: Line, refusal: JoinRefusal | null): void {
    const isFull = refusal?.message === REFUSED.tooManyRooms.message;
    this.outcome ??= isFull ? "too many rooms" : "refused";
  }
}
