/** How news changes the model: the room, this person's vote, the status of the connection, a notice. Pure. */
import { isSameBallot } from "../client/same_ballot.ts";
import { withSeen } from "../client/with_seen.ts";
import type { Status } from "../client/mod.ts";
import { changes } from "./changes.ts";
import {
  baseOf,
  type Connection,
  IN_ROOM,
  isAdmin,
  type Mode,
  type Model,
  type News,
} from "./model.ts";

/** The model with the news in it. */
export function updateWithNews(model: Model, news: News): Model {
  switch (news.kind) {
    case "room":
      return withRoom(model, news);
    case "vote":
      return { ...model, vote: news.vote };
    case "notice":
      return { ...model, notice: news.notice };
    case "results": {
      const seen = withSeen(news.ballots, model.room);
      return { ...model, seen };
    }
    case "status":
      return { ...model, connection: connectionOf(news.status, news.now) ?? model.connection };
  }
}

function withRoom(
  model: Model,
  { room, me, serverOffsetMs }: News & { kind: "room" },
): Model {
  const other = !isSameBallot(model.room.ballot, room.ballot);
  const texts = changes(model.room, room, me);
  const wasAdmin = isAdmin(model);
  const next: Model = {
    ...model,
    room,
    me,
    serverOffsetMs,
    seen: withSeen(model.seen, room),
    ...other && { card: null, typed: "", mode: withoutBallot(model.mode) },
    ...texts.length > 0 && { notice: { tone: "news", text: texts.join(" ") } },
  };
  return wasAdmin && !isAdmin(next) ? { ...next, mode: withoutAdmin(next.mode) } : next;
}

/** Closes a confirmation about a ballot that is over, so that a yes doesn't affect the next one. */
function withoutBallot(mode: Mode): Mode {
  if (mode.name !== "confirm") return mode;
  const { what } = mode.about;
  return what === "cancel" || what === "force" || what === "restart" ? mode.from : mode;
}

/** Leaves a mode that is only for the admin, if this person no longer is. */
function withoutAdmin(mode: Mode): Mode {
  const base = baseOf(mode);
  const left = base.name === "settings" ? IN_ROOM : base;
  switch (mode.name) {
    case "help":
      return { ...mode, from: left };
    case "ask":
      return mode.question.what === "rename" ? mode : left;
    default:
      return left;
  }
}

function connectionOf(status: Status, now: number): Connection | null {
  switch (status.state) {
    case "online":
    case "connecting":
      return { state: status.state };
    case "offline":
      return { state: "offline", retryAt: now + status.retry_in_ms };
    default:
      return null;
  }
}
