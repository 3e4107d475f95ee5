/** The handlers for saved sessions: a list, and each as JSON, CSV or Markdown [A3, R16]. */
import { accepts } from "@std/http/negotiation";
import { STATUS_CODE } from "@std/http/status";
import type { Log } from "../base/log.ts";
import type { SavedSession, SessionPosition } from "../journal/saved_sessions.ts";
import { checkRoomId } from "../protocol/text.ts";
import { toCsv, toJson, toMarkdown } from "../results/mod.ts";
import { revealedOf, sessionIdOf } from "../room/results.ts";
import type { RouteHandler } from "./route.ts";
import { entity } from "./entity.ts";
import { type KeptSessions, keptSessions, type SessionSource } from "./kept_sessions.ts";
import { badField, done, failed, type Outcome, type Problem, unavailable } from "./problem.ts";
import { LIST_DEFAULT, LIST_MAX } from "./schemas.ts";

/** The formats of a session, the default first. */
const FORMS: Readonly<Record<string, (session: SavedSession) => string>> = {
  "application/json": (session) => toJson(sessionOf(session)),
  "text/csv": ({ ballots }) => toCsv(ballots.map(revealedOf)),
  "text/markdown": ({ ballots }) => toMarkdown(ballots.map(revealedOf)),
};

/** The handlers of the paths below `/sessions`. */
export function sessionHandlers(
  where: SessionSource,
  log: Log,
): { readonly list: RouteHandler; readonly show: RouteHandler } {
  const kept = keptSessions(where, log);
  if (kept === null) return { list: () => failed(NOT_KEPT), show: () => failed(NOT_KEPT) };
  return {
    list: async ({ request, query }) => {
      const limit = limitOf(query.get("limit"));
      if (!limit.ok) return limit;
      const after = positionOf(query.get("after"));
      if (!after.ok) return after;
      const read = await kept.list(after.value, limit.value + 1);
      if (!read.ok) return unread(read.error, log);
      const page = read.value.slice(0, limit.value);
      const last = read.value.length > limit.value ? page.at(-1) : undefined;
      const sessions = page.map((head) => ({ session_id: sessionIdOf(head), ...head }));
      const body = { sessions, ...last !== undefined && { next: cursorOf(last) } };
      return done(await entity(request, JSON.stringify(body), "application/json"));
    },

    show: async ({ request, params }) => {
      const session = await find(kept, params["session_id"] ?? "", log);
      if (!session.ok) return session;
      const form = accepts(withoutCharset(request), ...Object.keys(FORMS));
      const text = FORMS[form ?? ""]?.(session.value);
      if (form === undefined || text === undefined) return failed(NOT_ACCEPTABLE);
      const response = await entity(request, text, form);
      response.headers.set("vary", "accept");
      return done(response);
    },
  };
}

/** All forms are UTF-8, so which charset a program asks for beside a form decides nothing. */
function withoutCharset({ headers }: Request): Pick<Request, "headers"> {
  const accept = headers.get("accept")?.replace(/;\s*charset=[^,;]*/gi, "");
  return { headers: new Headers(accept === undefined ? {} : { accept }) };
}

async function find(kept: KeptSessions, id: string, log: Log): Promise<Outcome<SavedSession>> {
  const [, room = "", at] = /^([^-]*)(?:-(\d{1,15}))?$/.exec(id) ?? [];
  const roomId = checkRoomId(room);
  if (!roomId.ok) return failed(NO_SUCH_SESSION);
  const read = await kept.find(roomId.value, at === undefined ? null : Number(at));
  if (!read.ok) return unread(read.error, log);
  return read.value === null ? failed(NO_SUCH_SESSION) : done(read.value);
}

function sessionOf(session: SavedSession) {
  const { room_id, created_at, ended_at, reason, participants, ballots } = session;
  const head = { session_id: sessionIdOf(session), room_id, created_at, ended_at, reason };
  return { ...head, participants, ballots: ballots.map(revealedOf) };
}

function limitOf(given: string | null): Outcome<number> {
  if (given === null) return done(LIST_DEFAULT);
  const limit = /^\d{1,3}$/.test(given) ? Number(given) : 0;
  if (limit >= 1 && limit <= LIST_MAX) return done(limit);
  return badField("limit", `limit must be a whole number from 1 to ${LIST_MAX}.`);
}

function cursorOf({ room_id, created_at }: SessionPosition): string {
  return btoa(`${created_at} ${room_id}`).replaceAll("=", "");
}

function positionOf(cursor: string | null): Outcome<SessionPosition | null> {
  if (cursor === null) return done(null);
  const text = /^[A-Za-z0-9+/]{1,64}$/.test(cursor) ? decoded(cursor) : "";
  const [, createdAt, roomId = ""] = /^(\d{1,15}) (\w{8})$/.exec(text) ?? [];
  if (createdAt !== undefined) {
    return done({ created_at: Number(createdAt), room_id: roomId });
  }
  return badField("after", "after must be the field next of another page.");
}

function decoded(cursor: string): string {
  try {
    return atob(cursor);
  } catch {
    return "";
  }
}

/** Logs the error for the operator, because it may name files, and returns an outcome without it. */
function unread(error: string, log: Log): Outcome<never> {
  log.error("sessions_not_read", { error });
  return failed(
    unavailable("The sessions can't be read at the moment: the server's log says why."),
  );
}

const NOT_KEPT: Problem = {
  status: STATUS_CODE.NotImplemented,
  detail: "This server does not save sessions: that takes --data DIR, or a cluster.",
};

const NO_SUCH_SESSION: Problem = {
  status: STATUS_CODE.NotFound,
  detail: "session_id must be one that /sessions lists, or the id of a room.",
  field: "session_id",
};

const NOT_ACCEPTABLE: Problem = {
  status: STATUS_CODE.NotAcceptable,
  detail: `Accept must allow one of ${Object.keys(FORMS).join(", ")}.`,
};
