/** One room as v2 clients are shown it, with a ballot that is open or revealed. */
import { createRoom } from "../../src/room/room.ts";
import type { MemberId, RevealedBallot, Room, Vote } from "../../src/room/state.ts";
import { summarize } from "../../src/room/summary.ts";
import { at } from "../room/moments.ts";

export const NOW = 1_700_000_000_000;
export const DECK = { name: "custom", cards: ["QUOKKA", "WOMBAT", "5", "?"] };
export const TICKET = { ticket_id: "T-1", title: "Log in" };

/** A room with ana, who has voted, ben, who is away, an observer, and cid, who only has a seat. */
export function room(changes: Partial<Room> = {}): Room {
  const member = (memberId: string, more: object = {}) => ({
    member_id: memberId,
    name: `${memberId}!`,
    role: "voter" as const,
    protocol: "v2" as const,
    seated_at: NOW,
    announced_at: NOW,
    presence: { state: "online" as const },
    ...more,
  });
  const away = { state: "away", waited_for: true, wait_until: NOW + 1, gone_at: NOW + 2 };
  const members = [
    member("ana"),
    member("ben", { presence: away }),
    member("wim", { role: "observer", protocol: "v1" }),
    member("cid", { announced_at: null }),
  ];
  const admin = member("ana");
  return {
    ...createRoom({ room_id: "7Z3K9QWD", capacity: 5, deck: DECK, admin }, at(NOW)),
    version: 17,
    members: new Map(members.map((one) => [one.member_id, one])),
    ...changes,
  };
}

function votes(cards: Readonly<Record<MemberId, string>>): Map<MemberId, Vote> {
  const entries = Object.entries(cards).map(([member_id, card]) =>
    [member_id, { member_id, name: `${member_id}!`, card }] as const
  );
  return new Map(entries);
}

export const OPEN = {
  ticket: TICKET,
  attempt: 2,
  opened_at: NOW,
  votes: votes({ ana: "QUOKKA" }),
  v1_leavers: ["ana"],
  queued: false,
};

export function revealed(changes: Partial<RevealedBallot> = {}): RevealedBallot {
  return {
    phase: "revealed",
    ticket: TICKET,
    attempt: 2,
    opened_at: NOW,
    revealed_at: NOW + 9,
    votes: [...votes({ ana: "5", ben: "?" }).values()],
    summary: summarize(DECK, ["5", "?"]),
    estimate: null,
    note: null,
    ...changes,
  };
}

export const SUMMARY = {
  counts: [{ card: "5", count: 1 }],
  counted_apart: [{ card: "?", count: 1 }],
  mean: 5,
  median: 5,
  min: 5,
  max: 5,
  consensus: true,
  suggestion: "5",
};

export const VOTES = [
  { member_id: "ana", name: "ana!", card: "5" },
  { member_id: "ben", name: "ben!", card: "?" },
];
