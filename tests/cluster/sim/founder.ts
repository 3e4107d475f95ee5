/** Somebody who would like one more room, when there are as many as there may be, or one fewer [C22]. */
import type { JoinRefusal } from "../../../src/bus/envelopes.ts";
import { REFUSED } from "../../../src/hosting/refusals.ts";
import { DECKS } from "../../../src/room/deck.ts";
import { Line, type LineOwner } from "./line.ts";
import type { SimProcess } from "./process.ts";

export class Founder implements LineOwner {
  readonly protocol = "v2";
  /** What came of it; null: nothing yet. */
  outcome: "opened" | "too many rooms" | "refused" | null = null;

  /** Asks there. */
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
