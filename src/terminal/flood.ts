/** Keeps keys and signals working while a server sends without end. */
import type { Environment, SocketEvents } from "../client/mod.ts";
import { LOST } from "../client/status.ts";

/**
 * Deno hands over the messages that wait without a turn of the event loop in between: as long as a server sends faster
 * than they are handled, no timer runs, and no key and no signal arrives, Ctrl-C neither. After so many messages, and
 * so many milliseconds, without a turn, the connection counts as lost.
 */
const FLOOD_MESSAGES = 1_000;
const FLOOD_MS = 2_000;

/** The same environment, whose sockets are closed where a server floods them. */
export function withFloodGuard(environment: Environment): Environment {
  return {
    ...environment,
    openSocket(url, protocols, events) {
      const socket = environment.openSocket(
        url,
        protocols,
        guarded(events, environment, () => {
          socket.close();
          events.closed(LOST);
        }),
      );
      return socket;
    },
  };
}

function guarded(
  { received, closed }: SocketEvents,
  { clock }: Environment,
  onFlood: () => void,
): SocketEvents {
  /** The messages since the last turn of the event loop; null: none. */
  let burst: { count: number; readonly since: number } | null = null;
  return {
    closed,
    received(text) {
      if (burst === null) {
        burst = { count: 0, since: clock.now() };
        clock.after(0, () => burst = null);
      }
      const isFlood = ++burst.count > FLOOD_MESSAGES && clock.now() - burst.since > FLOOD_MS;
      if (isFlood) onFlood();
      else received(text);
    },
  };
}
