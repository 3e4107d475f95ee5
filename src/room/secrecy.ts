/**
 * What members may see of a room: the one gate between the room's state and every encoder. A view has no
 * field for a card of an open ballot [R7].
 */
import type { Deck } from "./deck.ts";
import {
  type Member,
  type MemberId,
  openBallot,
  type Presence,
  type Protocol,
  type RevealedBallot,
  type Role,
  type Room,
  type RoomId,
  type Settings,
  type Ticket,
} from "./state.ts";

export interface MemberView {
  readonly member_id: MemberId;
  readonly name: string;
  readonly role: Role;
  readonly protocol: Protocol;
  readonly announced: boolean;
  readonly presence: Presence["state"];
  /** Whether the member has voted on the current ballot, open or just revealed. */
  readonly voted: boolean;
}

interface BallotView {
  readonly ticket: Ticket;
  readonly attempt: number;
  readonly phase: "voting" | "complete";
  readonly opened_at: number;
}

export interface RoomView {
  readonly room_id: RoomId;
  readonly version: number;
  readonly created_at: number;
  readonly capacity: number;
  readonly deck: Deck;
  readonly name: string | null;
  readonly locked: boolean;
  /** Whether newcomers need a passcode. The passcode itself is in no view [W14]. */
  readonly has_passcode: boolean;
  readonly settings: Settings;
  readonly admin_id: MemberId;
  /** In the order they came. */
  readonly members: MemberViews;
  /** The open ballot; null: there is none. */
  readonly open: BallotView | null;
  /** The last revealed ballot, until the next one is opened; null: there is none. */
  readonly revealed: RevealedBallot | null;
  /** No ballot is open, and the v1 admin should be asked for a ticket: the room was full once, or has voted [R4]. */
  readonly ready: boolean;
  readonly queue: readonly Ticket[];
  /** On the steady clock; encoders convert it for members. */
  readonly timer_ends_at: number | null;
  readonly timer_reveals: boolean;
  readonly results_count: number;
}

interface MemberViews {
  get(memberId: MemberId): MemberView | undefined;
  /** In the order they came. */
  values(): readonly MemberView[];
}

/**
 * The view of a room as it is now. Of members who look as in `before`, at the same place in the list, `values` has the
 * same objects.
 */
export function viewOf(room: Room, before: RoomView | null = null): RoomView {
  const { ballot } = room;
  const open = openBallot(room);
  const revealed = ballot?.phase === "revealed" ? ballot : null;
  const known = before?.members instanceof LazyMembers ? before.members.known : [];
  const members = new LazyMembers(room, known);
  return {
    room_id: room.room_id,
    version: room.version,
    created_at: room.created_at,
    capacity: room.capacity,
    deck: room.deck,
    name: room.name,
    locked: room.locked,
    has_passcode: room.passcode_hash !== null,
    settings: room.settings,
    admin_id: room.admin_id,
    members,
    open: open && {
      ticket: open.ticket,
      attempt: open.attempt,
      phase: open.phase,
      opened_at: open.opened_at,
    },
    revealed,
    ready: open === null && (room.filled !== "never" || ballot !== null),
    queue: room.queue,
    timer_ends_at: room.timer_ends_at,
    timer_reveals: room.timer_reveals,
    results_count: room.history.length,
  };
}

/**
 * Views are made when they are read: in a room of a thousand members, most changes concern one of them. The private
 * room never leaves this class: only views do [R7].
 */
class LazyMembers implements MemberViews {
  readonly #room: Room;
  readonly #before: readonly MemberView[];
  #all: readonly MemberView[] | null = null;
  #voted: Pick<ReadonlySet<MemberId>, "has"> | null = null;

  constructor(room: Room, before: readonly MemberView[]) {
    this.#room = room;
    this.#before = before;
  }

  /** All views, as of the last time that all were read. */
  get known(): readonly MemberView[] {
    return this.#all ?? this.#before;
  }

  get(memberId: MemberId): MemberView | undefined {
    const member = this.#room.members.get(memberId);
    return member && this.#viewOf(member);
  }

  values(): readonly MemberView[] {
    if (this.#all !== null) return this.#all;
    const all: MemberView[] = [];
    for (const member of this.#room.members.values()) {
      all.push(this.#viewOf(member, this.#before[all.length]));
    }
    return this.#all = all;
  }

  #viewOf(member: Member, before?: MemberView): MemberView {
    this.#voted ??= votedIn(this.#room);
    return memberView(member, this.#voted.has(member.member_id), before);
  }
}

const NOBODY: ReadonlySet<MemberId> = new Set();

/** Who has voted on the current ballot, open or just revealed. */
function votedIn({ ballot }: Room): Pick<ReadonlySet<MemberId>, "has"> {
  if (ballot?.phase !== "revealed") return ballot?.votes ?? NOBODY;
  return new Set(ballot.votes?.map(({ member_id }) => member_id));
}

/** `before`: a view that is returned if it is the same. */
function memberView(member: Member, voted: boolean, before?: MemberView): MemberView {
  const { member_id, name, role, protocol, presence: { state: presence } } = member;
  const announced = member.announced_at !== null;
  const isSame = before !== undefined && before.member_id === member_id &&
    before.voted === voted && before.presence === presence &&
    before.announced === announced && before.role === role && before.name === name;
  // a member's protocol never changes
  return isSame ? before : { member_id, name, role, protocol, announced, presence, voted };
}
