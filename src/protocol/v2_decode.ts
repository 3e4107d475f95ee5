/** Protocol v2, client to server: a frame's text becomes a request, or one error that names the field [P2]. */
import { QUEUE_TICKETS_MAX, TIMER_SECONDS_MAX } from "../room/limits.ts";
import type { Ticket } from "../room/state.ts";
import type { V2Message, V2Request } from "./client_message.ts";
import { ownValue } from "./own_value.ts";
import {
  checkCard,
  type Checked,
  checkEstimate,
  checkTicketId,
  checkTitle,
  quote,
} from "./text.ts";

/** Ids of commands are echoed, so they are bounded. */
export const COMMAND_ID_LENGTH_MAX = 64;

/** What is wrong with a message, for a program and for a person [P2.6]. */
export interface V2Problem {
  readonly code: "bad_message" | "unknown_type" | "bad_field";
  readonly message: string;
  readonly field?: string;
}

export type V2Decoded =
  | { readonly kind: "request"; readonly message: V2Message }
  /** Answered where the connection is: it concerns no room. */
  | { readonly kind: "ping"; readonly id: string | null }
  | { readonly kind: "wrong"; readonly id: string | null; readonly problem: V2Problem };

/** Decodes what a v2 client sent, by field, own keys only. Never throws. */
export function decodeV2(text: string): V2Decoded {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return wrong(null, { code: "bad_message", message: "A message must be JSON." });
  }
  const given_id = ownValue(parsed, "id");
  const id = typeof given_id === "string" && given_id.length <= COMMAND_ID_LENGTH_MAX
    ? given_id
    : null;
  if (given_id !== undefined && id === null) {
    const message = `id must be a string of at most ${COMMAND_ID_LENGTH_MAX} characters`;
    return wrong(null, { code: "bad_message", message, field: "id" });
  }
  const type = ownValue(parsed, "type");
  if (typeof type !== "string") {
    const message = "A message must be a JSON object whose type is a string.";
    return wrong(id, { code: "bad_message", message, field: "type" });
  }
  if (type === "PING") return { kind: "ping", id };
  const read = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  if (read === undefined) {
    const known = ["PING", ...Object.keys(READERS)].join(", ");
    const message = `type must be one of ${known}; got ${quote(type)}`;
    return wrong(id, { code: "unknown_type", message, field: "type" });
  }
  const fields = new Fields(ownValue(parsed, "data"));
  const request = read(fields);
  if (fields.problem !== null) return wrong(id, fields.problem);
  return { kind: "request", message: { type: "request", id, request } };
}

/** One reader for each command of P2.5; what it reads counts only if no field was wrong. */
const READERS: Readonly<Record<string, (fields: Fields) => V2Request>> = {
  MEMBER_VOTED: (fields) =>
    command({
      type: "vote",
      ticket_id: fields.text("ticket_id", checkTicketId),
      ...fields.has("attempt") && { attempt: fields.whole("attempt", { min: 1, max: 1e9 }) },
      card: fields.isNull("vote") ? null : fields.text("vote", checkCard),
    }),
  SET_ROLE: (fields) =>
    command({ type: "set_role", role: fields.oneOf("role", ["voter", "observer"]) }),
  GET_RESULTS: (fields) => ({
    type: "results",
    after: fields.has("after") ? fields.whole("after", { min: 0, max: 1e9 }) : 0,
  }),
  LEAVE: () => ({ type: "leave" }),
  BEGIN_VOTING: (fields) => command({ type: "begin", ticket: fields.ticket() }),
  RESTART_VOTING: () => command({ type: "restart" }),
  REVEAL_VOTES: (fields) =>
    command({
      type: "reveal",
      ticket_id: fields.text("ticket_id", checkTicketId),
      force: fields.has("force") && fields.boolean("force"),
    }),
  SET_ESTIMATE: (fields) =>
    command({
      type: "estimate",
      ticket_id: fields.text("ticket_id", checkTicketId),
      estimate: fields.text("estimate", checkEstimate),
    }),
  QUEUE_TICKETS: (fields) =>
    command({
      type: "queue",
      tickets: fields.tickets("tickets"),
      replace: fields.has("replace") && fields.boolean("replace"),
    }),
  HAND_OVER: (fields) => command({ type: "hand_over", member_id: fields.string("member_id") }),
  REMOVE_MEMBER: (fields) => command({ type: "remove", member_id: fields.string("member_id") }),
  SET_SETTINGS: (fields) =>
    command({
      type: "settings",
      settings: {
        ...fields.has("auto_reveal") && { auto_reveal: fields.boolean("auto_reveal") },
        ...fields.has("on_admin_leave") && {
          on_admin_leave: fields.oneOf("on_admin_leave", ["close", "promote"]),
        },
      },
    }),
  START_TIMER: (fields) => ({
    type: "timer",
    seconds: fields.whole("seconds", { min: 1, max: TIMER_SECONDS_MAX }),
  }),
  STOP_TIMER: () => command({ type: "timer", ends_at: null }),
  END_SESSION: () => command({ type: "end_session" }),
};

function command(command: Extract<V2Request, { type: "command" }>["command"]): V2Request {
  return { type: "command", command };
}

/** Reads a message's data, field by field; keeps the first thing that is wrong. */
class Fields {
  readonly #data: unknown;
  readonly #path: string;
  problem: V2Problem | null = null;

  constructor(data: unknown, path = "") {
    this.#data = data;
    this.#path = path;
  }

  has(name: string): boolean {
    return ownValue(this.#data, name) !== undefined;
  }

  isNull(name: string): boolean {
    return ownValue(this.#data, name) === null;
  }

  string(name: string): string {
    const value = ownValue(this.#data, name);
    return typeof value === "string" ? value : this.#wrong(name, "must be a string", "");
  }

  text(name: string, check: (text: string) => Checked): string {
    const value = ownValue(this.#data, name);
    if (typeof value !== "string") return this.#wrong(name, "must be a string", "");
    const checked = check(value);
    return checked.ok ? checked.value : this.#wrong(name, checked.rule, "");
  }

  boolean(name: string): boolean {
    const value = ownValue(this.#data, name);
    return typeof value === "boolean" ? value : this.#wrong(name, "must be true or false", false);
  }

  whole(name: string, { min, max }: { readonly min: number; readonly max: number }): number {
    const value = ownValue(this.#data, name);
    return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max
      ? value
      : this.#wrong(name, `must be a whole number from ${min} to ${max}`, min);
  }

  oneOf<const T extends string>(name: string, allowed: readonly [T, ...T[]]): T {
    const value = ownValue(this.#data, name);
    return allowed.find((one) => one === value) ??
      this.#wrong(name, `must be ${allowed.join(" or ")}`, allowed[0]);
  }

  ticket(): Ticket {
    const ticket_id = this.text("ticket_id", checkTicketId);
    const title = this.has("title") ? this.text("title", checkTitle) : "";
    return title === "" ? { ticket_id } : { ticket_id, title };
  }

  tickets(name: string): readonly Ticket[] {
    const value = ownValue(this.#data, name);
    if (!Array.isArray(value) || value.length > QUEUE_TICKETS_MAX) {
      return this.#wrong(name, `must be a list of at most ${QUEUE_TICKETS_MAX} tickets`, []);
    }
    return value.map((one: unknown, at) => {
      const fields = new Fields(one, `${name}[${at}].`);
      const ticket = fields.ticket();
      this.problem ??= fields.problem;
      return ticket;
    });
  }

  #wrong<T>(name: string, rule: string, instead: T): T {
    const field = `${this.#path}${name}`;
    this.problem ??= { code: "bad_field", message: `${field} ${rule}`, field };
    return instead;
  }
}

function wrong(id: string | null, problem: V2Problem): V2Decoded {
  return { kind: "wrong", id, problem };
}
