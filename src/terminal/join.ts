/**
 * The way into a room: with the seat of an earlier start if there is one, else by creating or joining. What
 * a person got wrong is shown and asked again, where there is a person to ask.
 */
import type { Result } from "../base/result.ts";
import { ClientError, type Environment, type RoomClient, type Status } from "../client/mod.ts";
import { checkName } from "../protocol/text.ts";
import { DEFAULT_SERVER, readRoom, readServer, type ServerAddress } from "./server_address.ts";
import { type Listener, RoomSession } from "./room_session.ts";
import { cleanSentence } from "./clean.ts";
import { type CommandName, type Options, readCapacity } from "./options.ts";
import type { Seats } from "./seats.ts";

/** Asks a person for a line; null: it has had enough. */
export type Ask = (question: string, fallback: string) => string | null;

/** A room's passcode, and where it comes from, for whoever has to mend it. */
interface Passcode {
  readonly value: string;
  readonly from: string;
}

export interface JoinRoomOptions {
  readonly options: Options;
  /** From the environment and the last time. */
  readonly fallback: {
    readonly server?: string;
    readonly name?: string;
  };
  /** What the room asks for [W14], or what a new one shall ask for; null: nothing is known of one. */
  readonly passcode: Passcode | null;
  /** Asks a person for what nobody may read; null: nobody is there to ask. */
  readonly askSecretly: ((question: string) => Promise<string | null>) | null;
  readonly seats: Seats;
  /** null: nobody is there to ask. */
  readonly ask: Ask | null;
  /** Tells a person how it goes. */
  readonly say: (text: string) => void;
  /** Gets each status on the way in. */
  readonly onStatus: (status: Status) => void;
  readonly environment?: Environment;
}

export interface Joined {
  readonly session: RoomSession;
  readonly name: string;
}

/** Why nobody got in; `usage`: what was asked for can't be right. */
export interface NotJoined {
  readonly message: string;
  readonly usage: boolean;
}

/** What is known so far of the room to create or join. */
interface JoinRequest {
  readonly command: CommandName;
  server: ServerAddress;
  name: string;
  room_id: string;
  passcode: Passcode | null;
  capacity: number;
  deck: string | null;
  readonly observer: boolean;
  readonly keepRoom: boolean;
}

export async function joinRoom(given: JoinRoomOptions): Promise<Joined | NotJoined> {
  const request = joinRequestOf(given);
  if ("message" in request) return request;
  let resuming = request.command === "join";
  for (;;) {
    const { name, server } = request;
    const session = new RoomSession({
      server,
      name,
      seats: given.seats,
      listener: waiting(given),
      ...given.environment && { environment: given.environment },
    });
    try {
      if (!resuming || !await resume(session, request, given.seats)) {
        await createOrJoin(session, request);
      }
      return { session, name };
    } catch (error) {
      await session.settled();
      if (!(error instanceof ClientError)) throw error;
      if (resuming && (error.code === "resume_refused" || error.code === "session_over")) {
        // the seat is gone, the room may not be; and joining it finds out
        await given.seats.forget({ server: server.socket, room_id: request.room_id, name });
        resuming = false;
        continue;
      }
      const refusal = error.code === "wrong_passcode"
        ? await mendPasscode(request, given)
        : mend(request, error, given);
      if (refusal !== null) return refusal;
      resuming = request.command === "join";
    }
  }
}

async function createOrJoin({ client }: RoomSession, request: JoinRequest): Promise<void> {
  const { name, capacity, deck, room_id, passcode } = request;
  const role = request.observer ? "observer" : "voter";
  if (request.command === "join") {
    await client.join({
      name,
      room_id,
      role,
      ...passcode !== null && { passcode: passcode.value },
    });
    return;
  }
  await client.create({
    name,
    capacity,
    role,
    on_admin_leave: request.keepRoom ? "promote" : "close",
    ...deck !== null && { deck },
  });
  // nobody can know the room's id yet
  if (passcode !== null) await lock(client, passcode.value);
}

/** Gives a new room its passcode. Where that fails nobody is to take the room for a locked one: it is closed again. */
async function lock(client: RoomClient, passcode: string): Promise<void> {
  try {
    await client.setRoom({ passcode });
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    // whoever creates a room is alone in it: it closes behind them, after a lost connection as soon as there is one
    const closed = await client.leave().then(() => true, () => false);
    client.close();
    const state = closed ? "was closed again" : "may still be open without it";
    const message =
      `The passcode could not be set, so room ${client.room?.room_id} ${state}: ${error.message}`;
    throw new ClientError(error.code, message, { retry: error.retry });
  }
}

/** Comes back to the seat of an earlier start; false where there is none. */
async function resume(
  { client }: RoomSession,
  request: JoinRequest,
  seats: Seats,
): Promise<boolean> {
  const { name, server, room_id } = request;
  const seat = await seats.find({ server: server.socket, room_id, name });
  if (seat === null) return false;
  await client.resume(seat);
  return true;
}

/** What can be known before there is a connection; asks for what is missing. */
function joinRequestOf(given: JoinRoomOptions): JoinRequest | NotJoined {
  const { options, fallback, ask } = given;
  const { command, observer, capacity, deck, keepRoom } = options;
  const known = readServer(fallback.server ?? DEFAULT_SERVER);
  const server = options.server ?? (known.ok ? known.value : null);
  if (server === null) {
    return { message: `ESTIMATEX_SERVER ${known.ok ? "" : known.error}`, usage: true };
  }
  const unfit = fallback.name === undefined ? null : checkName(fallback.name);
  if (options.name === null && ask === null && unfit?.ok === false) {
    return { message: `ESTIMATEX_NAME ${unfit.error}`, usage: true };
  }
  const name = options.name ??
    (fallback.name !== undefined && ask === null ? fallback.name : null) ??
    askFor(given, "Your name:", { fallback: fallback.name ?? "", read: checkName });
  if (name === null) {
    return { message: "say who you are: --name NAME, or ESTIMATEX_NAME", usage: true };
  }
  const request = {
    command,
    server,
    name,
    observer,
    capacity,
    deck,
    keepRoom,
    room_id: "",
    passcode: given.passcode,
  };
  if (command === "create") return request;
  const room = options.room ?? askFor(given, "Room id or link:", { fallback: "", read: readRoom });
  if (room === null) return { message: "say which room: its id, or its link", usage: true };
  return { ...request, room_id: room.room_id, server: room.server ?? server };
}

/** Asks until the answer will do; null where nobody answers. */
function askFor<T>(
  { ask, say }: JoinRoomOptions,
  question: string,
  { fallback, read }: {
    readonly fallback: string;
    readonly read: (text: string) => Result<T, string>;
  },
): T | null {
  if (ask === null) return null;
  for (;;) {
    const answer = ask(question, fallback);
    if (answer === null) return null;
    const found = read(answer);
    if (found.ok) return found.value;
    say(`That ${found.error}.`);
  }
}

/** After a refusal: null where the request was mended and is worth another try. */
function mend(request: JoinRequest, error: ClientError, given: JoinRoomOptions): NotJoined | null {
  const message = cleanSentence(error.message);
  const elsewhere = error.code === "connection_failed" || error.code === "bad_server";
  const unreachable = elsewhere || error.code === "bad_certificate";
  const where = unreachable ? `${request.server.page}: ${message}` : message;
  const failure: NotJoined = {
    message: elsewhere ? `${where} (--server says where it is)` : where,
    usage: error.code === "bad_request",
  };
  if (given.ask === null || unreachable) return failure;
  const again = <T>(question: string, read: (text: string) => Result<T, string>): T | null => {
    given.say(message);
    return askFor(given, question, { fallback: "", read });
  };
  if (error.code === "no_such_room" || error.field === "room_id") {
    const room = again("Room id or link:", readRoom);
    if (room === null) return failure;
    request.room_id = room.room_id;
    request.server = room.server ?? request.server;
    return null;
  }
  switch (error.field) {
    case "name": {
      const name = again("Your name:", checkName);
      request.name = name ?? request.name;
      return name === null ? failure : null;
    }
    case "max_room_capacity": {
      const capacity = again("Seats for voters:", readCapacity);
      request.capacity = capacity ?? request.capacity;
      return capacity === null ? failure : null;
    }
    case "deck": {
      const deck = again("Deck:", (text) => ({ ok: true, value: text }));
      request.deck = deck ?? request.deck;
      return deck === null ? failure : null;
    }
    default:
      return failure;
  }
}

/** After a passcode that is missing or wrong: null where a person gave another one. */
async function mendPasscode(
  request: JoinRequest,
  { askSecretly, say }: JoinRoomOptions,
): Promise<NotJoined | null> {
  const { room_id: roomId, passcode } = request;
  const message = passcode === null
    ? `Room ${roomId} asks for a passcode`
    : `The passcode ${passcode.from} is not the one of room ${roomId}`;
  const how = passcode === null ? ": give it by --passcode-file FILE, or ESTIMATEX_PASSCODE" : "";
  const failure = { message: `${message}${how}.`, usage: false };
  if (askSecretly === null) return failure;
  say(`${message}.`);
  const typed = await askSecretly("Passcode:");
  if (typed === null || typed.trim() === "") return failure;
  request.passcode = { value: typed, from: "that was typed" };
  return null;
}

/** Who comes back waits until the server is there: that is worth a line. */
function waiting({ say, onStatus }: JoinRoomOptions): Listener {
  return {
    room: () => {},
    vote: () => {},
    status: (status) => {
      onStatus(status);
      if (status.state !== "offline") return;
      const seconds = Math.ceil(status.retry_in_ms / 1_000);
      say(`${status.problem ?? "The server can't be reached."} Next try in ${seconds} s.`);
    },
  };
}
