/** Compares what is stored at the end of a run with what clients were sent during it [C6, C8, C17]. */
import type { EngineRecord } from "../../../src/cluster/engine.ts";
import { FORMAT } from "../../../src/cluster/format.ts";
import { sessionsIn } from "../../../src/cluster/kept_sessions.ts";
import type { Subjects } from "../../../src/cluster/subjects.ts";
import { encodeEnded } from "../../../src/protocol/results_pages.ts";
import type { Ballot, RoomId } from "../../../src/room/state.ts";
import type { FakeWorld } from "../fake_world.ts";
import { type Auditor, Violation } from "./auditor.ts";
import type { Party } from "./party.ts";
import { inFormat } from "./formats.ts";
import type { Person, Seat, Vote } from "./person.ts";

interface Run {
  readonly auditor: Auditor;
  readonly world: FakeWorld;
  readonly subjects: Subjects;
  readonly parties: readonly Party[];
  readonly people: readonly Person[];
}

/** Throws a `Violation` if something is missing or differs from what was sent. */
export function checkKept(run: Run): void {
  for (const party of run.parties) {
    for (const roomId of party.over) checkOver(run, roomId);
    if (party.roomId !== null) checkRoom(run, party.roomId, party);
  }
}

function checkRoom(run: Run, roomId: RoomId, { ends }: Party): void {
  const { auditor } = run;
  const found = auditor.room(roomId);
  // perhaps no member was there to be sent the end
  if (found.kind === "ended" && ends !== "never") return checkOver(run, roomId);
  if (found.kind !== "room") throw new Violation(`${roomId} is ${found.kind}`);
  const { room } = found.saved;
  const acked = auditor.ackedOf(roomId);
  if (room.version < acked) {
    throw new Violation(`[C8] ${acked} of ${roomId} is acknowledged, kept is ${room.version}`);
  }
  checkBallots(run, roomId, [...room.history, ...room.ballot === null ? [] : [room.ballot]]);
}

/** Checks an ended room: the stored results must be those that its members were sent. */
function checkOver(run: Run, roomId: RoomId): void {
  const { auditor, world, subjects } = run;
  const { kind } = auditor.room(roomId);
  if (kind !== "ended") throw new Violation(`[C17] ${roomId} is over, and what is kept is ${kind}`);
  const records = {
    rooms: world.all(subjects.room(subjects.shardOf(roomId), roomId)).map(asOfNow),
    ended: world.all(subjects.resultsOf(roomId)).map(asOfNow),
  };
  const [session, ...others] = sessionsIn(records, subjects, (problem) => {
    throw new Violation(`[C17] ${problem}`);
  });
  if (others.length > 0) throw new Violation(`[C17] ${roomId} has several sessions`);
  const ballots = session?.ballots ?? [];
  checkBallots(run, roomId, ballots);
  const sent = auditor.ends.get(roomId);
  if (session === undefined || sent === undefined) {
    if (sent?.includes(`"ballots":[{`)) {
      throw new Violation(`[C17] no results of ${roomId} are kept`);
    }
    return;
  }
  const { room_id, created_at, participants, ended_at, reason } = session;
  if (ended_at === null || reason === null) throw new Violation(`[C17] ${roomId} has no end`);
  const { frame } = encodeEnded(reason, { room_id, created_at, ended_at, participants, ballots });
  if (frame !== sent) {
    throw new Violation(`[C17] the end of ${roomId} was sent as ${sent}, kept is ${frame}`);
  }
  auditor.count("results held");
}

/** A record in the current format: here formats differ only in their number. */
function asOfNow(record: EngineRecord): EngineRecord {
  return { ...record, text: inFormat(record.text, FORMAT) };
}

function checkBallots({ people, auditor }: Run, roomId: RoomId, ballots: readonly Ballot[]): void {
  const revealed = new Set(
    ballots.filter(({ phase }) => phase === "revealed").map(({ ticket }) => ticket.ticket_id),
  );
  for (const { name, seats } of people) {
    for (const seat of seats) {
      if (seat.roomId !== roomId) continue;
      const lost = seat.revealed.find((ticket) => !revealed.has(ticket));
      if (lost !== undefined) {
        throw new Violation(
          `[C8] the reveal of ${lost} in ${roomId} is acknowledged, and not kept`,
        );
      }
      checkVotes({ name, seat, auditor }, ballots);
    }
  }
}

function checkVotes(
  { name, seat: { memberId, votes, roomId }, auditor }: {
    readonly name: string;
    readonly seat: Seat;
    readonly auditor: Auditor;
  },
  ballots: readonly Ballot[],
): void {
  const own = Map.groupBy(votes, ({ ticket }) => ticket);
  const kept = new Map<string, string | null>();
  for (const { ticket, votes } of ballots) {
    if (votes === null) own.delete(ticket.ticket_id); // the room keeps only the summary [R12]
    else {
      const vote = [...votes.values()].find(({ member_id }) => member_id === memberId);
      kept.set(ticket.ticket_id, vote?.card ?? null);
    }
  }
  // a session ends without its open ballot
  const isOver = auditor.room(roomId).kind === "ended";
  for (const ticket of new Set([...kept.keys(), ...isOver ? [] : own.keys()])) {
    checkVote(`${name}'s ${ticket}`, own.get(ticket) ?? [], kept.get(ticket) ?? null);
    auditor.count("cards held");
  }
}

/** Checks a stored card: it must be the last acknowledged one, or a later one whose outcome is unknown. */
function checkVote(what: string, votes: readonly Vote[], card: string | null): void {
  const own = votes.filter(({ state }) => state !== "refused");
  const last = own.findLastIndex(({ state }) => state === "acked");
  const possible: (string | null)[] = own.slice(Math.max(0, last)).map((vote) => vote.card);
  if (last < 0) possible.push(null);
  if (!possible.includes(card)) {
    throw new Violation(`[C6] ${what} was ${possible.join(" or ")}, kept is ${card}`);
  }
}
