/** Any plain messages on the real bus. */
import type { Codec } from "../../src/store/broadcast_bus.ts";

export function jsonCodec<Message>(): Codec<Message> {
  return {
    pack: (messages) => new TextEncoder().encode(JSON.stringify(messages)),
    unpack: (bytes) => JSON.parse(new TextDecoder().decode(bytes)),
  };
}
