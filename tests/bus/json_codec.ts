/** Any plain messages in a ring. */
import type { Codec } from "../../src/bus/ring_peer.ts";

export function jsonCodec<Message>(): Codec<Message> {
  return {
    pack: (messages) => JSON.stringify(messages),
    unpack: (text) => JSON.parse(text),
  };
}
