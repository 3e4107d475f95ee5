/**
 * A client in a room. It cleans everything that the server sends before the listener, the live view or line mode, gets
 * it, and keeps the seat for the next start of the program.
 */
import {
  ClientError,
  type Environment,
  type Nudge,
  type OwnVote,
  RoomClient,
  type RoomState,
  type Status,
} from "../client/mod.ts";
import type { ServerAddress } from "./server_address.ts";
import {
  cleanNudge,
  cleanRoom,
  cleanSentence,
  cleanStatus,
  cleanText,
  cleanVote,
} from "./clean.ts";
import type { SeatKey, Seats } from "./seats.ts";

export interface Listener {
  room(room: RoomState): void;
  vote(vote: OwnVote | null): void;
  status(status: Status): void;
  /** Somebody waits for this person's vote. */
  nudged?(nudge: Nudge): void;
}

interface RoomSessionOptions {
  readonly server: ServerAddress;
  /** The name that was asked for. */
  readonly name: string;
  readonly seats: Seats;
  readonly listener: Listener;
  readonly environment?: Environment;
}

export class RoomSession {
  readonly client: RoomClient;
  readonly server: ServerAddress;
  #listener: Listener;
  #room: RoomState | null = null;
  /** The last write or removal of the seat; the next one waits for it. */
  #keeping: Promise<void> = Promise.resolve();
  #roomId = "";

  constructor({ server, name, seats, listener, environment }: RoomSessionOptions) {
    this.server = server;
    this.#listener = listener;
    this.client = new RoomClient({
      url: server.socket,
      onState: (room) => {
        this.#room = cleanRoom(room);
        this.#listener.room(this.#room);
      },
      onVote: (vote) => this.#listener.vote(cleanVote(vote)),
      onNudged: (nudge) => this.#listener.nudged?.(cleanNudge(nudge)),
      onStatus: (status) => this.#listener.status(cleanStatus(status)),
      onSeat: (seat) => {
        this.#roomId = seat?.room_id ?? this.#roomId;
        const key: SeatKey = { server: server.socket, room_id: this.#roomId, name };
        this.#keeping = this.#keeping.then(() =>
          seat === null ? seats.forget(key) : seats.keep(key, seat)
        );
      },
      ...environment && { environment },
    });
  }

  /** The current state of the room; throws before the join. */
  get room(): RoomState {
    if (this.#room === null) throw new Error("the room has not been joined");
    return this.#room;
  }

  get me(): string {
    return cleanText(this.client.memberId);
  }

  /** Replaces the listener. */
  listen(listener: Listener): void {
    this.#listener = listener;
  }

  /** Resolves when the seat is written or removed. */
  async settled(): Promise<void> {
    await this.#keeping;
  }
}

/** A sentence about an error, safe to print. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ClientError) return cleanSentence(error.message);
  throw error;
}

/** The same for a program: a stable word. */
export function codeOf(error: unknown): string {
  return error instanceof ClientError ? cleanText(error.code) : "trouble";
}
