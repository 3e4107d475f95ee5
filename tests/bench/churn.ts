/**
 * Churn between rounds: members leave and others join, connections are lost and resumed, and sometimes a room ends and
 * another is opened.
 */
import type { Entrance, Member } from "./member.ts";

/** The share of pauses with churn. */
const SHARE = 0.5;
/** The share of these that end the room. */
const SHARE_ENDS = 0.02;
/** The longest that a member is away, in milliseconds. */
const AWAY_MS_MAX = 500;

/** What it needs of a room. */
interface ChurningRoom {
  members: Member[];
  readonly roomId: string;
  readonly admin: Member | undefined;
  newMember(protocol: Member["protocol"]): Member;
  open(): Promise<void>;
  enter(member: Member, entrance: Entrance): Promise<void>;
}

export class Churn {
  readonly #room: ChurningRoom;

  constructor(room: ChurningRoom) {
    this.#room = room;
  }

  /** Runs in a pause between two rounds. Rejects if a member that should get a seat does not. */
  async between(): Promise<void> {
    if (Math.random() >= SHARE) return;
    if (Math.random() < SHARE_ENDS) return await this.#end();
    const [, ...others] = this.#room.members;
    const member = others[Math.floor(Math.random() * others.length)];
    if (member === undefined) return;
    if (member.protocol === "v2" && Math.random() < 0.5) await this.#comeBack(member);
    else await this.#replace(member);
  }

  async #comeBack(member: Member): Promise<void> {
    const { roomId: room_id } = this.#room;
    member.drop();
    await new Promise((resolve) => setTimeout(resolve, Math.random() * AWAY_MS_MAX));
    await this.#room.enter(member, { action: "RESUME", room_id });
  }

  async #replace(member: Member): Promise<void> {
    const { roomId: room_id, members } = this.#room;
    member.leave();
    const newcomer = this.#room.newMember(member.protocol);
    members[members.indexOf(member)] = newcomer;
    await this.#room.enter(newcomer, { action: "JOIN_ROOM", room_id });
  }

  async #end(): Promise<void> {
    const { members, admin } = this.#room;
    for (const member of members) member.leaving = true;
    if (admin?.protocol === "v1") admin.hangUp();
    else admin?.say("END_SESSION", {});
    await this.#room.open();
  }
}
