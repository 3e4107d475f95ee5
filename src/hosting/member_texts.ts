/**
 * The members of a room as JSON, for the whole room that v2 members are sent [P2.4]. Each change of a room concerns
 * few of them, so the others are encoded once: in a room of a thousand they are nearly all there is to encode.
 */
import { encodeMember } from "../protocol/v2_encode.ts";
import type { MemberView, RoomView } from "../room/secrecy.ts";

export class MemberTexts {
  /** Those of the last call who were announced, in their order, and the text of each. */
  readonly #members: MemberView[] = [];
  readonly #texts: string[] = [];

  /** The text of each member who was announced. Whoever looks as before has to be the same object. */
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
