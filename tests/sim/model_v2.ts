/** The model of v2 members' commands and their replies [P2.5, P2.6]. */
import type { V2Request } from "./v2_request.ts";
import type { Refusal } from "./coverage.ts";
import { keyOf } from "./inputs.ts";
import { setRoom } from "./model_admission.ts";
import {
  begin,
  cancel,
  giveUpVote,
  mayRun,
  nudge,
  otherBallot,
  restart,
  reveal,
  vote,
} from "./model_ballot.ts";
import { end } from "./model_ending.ts";
import { askTracker, type Trackers } from "./model_trackers.ts";
import type { TrackerRequest } from "./tracker_request.ts";
import { freeName } from "./model_names.ts";
import { canBeAdmin, leave, out, promote, successor } from "./model_presence.ts";
import { sendPrompts } from "./model_prompts.ts";
import { editTicket, moveTicket, queue, removeTicket } from "./model_queue.ts";
import { pageFrom } from "./model_results.ts";
import type { ModelRoom } from "./model_room.ts";
import { revealed } from "./model_view.ts";
import type { Person } from "./person.ts";
import { closed, errorFrame, okFrame } from "./v2_frames.ts";

/** When a command arrives, and the member ids that have been sent. */
interface CommandContext {
  readonly now: number;
  readonly ids: ReadonlyMap<number, string>;
  readonly trackers: Trackers;
}

/** A refusal, or what the command does. */
type Outcome = Refusal | (() => void);

/** Handles a member's command: the reply first, then what follows. */
export function handleV2(
  room: ModelRoom,
  person: Person,
  { id, request }: { readonly id: string | null; readonly request: V2Request },
  context: CommandContext,
): void {
  const { coverage } = room;
  coverage.count(id === null ? "v2 commands without id" : "v2 commands with id");
  if (request.type === "results") return results(room, person, { id, after: request.after });
  if (isTrackerRequest(request)) {
    return askTracker(room, person, { ...context, id, request });
  }
  const outcome = outcomeOf(room, person, request, context);
  if (typeof outcome === "string") {
    coverage.count(`v2 refused: ${outcome}`);
    return person.send(errorFrame(outcome, id));
  }
  coverage.count(`v2 command: ${request.type}`);
  room.touched = context.now;
  // the reply comes first, with the version that will show the effect
  const data = { version: room.version };
  if (id !== null) person.send(okFrame(id, data));
  if (request.type === "leave") outcome();
  else room.change(context.now, outcome);
  data.version = room.version;
  sendPrompts(room);
}

function outcomeOf(
  room: ModelRoom,
  person: Person,
  request: ButResults,
  context: CommandContext,
): Outcome {
  const { open } = room;
  const { now, ids } = context;
  const member = (member_id: string) => room.here.find(({ who }) => ids.get(who) === member_id);
  switch (request.type) {
    case "vote":
      return vote(room, person, request);
    case "set_role":
      return setRole(room, person, request.role);
    case "leave":
      return () => {
        if (person !== room.admin || successorIfPromoted(room)) {
          person.send(closed("session_over"));
        }
        leaveDeliberately(room, person, now);
      };
    case "rename":
      if (room.bars.some(({ key }) => key === keyOf(request.name))) return "barred";
      return () => rename(room, person, request.name);
    case "begin":
      if (!mayRun(room, person)) return "not_admin";
      if (open !== null) return "ballot_open";
      return () => begin(room, person, request);
    case "restart":
      return mayRun(room, person) ? restart(room, request) : "not_admin";
    case "reveal":
      return mayRun(room, person) ? reveal(room, person, request) : "not_admin";
    case "nudge":
      return mayRun(room, person) ? nudge(room, person, now) : "not_admin";
    default:
      if (person !== room.admin) return "not_admin";
  }
  switch (request.type) {
    case "cancel":
      if (open === null) return "no_ballot";
      return otherBallot(open, request) ?? cancel(room, open);
    case "set_room":
      return setRoom(room, request.changes);
    case "estimate": {
      const last = room.past.filter(({ ticket }) => ticket === request.ticket_id).pop();
      if (last === undefined) return "not_revealed";
      return () => last.estimate = request.estimate;
    }
    case "note": {
      const last = room.past.filter(({ ticket }) => ticket === request.ticket_id).pop();
      if (last === undefined) return "not_revealed";
      return () => last.note = request.note === "" ? null : request.note;
    }
    case "queue":
      return queue(room, request);
    case "edit_ticket":
      return editTicket(room, request);
    case "move_ticket":
      return moveTicket(room, request);
    case "remove_ticket":
      return removeTicket(room, request);
    case "set_member_role": {
      const whom = member(request.member_id);
      if (whom === undefined) return "no_such_member";
      if (whom.protocol === "v1" && request.role === "observer") return "not_eligible"; // [P1.4]
      return setRole(room, whom, request.role);
    }
    case "hand_over": {
      const to = member(request.member_id);
      if (to === undefined) return "no_such_member";
      if (to === person) return () => {};
      if (!canBeAdmin(to)) return "not_eligible";
      return () => promote(room, to);
    }
    case "remove": {
      const whom = member(request.member_id);
      if (whom === undefined || whom === person) return "no_such_member";
      return () => {
        const { key, address } = whom;
        if (request.bar === true) room.bars = [...room.bars, { key, address }];
        remove(room, whom);
      };
    }
    case "settings":
      return () => {
        room.auto_reveal = request.settings.auto_reveal ?? room.auto_reveal;
        room.on_admin_leave = request.settings.on_admin_leave ?? room.on_admin_leave;
        room.who_runs = request.settings.who_runs ?? room.who_runs;
      };
    case "timer":
      return () => {
        room.timer_ends_at = "seconds" in request ? now + request.seconds * 1_000 : null;
        room.timer_reveals = "seconds" in request && request.reveals;
      };
    case "end_session":
      return () => end(room, "ended_by_admin");
  }
}

type ButResults = Exclude<V2Request, TrackerRequest | { type: "results" }>;

function isTrackerRequest(request: V2Request): request is TrackerRequest {
  return request.type === "search_tracker" || request.type === "import_tickets" ||
    request.type === "write_estimates";
}

/** [R2, R9] */
function setRole(room: ModelRoom, person: Person, role: Person["role"]): Outcome {
  if (role === person.role) return () => {};
  if (!room.hasSeat(role)) return "room_full";
  return () => {
    person.role = role;
    if (role === "observer" && room.open !== null) giveUpVote(room.open, person);
    room.sendUpdateOf(person);
  };
}

/** [R17b, W5] Renames a member, also on the open ballot; revealed ballots keep the old name. */
function rename(room: ModelRoom, person: Person, wanted: string): void {
  const { coverage, open } = room;
  const before = person.shown;
  const { shown, key } = freeName(room, { shown: wanted, key: keyOf(wanted) }, person);
  if (shown === before) return;
  coverage.count("v2 members renamed");
  if (shown !== wanted) coverage.count("v2 members renamed beside a namesake");
  Object.assign(person, { shown, key });
  const vote = open?.votes.find(({ who }) => who === person);
  if (vote !== undefined) {
    coverage.count("v2 voters renamed");
    vote.name = shown;
  }
  room.sendV1({ what: "ROOM_JOIN_UPDATES", mentions: [before, shown] });
}

/** [R9, W7] */
function remove(room: ModelRoom, whom: Person): void {
  if (whom.away !== null) room.coverage.count("v2 removals of away members");
  if (whom.protocol === "v2") whom.send(closed("removed"));
  else {
    whom.send({ what: "line", own: true });
    whom.send({ what: "close", code: 1000 });
  }
  whom.sits = false;
  if (room.open !== null) giveUpVote(room.open, whom);
  out(room, whom);
}

function successorIfPromoted(room: ModelRoom): boolean {
  return room.on_admin_leave === "promote" && successor(room) !== null;
}

/** [R14] `LEAVE`, after which there is no grace. */
function leaveDeliberately(room: ModelRoom, person: Person, now: number): void {
  if (person !== room.admin) room.coverage.count("v2 members left deliberately");
  else if (successorIfPromoted(room)) room.coverage.count("v2 promotions after a LEAVE");
  else {
    room.coverage.count("v2 rooms closed by the admin's LEAVE");
    room.change(now, () => end(room, "admin_left"));
    return;
  }
  leave(room, person, now);
}

/** [P2.5] The reply with a page of results; a command without an id gets none. */
export function results(
  room: ModelRoom,
  person: Person,
  { id, after }: { readonly id: string | null; readonly after: number },
): void {
  if (id === null) return;
  const next = after + pageFrom(after, room);
  room.coverage.count("v2 results requested");
  if (next < room.past.length) room.coverage.count("v2 results in pages");
  person.send(okFrame(id, {
    version: room.version,
    ballots: room.past.slice(after, next).map((ballot) => revealed(ballot)),
    ...next < room.past.length && { next },
  }));
}
