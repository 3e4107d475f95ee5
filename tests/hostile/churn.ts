/**
 * Thousands of connections that end in every state: without a byte, during the handshake, before and after the upgrade,
 * with a FIN and with a reset.
 */
import { RawSocket } from "../e2e/raw_socket.ts";
import type { Canary } from "./canary.ts";
import { handshake } from "./handshakes.ts";
import { Line } from "./line.ts";
import { ResettableLine } from "./reset.ts";
import type { Abuse } from "./siege.ts";
import { creator, event } from "./stranger.ts";

/** In all four rounds of a siege 10,000. */
const CONNECTIONS = 2_500;
/** At a time. */
const CROWD = 50;

const HEAD = handshake();
const HEALTH = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

type Visit = (server: { readonly port: number }, canary: Canary) => Promise<void>;

/** Somebody who sends this and hangs up, whatever comes. */
function hangsUpAfter(text: string): Visit {
  return async ({ port }) => {
    await using line = await Line.open(port);
    await line.send(text);
  };
}

/** Somebody who sends this, gets the first of an answer, and is gone with a reset. */
function resetAfter(text: string): Visit {
  return async ({ port }) => {
    const line = await ResettableLine.open(port, text);
    await line.reset();
  };
}

const VISITS: readonly Visit[] = [
  hangsUpAfter(""),
  hangsUpAfter("G"),
  hangsUpAfter(HEAD.slice(0, HEAD.length / 2)),
  hangsUpAfter(HEAD),
  hangsUpAfter(`${HEAD}\x81\x85`),
  hangsUpAfter(HEALTH + HEALTH),
  // The answer to the first request is the sign that the second one has been begun.
  resetAfter(HEALTH + HEAD.slice(0, HEAD.length / 2)),
  resetAfter(HEAD),
  // After CREATE_ROOM: cut, with a close frame, announced and cut.
  async (server) => {
    await using _room = await creator(server);
  },
  async (server) => {
    await using room = await creator(server);
    await room.close();
  },
  async (server) => {
    await using room = await creator(server);
    await room.text(event("JOIN_ROOM", { room_id: "ZZZZZZZZ" }));
  },
  // Refused by a full room, in the middle of the refusal.
  async ({ port }, { roomId }) => {
    const path = `/ws?action=JOIN_ROOM&name=late&room_id=${roomId}`;
    await using _late = await RawSocket.open(port, { path });
  },
];

export const CHURN: Readonly<Record<string, Abuse>> = {
  "[W10] 10,000 connects and disconnects, in every state": async (server, canary) => {
    for (let from = 0; from < CONNECTIONS; from += CROWD) {
      await Promise.all(Array.from({ length: CROWD }, (_, i) => {
        return VISITS[(from + i) % VISITS.length]?.(server, canary);
      }));
    }
  },
};
