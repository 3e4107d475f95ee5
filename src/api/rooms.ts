/** The handlers for rooms: open one, show it, queue tickets [A3]. They validate; the room's home decides. */
import type * as v from "valibot";
import { STATUS_CODE } from "@std/http/status";
import { sha256 } from "../base/hash.ts";
import type { Ids } from "../base/ids.ts";
import type { Once, ProgramRequest } from "../bus/envelopes.ts";
import { ADMIN_FRAGMENT } from "../protocol/room_link.ts";
import { checkRoomId } from "../protocol/text.ts";
import { IDEMPOTENCY_KEY_LENGTH_MAX } from "../protocol/wire_limits.ts";
import { FIBONACCI } from "../room/deck.ts";
import { isTooMuch, QUEUE_MOST } from "../room/queue_size.ts";
import { type Ticket, withoutEmpty } from "../room/state.ts";
import type { RouteHandler, RouteRequest } from "./route.ts";
import { badField, done, failed, type Outcome, type Problem } from "./problem.ts";
import { checked, newRoomSchema, type openedRoom, queueSchema } from "./schemas.ts";

interface RoomsOptions {
  readonly ids: Pick<Ids, "token">;
  /** The largest capacity that a room may have. */
  readonly capacityMax: number;
  readonly askHome: (request: ProgramRequest, address: string) => Promise<Outcome<string>>;
}

/** The handlers of the paths below `/rooms`. */
export function roomHandlers(
  { ids, capacityMax, askHome }: RoomsOptions,
): { readonly [Name in "open" | "show" | "queue"]: RouteHandler } {
  const newRoom = newRoomSchema(capacityMax);
  return {
    async open(incoming) {
      const read = await readBodyOf(newRoom, incoming);
      if (!read.ok) return read;
      const { fields, tickets, once } = read.value;
      const { capacity, name = "", deck = FIBONACCI, passcode = null, settings = {} } = fields;
      const { auto_reveal = false, on_admin_leave = "close", who_runs = "admin" } = settings;
      const frame = await askHome({
        action: "open",
        capacity,
        deck,
        name: name === "" ? null : name,
        passcode,
        settings: { auto_reveal, on_admin_leave, who_runs },
        tickets,
        admin_secret: ids.token(),
        once,
      }, incoming.address);
      return frame.ok ? done(opened(frame.value, incoming.base)) : frame;
    },

    async show(incoming) {
      const roomId = roomIdOf(incoming);
      if (!roomId.ok) return roomId;
      const frame = await askHome({ action: "show", room_id: roomId.value }, incoming.address);
      return frame.ok ? done(json(frame.value)) : frame;
    },

    async queue(incoming) {
      const roomId = roomIdOf(incoming);
      if (!roomId.ok) return roomId;
      const read = await readBodyOf(queueSchema, incoming);
      if (!read.ok) return read;
      const { fields: { replace = false }, tickets, once } = read.value;
      const frame = await askHome(
        { action: "queue", room_id: roomId.value, tickets, replace, once },
        incoming.address,
      );
      return frame.ok ? done(json(frame.value)) : frame;
    },
  };
}

/** The response for an opened room. The secret is in the link's fragment, which is neither sent nor logged [W14]. */
function opened(frame: string, base: string): Response {
  const { room_id: roomId, admin_secret: secret }: Record<string, string> = JSON.parse(frame);
  const link = `${base}r/${roomId}`;
  const body: v.InferOutput<typeof openedRoom> = {
    room_id: roomId ?? "",
    join_link: link,
    admin_link: `${link}#${ADMIN_FRAGMENT}${secret}`,
  };
  const headers = { location: `${base}api/v1/rooms/${roomId}` };
  return json(JSON.stringify(body), { status: STATUS_CODE.Created, headers });
}

function json(text: string, init: ResponseInit = {}): Response {
  const headers = { ...init.headers, "content-type": "application/json" };
  return new Response(`${text}\n`, { ...init, headers });
}

function roomIdOf({ params }: RouteRequest): Outcome<string> {
  const checked = checkRoomId(params["room_id"] ?? "");
  if (checked.ok) return checked;
  const detail = `room_id ${checked.error}.`;
  return failed({ status: STATUS_CODE.NotFound, detail, field: "room_id" });
}

interface RoomBody<Fields> {
  readonly fields: Fields;
  readonly tickets: readonly Ticket[];
  readonly once: Once | null;
}

/** Reads a body. Its tickets have to fit into an empty queue, so that a room is never opened without them. */
async function readBodyOf<
  Schema extends v.GenericSchema<unknown, { readonly tickets?: readonly Ticket[] }>,
>(schema: Schema, incoming: RouteRequest): Promise<Outcome<RoomBody<v.InferOutput<Schema>>>> {
  const body = await incoming.body();
  if (!body.ok) return body;
  const fields = checked(schema, body.value.value);
  if (!fields.ok) return fields;
  const tickets = (fields.value.tickets ?? []).map((ticket) => withoutEmpty(ticket));
  if (isTooMuch(tickets)) return badField("tickets", `tickets must be at most ${QUEUE_MOST}.`);
  const once = idempotencyOf(incoming, body.value.text);
  return once.ok ? done({ fields: fields.value, tickets, once: once.value }) : once;
}

const IDEMPOTENCY_KEY = /^[!-~]+$/;

/** The idempotency key, hashed with the path, and a hash of the body; null if there is no key. */
function idempotencyOf({ request, path }: RouteRequest, text: string): Outcome<Once | null> {
  const given = request.headers.get("idempotency-key");
  if (given === null) return done(null);
  if (given.length > IDEMPOTENCY_KEY_LENGTH_MAX || !IDEMPOTENCY_KEY.test(given)) {
    return failed(BAD_KEY);
  }
  return done({ key: sha256(`${path} ${given}`), digest: sha256(text) });
}

const BAD_KEY: Problem = {
  status: STATUS_CODE.BadRequest,
  detail:
    `Idempotency-Key must have 1 to ${IDEMPOTENCY_KEY_LENGTH_MAX} visible ASCII characters, without spaces.`,
  field: "idempotency-key",
};
