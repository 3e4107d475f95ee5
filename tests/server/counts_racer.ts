// One of several threads that fight over the same place; see counts_test.ts.
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { Counts, type SharedCounts } from "../../src/server/counts.ts";

/** What a racer is sent. */
export interface Race {
  readonly shared: SharedCounts;
  readonly row: number;
  readonly rounds: number;
  /** How many racers are at the start, places held now, most held at once, places won. */
  readonly board: SharedArrayBuffer;
}

/** The one place they fight for. */
const LIMITS = { totalMax: 0, perAddressMax: 1 };

self.onmessage = ({ data }: MessageEvent<Race>) => {
  const counts = new Counts(data.shared, data.row);
  const board = new Int32Array(data.board);
  Atomics.add(board, 0, 1);
  Atomics.notify(board, 0);
  for (;;) {
    const arrived = Atomics.load(board, 0);
    if (arrived === data.shared.workers) break;
    Atomics.wait(board, 0, arrived);
  }
  for (let round = 0; round < data.rounds; round++) {
    if (counts.admit("192.0.2.1", LIMITS) !== "ok") continue;
    const now = Atomics.add(board, 1, 1) + 1;
    if (now > Atomics.load(board, 2)) Atomics.store(board, 2, now);
    Atomics.add(board, 3, 1);
    Atomics.sub(board, 1, 1);
    counts.release("192.0.2.1");
  }
  self.postMessage("done");
};
