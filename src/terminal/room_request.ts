/**
 * The request to create or join a room: from the command line, the environment, what was used last, and a person, who
 * is asked again after a mistake.
 */
import type { Result } from "../base/result.ts";
import type { ClientError, Environment, Status } from "../client/mod.ts";
import { checkName } from "../protocol/text.ts";
import { cleanSentence } from "./clean.ts";
import { type CommandName, type Options, readCapacity } from "./options.ts";
import type { Seats } from "./seats.ts";
import { DEFAULT_SERVER, readRoom, readServer, type ServerAddress } from "./server_address.ts";

/** Asks a person for a line; null: the person gave up. */
export type Ask = (question: string, fallback: string) => string | null;

/** A room's passcode or a server's key, and where it comes from, so that messages can say what to correct. */
interface Secret {
  readonly value: string;
  readonly from: string;
}

export interface JoinRoomOptions {
  readonly options: Options;
  /** From the environment, or used last. */
  readonly fallback: {
    readonly server?: string;
    readonly name?: string;
  };
  /** The passcode of the room, or for the new room [W14]; null: none is known. */
  readonly passcode: Secret | null;
  /** The key that the server opens rooms with [A1]; null: none is known. */
  readonly key: Secret | null;
  /** Asks a person without showing what is typed; null: there is nobody to ask. */
  readonly askSecretly: ((question: string) => Promise<string | null>) | null;
  readonly seats: Seats;
  /** null: there is nobody to ask. */
  readonly ask: Ask | null;
  /** Shows the progress to a person. */
  readonly print: (text: string) => void;
  /** Gets each status until the room is joined. */
  readonly onStatus: (status: Status) => void;
  readonly environment?: Environment;
}

/** Why the room was not joined; `usage`: the request itself can't be right. */
export interface NotJoined {
  readonly message: string;
  readonly usage: boolean;
}

/** What is known so far of the room to create or join. */
export interface RoomRequest {
  readonly command: CommandName;
  server: ServerAddress;
  name: string;
  room_id: string;
  passcode: Secret | null;
  key: Secret | null;
  /** The secret of the admin link that was given [A3]. */
  adminSecret: string | null;
  capacity: number;
  deck: string | null;
  readonly observer: boolean;
  readonly keepRoom: boolean;
}

const NO_ROOM: NotJoined = { message: "say which room: its id, or its link", usage: true };

/** The request as far as it is known without a connection; asks for what is missing. */
export function roomRequestOf(given: JoinRoomOptions): RoomRequest | NotJoined {
  const { options, fallback, ask } = given;
  const { command, observer, capacity, deck, keepRoom } = options;
  if (command === "join" && options.room === null && ask === null) return NO_ROOM;
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
    adminSecret: null,
    passcode: given.passcode,
    key: given.key,
  };
  if (command === "create") return request;
  const room = options.room ?? askFor(given, "Room id or link:", { fallback: "", read: readRoom });
  if (room === null) return NO_ROOM;
  const { room_id, adminSecret = null } = room;
  return { ...request, room_id, adminSecret, server: room.server ?? server };
}

/** Asks until the answer is valid; null if the person gives up. */
function askFor<T>(
  { ask, print }: JoinRoomOptions,
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
    print(`That ${found.error}.`);
  }
}

/** Corrects the request after a refusal; null: it was corrected, and should be tried again. */
export async function mendRequest(
  request: RoomRequest,
  error: ClientError,
  given: JoinRoomOptions,
): Promise<NotJoined | null> {
  // one that is too long is refused as a wrong field
  if (error.code === "wrong_passcode" || error.field === "passcode") {
    return await mendPasscode(request, given);
  }
  if (error.code === "wrong_key") return await mendKey(request, given);
  return mend(request, error, given);
}

function mend(request: RoomRequest, error: ClientError, given: JoinRoomOptions): NotJoined | null {
  // the protocol's name for it
  const message = cleanSentence(error.message).replace(/^max_room_capacity\b/, "--capacity");
  const elsewhere = error.code === "connection_failed" || error.code === "bad_server";
  const unreachable = elsewhere || error.code === "bad_certificate";
  const { page } = request.server;
  const where = unreachable ? `${page}: ${message}` : message;
  const next = `Check the address (--server), or find out why: estimatex-server doctor ${page}`;
  const failure: NotJoined = {
    message: elsewhere ? `${where} ${next}` : where,
    usage: error.code === "bad_request",
  };
  if (given.ask === null || unreachable) return failure;
  const again = <T>(question: string, read: (text: string) => Result<T, string>): T | null => {
    given.print(message);
    return askFor(given, question, { fallback: "", read });
  };
  if (error.code === "no_such_room" || error.field === "room_id") {
    const room = again("Room id or link:", readRoom);
    if (room === null) return failure;
    request.room_id = room.room_id;
    request.adminSecret = room.adminSecret ?? null;
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

/** Corrects a missing or wrong key [A1]; null: a person gave another one. */
async function mendKey(
  request: RoomRequest,
  given: JoinRoomOptions,
): Promise<NotJoined | null> {
  const { server, key } = request;
  const message = key === null
    ? `On ${server.page} only people with the server's key can open rooms`
    : `The key ${key.from} is not the right one for ${server.page}`;
  const how = key === null ? ": give it with --key-file FILE, or ask whoever runs the server" : "";
  return await mendSecret(given, { message, how, question: "Key:" }, (typed) => {
    request.key = typed;
  });
}

/** Corrects a missing or wrong passcode; null: a person gave another one. */
async function mendPasscode(
  request: RoomRequest,
  given: JoinRoomOptions,
): Promise<NotJoined | null> {
  const { room_id: roomId, passcode } = request;
  const message = passcode === null
    ? `Room ${roomId} asks for a passcode`
    : `The passcode ${passcode.from} is not the right one for room ${roomId}`;
  const how = passcode === null ? ": give it with --passcode-file FILE, or ESTIMATEX_PASSCODE" : "";
  return await mendSecret(given, { message, how, question: "Passcode:" }, (typed) => {
    request.passcode = typed;
  });
}

async function mendSecret(
  { askSecretly, print }: JoinRoomOptions,
  { message, how, question }: {
    readonly message: string;
    /** How it can be given without a person. */
    readonly how: string;
    readonly question: string;
  },
  take: (secret: Secret) => void,
): Promise<NotJoined | null> {
  const failure = { message: `${message}${how}.`, usage: false };
  if (askSecretly === null) return failure;
  print(`${message}.`);
  const typed = await askSecretly(question);
  if (typed === null || typed.trim() === "") return failure;
  // a blank that came with a paste can't be seen here
  take({ value: typed.trim(), from: "that was typed" });
  return null;
}
