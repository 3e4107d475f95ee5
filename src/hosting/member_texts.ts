/**
 * The members of a room as JSON, for the room's state [P2.4]. A change usually concerns few members, so the JSON of the
 * others is reused: in a room of a thousand, members are most of the state.
 */
import { encodeMember } from "../protocol/v2_encode.ts";
import type { MemberView, RoomView } from "../room/secrecy.ts";

export class MemberTexts {
  /** The announced members of the last call, in order, and the JSON of each. */
  readonly #members: MemberView[] = [];
  readonly #texts: string[] = [];

  /** The JSON of each announced member. It is reused if the member's view is the same object as before. */
  of({ members }: Pick<RoomView, "members">): readonly string[] {
    let count = 0;
    for (const member of members.values()) {
      if (!member.announced) continue;
      if (this.#members[count] !== member) {
        this.#members[count] = member;
        this.#texts[count] = encodeMember(member);
      }
      count++;
    }
    this.#members.length = this.#texts.length = count;
    return this.#texts;
  }
}
