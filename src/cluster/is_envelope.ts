/**
 * Whether what another node sent is an envelope, as far as it takes to handle it: the fields of its kind, and words
 * that this version knows. A newer node may send others, and whoever can reach the engine anything; values that a
 * client chose were checked at its edge.
 */
import type { Envelope } from "../bus/envelopes.ts";
import type { ClientMessage, V2Command, V2Request } from "../protocol/client_message.ts";
import { CLOSE } from "../protocol/close_codes.ts";
import { ownProperty } from "../protocol/own_property.ts";
import type { JoinRequest } from "../protocol/request.ts";

type Check = (value: unknown) => boolean;

/** A check for each field. */
type Checks<T> = { readonly [Name in Exclude<keyof T, "kind">]-?: Check };

type Kind = Envelope["kind"];

/** Whether it is an envelope that this version can handle. */
export function isEnvelope(value: unknown): value is Envelope {
  const kind = ownProperty(value, "kind");
  return typeof kind === "string" && CHECK_OF.get(kind)?.(value) === true;
}

const text: Check = (value) => typeof value === "string";
const textOrNull: Check = (value) => value === null || typeof value === "string";
const boolean: Check = (value) => typeof value === "boolean";
const number: Check = (value) => typeof value === "number";
const numberOrNull: Check = (value) => value === null || typeof value === "number";
const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const counts: Check = (value) => Array.isArray(value) && value.every(count);
const closeName: Check = (value) => typeof value === "string" && Object.hasOwn(CLOSE, value);

const isObject: Check = (value) => typeof value === "object" && value !== null;

/** An object with these fields, whatever else it has. */
function object(checks: Readonly<Record<string, Check>>): Check {
  const all = Object.entries(checks);
  return (value) => all.every(([name, check]) => check(ownProperty(value, name)));
}

/** One of these words. */
function word<Word extends string>(words: Readonly<Record<Word, true>>): Check {
  return (value) => typeof value === "string" && Object.hasOwn(words, value);
}

const source = object({ address: text, slot: count });

const request = word<Exclude<JoinRequest["action"], "create">>({
  join: true,
  resume: true,
  look: true,
});

const seat = object({ room_id: text, member_id: text, reveals: count });

const attempt = object({
  question: word<"vote" | "reveal">({ vote: true, reveal: true }),
  ticket_id: text,
  attempt: count,
});

/** A question on a v1 client's screen. */
const prompt: Check = (value) => ownProperty(value, "question") === "begin" || attempt(value);

const optional = (check: Check): Check => (value) => value === undefined || check(value);

const notes = optional(
  object({ re: optional(text), prompt: optional(prompt), reveals: optional(count) }),
);

const named = object({ key: text, digest: text });
const once: Check = (value) => value === null || named(value);

const queueing = object({ room_id: text, tickets: Array.isArray, replace: boolean, once });

const opening = object({
  capacity: count,
  deck: isObject,
  name: textOrNull,
  passcode: textOrNull,
  settings: isObject,
  tickets: Array.isArray,
  admin_secret: text,
  once,
});

const programRequest: Check = (value) => {
  const action = ownProperty(value, "action");
  if (action === "open") return opening(value);
  if (action === "queue") return queueing(value);
  return action === "show" && text(ownProperty(value, "room_id"));
};

const command = object({
  type: word<V2Command["type"]>({
    begin: true,
    restart: true,
    cancel: true,
    vote: true,
    reveal: true,
    set_role: true,
    set_member_role: true,
    rename: true,
    remove: true,
    estimate: true,
    note: true,
    nudge: true,
    edit_ticket: true,
    move_ticket: true,
    remove_ticket: true,
    queue: true,
    settings: true,
    timer: true,
    hand_over: true,
    end_session: true,
  }),
});

const requestType = word<V2Request["type"]>({
  command: true,
  timer: true,
  set_room: true,
  results: true,
  leave: true,
  search_tracker: true,
  import_tickets: true,
  write_estimates: true,
});

const ticketIds = object({ ticket_ids: (ids) => Array.isArray(ids) && ids.every(text) });

const v2Request: Check = (value) => {
  const type = ownProperty(value, "type");
  if (type === "command") return command(ownProperty(value, "command"));
  if (type === "set_room") return isObject(ownProperty(value, "changes"));
  if (type === "import_tickets" || type === "write_estimates") return ticketIds(value);
  return requestType(type);
};

const messageType = word<ClientMessage["type"]>({
  announce: true,
  begin: true,
  vote: true,
  reveal: true,
  unusable: true,
  request: true,
});

const message: Check = (value) => {
  const type = ownProperty(value, "type");
  return type === "request" ? v2Request(ownProperty(value, "request")) : messageType(type);
};

const owed: Check = (value) =>
  Array.isArray(value) && value.every(object({ re: text, version: count }));

/** Of a state: who of its readers is owed which replies; none: nobody is. */
const replies = optional((value) =>
  Array.isArray(value) && value.every((one) => Array.isArray(one) && count(one[0]) && owed(one[1]))
);

const sent = { conns: counts, frame: text, cause: numberOrNull };

const KINDS: { readonly [K in Kind]: Checks<Extract<Envelope, { readonly kind: K }>> } = {
  join: { conn: count, request: object({ action: request }), source },
  create: {
    conn: count,
    request: object({ action: word<"create">({ create: true }) }),
    source,
  },
  program: { conn: count, request: programRequest, source },
  reattach: {
    conn: count,
    seat,
    prompt: (value) => value === null || prompt(value),
    replies: optional((value) => value === "in_state"),
    source,
  },
  message: { conn: count, message, at: number },
  gone: { conn: count, welcomed: boolean },
  seated: { conn: count, seat: optional(seat) },
  refused: { conn: count, refusal: object({ close: closeName, message: text, guess: boolean }) },
  elsewhere: { conn: count },
  frame: { ...sent, notes },
  state: { ...sent, replies },
  close: {
    conns: counts,
    close: closeName,
    message: textOrNull,
    moved: optional(counts),
  },
};

const CHECK_OF: ReadonlyMap<string, Check> = new Map(
  Object.entries(KINDS).map(([kind, checks]) => [kind, object(checks)]),
);
