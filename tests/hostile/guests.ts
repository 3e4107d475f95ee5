/**
 * Harmless connections: thousands of short ones warm up a new process, and a few with a large text make V8 collect
 * garbage on every worker.
 */
import { assertEquals } from "@std/assert";
import { creator, farewellTo, textFrame } from "./stranger.ts";

/** Guests at a time: enough that no worker of two stays without. */
const GUESTS = 20;

/** Over V8's limit for small objects, and over ours for messages. */
const TEXT = textFrame("x".repeat(200_000));

interface Port {
  readonly port: number;
}

/** A few guests at the same time, each sent away with 1009 for the text it brought [W6]. */
export async function visit(server: Port): Promise<void> {
  await Promise.all(Array.from({ length: GUESTS }, async () => {
    await using guest = await creator(server);
    await guest.write(TEXT);
    assertEquals(await farewellTo(guest), 1009);
  }));
}

/** This many who come and go, a few at a time. */
export async function comeAndGo(server: Port, count: number): Promise<void> {
  for (let visits = 0; visits < count; visits += GUESTS) {
    await Promise.all(Array.from({ length: GUESTS }, async () => {
      await using guest = await creator(server);
      await guest.close();
    }));
  }
}
