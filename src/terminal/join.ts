/** Gets into a room: with a kept seat if there is one, else by creating or joining. */
import { ClientError, platform, type RoomClient, waitsForAdmin } from "../client/mod.ts";
import { checkAdminLink } from "../client/room_lookup.ts";
import {
  type JoinRoomOptions,
  mendRequest,
  type NotJoined,
  type RoomRequest,
  roomRequestOf,
} from "./room_request.ts";
import { cleanStatus } from "./clean.ts";
import { type Listener, RoomSession } from "./room_session.ts";
import type { Seats } from "./seats.ts";

export interface Joined {
  readonly session: RoomSession;
  readonly name: string;
}

/** How long a person waits for a server without a word about it, in milliseconds. */
const SLOW_MS = 2_000;

/** Gets into the room that is asked for; after a refusal a person corrects the request, and it tries again. */
export async function joinRoom(given: JoinRoomOptions): Promise<Joined | NotJoined> {
  const request = roomRequestOf(given);
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
      const isIn = await unlessSlow(
        given,
        server.page,
        () => enter(session, request, { given, resuming }),
      );
      if (request.adminSecret !== null) sayLate(session, given);
      if (isIn) return { session, name };
      resuming = false;
    } catch (error) {
      await session.settled();
      if (!(error instanceof ClientError)) throw error;
      if (resuming && (error.code === "resume_refused" || error.code === "session_over")) {
        // the seat is gone; joining shows whether the room is, too
        await given.seats.forget({ server: server.socket, room_id: request.room_id, name });
        resuming = false;
        continue;
      }
      const refusal = await mendRequest(request, error, given);
      if (refusal !== null) {
        given.onStatus(cleanStatus(session.client.status));
        return refusal;
      }
      resuming = request.command === "join";
    }
  }
}

/** Waits for `work`; if it takes long, says so to a person. `page`: the server that it waits for. */
async function unlessSlow<T>(
  { ask, print, environment = platform }: JoinRoomOptions,
  page: string,
  work: () => Promise<T>,
): Promise<T> {
  if (ask === null) return await work();
  const cancel = environment.clock.after(SLOW_MS, () => print(`Waiting for ${page} ...`));
  try {
    return await work();
  } finally {
    cancel();
  }
}

/**
 * Gets in, with the kept seat if `resuming` and if there is one. Returns false if the seat was given up: then this
 * person is to join with the admin link, since only who joins with one becomes the admin, nobody who resumes [A3].
 */
async function enter(
  session: RoomSession,
  request: RoomRequest,
  { given, resuming }: { readonly given: JoinRoomOptions; readonly resuming: boolean },
): Promise<boolean> {
  if (!resuming || !await resume(session, request, given.seats)) {
    await createOrJoin(session, request);
    return true;
  }
  if (request.adminSecret === null || !waitsForAdmin(session.room)) return true;
  const asked = { room_id: request.room_id, admin_secret: request.adminSecret };
  const { environment = platform } = given;
  const link = await checkAdminLink(request.server.socket, asked, environment);
  if (link === "right") {
    await leave(session);
    return false;
  }
  given.print(
    link === "wrong"
      ? "That admin link is not for this room: you are in it as before."
      : "The admin link could not be checked: you are in the room as before. Try again later.",
  );
  return true;
}

/** [A3] Says that somebody else is the admin, which an admin link was to make of this person. */
function sayLate({ me, room }: RoomSession, { print }: JoinRoomOptions): void {
  const { admin_id: adminId, members } = room;
  const admin = members.find(({ member_id }) => member_id === adminId);
  if (admin === undefined || adminId === me) return;
  print(
    `An admin link works only once, and ${admin.name} is the admin: you are in the room like anybody else.`,
  );
}

async function createOrJoin({ client }: RoomSession, request: RoomRequest): Promise<void> {
  const { name, capacity, deck, room_id, passcode, key, adminSecret } = request;
  const role = request.observer ? "observer" : "voter";
  if (request.command === "join") {
    await client.join({
      name,
      room_id,
      role,
      ...passcode !== null && { passcode: passcode.value },
      ...adminSecret !== null && { admin_secret: adminSecret },
    });
    return;
  }
  await client.create({
    name,
    capacity,
    role,
    on_admin_leave: request.keepRoom ? "promote" : "close",
    ...deck !== null && { deck },
    ...key !== null && { key: key.value },
  });
  // nobody else can know the room's id yet
  if (passcode !== null) await lock(client, passcode.value);
}

/** Sets a new room's passcode. If that fails, closes the room again, so that nobody believes it to be protected. */
async function lock(client: RoomClient, passcode: string): Promise<void> {
  try {
    await client.setRoom({ passcode });
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    // the creator is alone in the room, so it closes when they leave, after a reconnect if necessary
    const closed = await client.leave().then(() => true, () => false);
    client.close();
    const state = closed ? "was closed again" : "may still be open without it";
    const message =
      `The passcode could not be set, so room ${client.room?.room_id} ${state}: ${error.message}`;
    throw new ClientError(error.code, message, { retry: error.retry });
  }
}

/** Comes back to a kept seat; false if there is none. */
async function resume(
  { client }: RoomSession,
  request: RoomRequest,
  seats: Seats,
): Promise<boolean> {
  const { name, server, room_id } = request;
  const seat = await seats.find({ server: server.socket, room_id, name });
  if (seat === null) return false;
  await client.resume(seat);
  return true;
}

/** Leaves the room unreported, and waits until the seat is forgotten. */
async function leave(session: RoomSession): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  session.listen({
    room: () => {},
    vote: () => {},
    status: ({ state }) => {
      if (state === "closed" || state === "ended") resolve();
    },
  });
  await session.client.leave();
  await promise;
  await session.settled();
}

/**
 * Says that it waits for the server, while it retries to come back. The end of a session is not reported from here,
 * because another one may follow, without the seat or with another passcode.
 */
function waiting({ print, onStatus }: JoinRoomOptions): Listener {
  return {
    room: () => {},
    vote: () => {},
    status: (status) => {
      if (status.state === "ended" || status.state === "closed") return;
      onStatus(status);
      if (status.state !== "offline") return;
      const seconds = Math.ceil(status.retry_in_ms / 1_000);
      print(`${status.problem ?? "The server can't be reached."} Next try in ${seconds} s.`);
    },
  };
}
