/**
 * One who votes in a room of a node all the time, on a thread of its own: those of a test's clients who come back at
 * the same time keep theirs busy for seconds. It is sent the node's port, and then asks for how long votes took; a vote
 * that fails ends it.
 */
import { RoomClient } from "../../../src/client/mod.ts";
import { pass } from "../../e2e/patience.ts";

const VOTE_EVERY_MS = 10;

/** How long each vote took until it was answered, in milliseconds, since the last question. */
let took: number[] = [];
let isAsked = false;

declare const self: Worker;

self.onmessage = ({ data }: MessageEvent<number | "took">) => {
  if (data === "took") isAsked = true;
  else void vote(data);
};

async function vote(port: number): Promise<never> {
  const client = new RoomClient({ url: `ws://127.0.0.1:${port}/ws` });
  await client.create({ name: "probe", capacity: 2 });
  await client.begin({ ticket_id: "T-1" });
  await client.until(({ ballot }) => ballot !== null);
  self.postMessage([]);
  for (let n = 0;; n++) {
    const at = performance.now();
    await client.vote("T-1", n % 2 === 0 ? "5" : "8");
    took.push(performance.now() - at);
    if (isAsked) {
      self.postMessage(took);
      took = [];
      isAsked = false;
    }
    await pass(VOTE_EVERY_MS);
  }
}
