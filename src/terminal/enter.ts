/**
 * The way into a room: with the seat of an earlier start if there is one, else by creating or joining. What
 * a person got wrong is told and asked again, where there is a person to ask.
 */
import { ClientError, type Environment, type Status } from "../client/mod.ts";
import { DEFAULT_SERVER, type Found, readRoom, readServer, type ServerAddress } from "./address.ts";
import { Attendance, type Listener } from "./attendance.ts";
import { cleanSentence } from "./clean.ts";
import { type CommandName, type Options, readCapacity, readName } from "./options.ts";
import type { Seats } from "./seats.ts";

/** Asks a person for a line; null: it has had enough. */
export type Ask = (question: string, fallback: string) => string | null;

export interface EnterOptions {
  readonly options: Options;
  /** From the environment and the last time. */
  readonly fallback: { readonly server?: string; readonly name?: string };
  readonly seats: Seats;
  /** null: nobody is there to ask. */
  readonly ask: Ask | null;
  /** Tells a person how it goes. */
  readonly say: (text: string) => void;
  /** Hears of the status on the way in. */
  readonly onStatus: (status: Status) => void;
  readonly environment?: Environment;
}

export interface Entered {
  readonly attendance: Attendance;
  readonly name: string;
}

/** Why nobody got in; `usage`: what was asked for can't be right. */
export interface NotEntered {
  readonly message: string;
  readonly usage: boolean;
}

/** What is known so far of what somebody wants. */
interface Wish {
  readonly command: CommandName;
  server: ServerAddress;
  name: string;
  room_id: string;
  capacity: number;
  deck: string | null;
  readonly observer: boolean;
  readonly keep_room: boolean;
}

export async function enter(given: EnterOptions): Promise<Entered | NotEntered> {
  const wish = wishOf(given);
  if ("message" in wish) return wish;
  let resuming = wish.command === "join";
  for (;;) {
    const { name, server } = wish;
    const attendance = new Attendance({
      server,
      name,
      seats: given.seats,
      listener: waiting(given),
      ...given.environment && { environment: given.environment },
    });
    try {
      if (!resuming || !await resume(attendance, wish, given.seats)) await goIn(attendance, wish);
      return { attendance, name };
    } catch (error) {
      await attendance.settled();
      if (!(error instanceof ClientError)) throw error;
      if (resuming && (error.code === "resume_refused" || error.code === "session_over")) {
        // the seat is gone, the room may not be; and if it is, joining it says so best
        await given.seats.forget({ server: server.socket, room_id: wish.room_id, name });
        resuming = false;
        continue;
      }
      const refusal = mend(wish, error, given);
      if (refusal !== null) return refusal;
      resuming = wish.command === "join";
    }
  }
}

function goIn({ client }: Attendance, wish: Wish): Promise<unknown> {
  const { name, capacity, deck, room_id } = wish;
  const role = wish.observer ? "observer" : "voter";
  if (wish.command === "join") return client.join({ name, room_id, role });
  return client.create({
    name,
    capacity,
    role,
    on_admin_leave: wish.keep_room ? "promote" : "close",
    ...deck !== null && { deck },
  });
}

/** Comes back to the seat of an earlier start; false where there is none. */
async function resume({ client }: Attendance, wish: Wish, seats: Seats): Promise<boolean> {
  const { name, server, room_id } = wish;
  const seat = await seats.find({ server: server.socket, room_id, name });
  if (seat === null) return false;
  await client.resume(seat);
  return true;
}

/** What can be known before there is a connection; asks for what is missing. */
function wishOf(given: EnterOptions): Wish | NotEntered {
  const { options, fallback, ask } = given;
  const { command, observer, capacity, deck, keep_room } = options;
  const known = readServer(fallback.server ?? DEFAULT_SERVER);
  const server = options.server ?? ("value" in known ? known.value : null);
  if (server === null) {
    return { message: `ESTIMATEX_SERVER ${"problem" in known ? known.problem : ""}`, usage: true };
  }
  const name = options.name ??
    (fallback.name !== undefined && ask === null ? fallback.name : null) ??
    askFor(given, "Your name:", { fallback: fallback.name ?? "", read: readName });
  if (name === null) {
    return { message: "say who you are: --name NAME, or ESTIMATEX_NAME", usage: true };
  }
  const wish = { command, server, name, observer, capacity, deck, keep_room, room_id: "" };
  if (command === "create") return wish;
  const room = options.room ?? askFor(given, "Room id or link:", { fallback: "", read: readRoom });
  if (room === null) return { message: "say which room: its id, or its link", usage: true };
  return { ...wish, room_id: room.room_id, server: room.server ?? server };
}

/** Asks until the answer will do; null where nobody answers. */
function askFor<T>(
  { ask, say }: EnterOptions,
  question: string,
  { fallback, read }: { readonly fallback: string; readonly read: (text: string) => Found<T> },
): T | null {
  if (ask === null) return null;
  for (;;) {
    const answer = ask(question, fallback);
    if (answer === null) return null;
    const found = read(answer);
    if ("value" in found) return found.value;
    say(`That ${found.problem}.`);
  }
}

/** After a refusal: null where the wish was mended and is worth another try. */
function mend(wish: Wish, error: ClientError, given: EnterOptions): NotEntered | null {
  const message = cleanSentence(error.message);
  const unreachable = error.code === "connection_failed" || error.code === "bad_server";
  const where = unreachable
    ? `${wish.server.page}: ${message} (--server says where it is)`
    : message;
  const told: NotEntered = { message: where, usage: error.code === "bad_request" };
  if (given.ask === null || unreachable) return told;
  const again = <T>(question: string, read: (text: string) => Found<T>): T | null => {
    given.say(message);
    return askFor(given, question, { fallback: "", read });
  };
  if (error.code === "no_such_room" || error.field === "room_id") {
    const room = again("Room id or link:", readRoom);
    if (room === null) return told;
    wish.room_id = room.room_id;
    wish.server = room.server ?? wish.server;
    return null;
  }
  switch (error.field) {
    case "name": {
      const name = again("Your name:", readName);
      wish.name = name ?? wish.name;
      return name === null ? told : null;
    }
    case "max_room_capacity": {
      const capacity = again("Seats for voters:", readCapacity);
      wish.capacity = capacity ?? wish.capacity;
      return capacity === null ? told : null;
    }
    case "deck": {
      const deck = again("Deck:", (text) => ({ value: text }));
      wish.deck = deck ?? wish.deck;
      return deck === null ? told : null;
    }
    default:
      return told;
  }
}

/** Who comes back waits until the server is there: that is worth a line. */
function waiting({ say, onStatus }: EnterOptions): Listener {
  return {
    room: () => {},
    vote: () => {},
    status: (status) => {
      onStatus(status);
      if (status.state !== "offline") return;
      const seconds = Math.ceil(status.retry_in_ms / 1_000);
      say(`The server can't be reached, next try in ${seconds} s.`);
    },
  };
}
