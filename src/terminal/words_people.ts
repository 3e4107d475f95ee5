/** Words of line mode about the people in the room and their roles. Pure. */
import type { MemberId } from "../client/mod.ts";
import type { RoomAction } from "./action.ts";
import { asRename } from "./text_actions.ts";
import { command, memberNamed, type Word, type Words } from "./word.ts";

export const PEOPLE_WORDS: Words = {
  watch: {
    usage: "watch",
    about: "become an observer",
    read: () => command({ do: "role", role: "observer" }),
  },
  play: {
    usage: "play",
    about: "become a voter again",
    read: () => command({ do: "role", role: "voter" }),
  },
  rename: {
    usage: "rename NAME",
    about: "change your name",
    read: asRename,
  },
  hand_over: withMember("hand_over", "make somebody else admin", (member_id) => ({
    do: "hand_over",
    member_id,
  })),
  observer: withMember("observer", "make somebody an observer", (member_id) => ({
    do: "member_role",
    member_id,
    role: "observer",
  })),
  voter: withMember("voter", "make an observer a voter", (member_id) => ({
    do: "member_role",
    member_id,
    role: "voter",
  })),
  remove: withMember("remove", "remove somebody", (member_id) => ({
    do: "remove",
    member_id,
    bar: false,
  })),
  bar: withMember("bar", "remove somebody for good", (member_id) => ({
    do: "remove",
    member_id,
    bar: true,
  })),
};

/** A word whose argument is a member's name. */
function withMember(word: string, about: string, made: (id: MemberId) => RoomAction): Word {
  return {
    usage: `${word} NAME`,
    about: `admin: ${about}`,
    read: (rest, place) => {
      const member = memberNamed(rest, place);
      return member.ok ? command(made(member.value.member_id)) : member;
    },
  };
}
