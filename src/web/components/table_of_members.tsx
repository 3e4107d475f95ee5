/** Who is at the table, and whose card is down. Cards are turned all at once, at the reveal. */
import type { ComponentChildren } from "preact";
import type { Member, RoomState } from "../../client/mod.ts";
import { spreadOf } from "../pure/outliers.ts";
import type { Stay } from "../state/stay.ts";
import { Icon } from "./icon.tsx";
import { Seat, type SeatCard } from "./seat.tsx";

export function TableOfMembers({ stay, onMember }: {
  readonly stay: Stay;
  readonly onMember: (member_id: string) => void;
}) {
  const room = stay.room.value;
  const me = stay.me.value.member_id;
  const is_admin = stay.is_admin.value;
  const cards = cardsOf(room, stay);
  const voters = room.members.filter(({ role }) => role === "voter");
  const observers = room.members.filter(({ role }) => role === "observer");
  const click = (member: Member) =>
    is_admin && member.member_id !== me ? () => onMember(member.member_id) : undefined;
  return (
    <div class="table">
      <ul class={`seats ${voters.length > 12 ? "many" : ""}`} aria-label="Voters">
        {voters.map((member) => (
          <Seat
            key={member.member_id}
            member={member}
            card={cards(member)}
            is_me={member.member_id === me}
            is_admin={member.member_id === room.admin_id}
            onClick={click(member)}
          />
        ))}
        {gone(room).map(({ member_id, name, card }) => (
          <Seat
            key={member_id}
            member={{ member_id, name, role: "voter", presence: "away", voted: true }}
            card={{ state: "shown", card, mark: null }}
            is_me={false}
            is_admin={false}
            onClick={undefined}
            has_left
          />
        ))}
      </ul>
      {observers.length > 0 && (
        <ul class="observers" aria-label="Observers">
          {observers.map((member) => (
            <li key={member.member_id} class={member.presence}>
              <MemberName member={member} onClick={click(member)}>
                <Icon name="eye" />
                {member.name}
                {member.member_id === me && <span class="you">you</span>}
                {member.member_id === room.admin_id && <span class="tag">admin</span>}
                {member.presence === "away" && <span class="tag">away</span>}
              </MemberName>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** A name that the admin can press. */
export function MemberName({ member, onClick, children }: {
  readonly member: Member;
  readonly onClick: (() => void) | undefined;
  readonly children: ComponentChildren;
}) {
  if (onClick === undefined) return <span class="member-name">{children}</span>;
  return (
    <button type="button" class="member-name" title={`Manage ${member.name}`} onClick={onClick}>
      {children}
    </button>
  );
}

/** What lies before each voter. Before the reveal only the own card is known, and it is in the hand. */
function cardsOf({ ballot, deck }: RoomState, stay: Stay): (member: Member) => SeatCard {
  if (ballot === null) return () => ({ state: "none" });
  if (ballot.phase !== "revealed") {
    const is_mine = (member: Member) => member.member_id === stay.client.member_id;
    const mine = stay.vote.value;
    return (member) => {
      const voted = is_mine(member) && mine !== null ? mine.card !== null : member.voted;
      return { state: voted ? "down" : "waited_for" };
    };
  }
  const spread = spreadOf(ballot, deck.cards);
  return ({ member_id }) => {
    const card = ballot.votes?.find((vote) => vote.member_id === member_id)?.card;
    if (card === undefined) return { state: "none" };
    if (spread.kind !== "apart") {
      return {
        state: "shown",
        card,
        mark: spread.kind === "consensus" && card === spread.card ? "agreed" : null,
      };
    }
    const mark = card === spread.low?.card
      ? "lowest"
      : card === spread.high?.card
      ? "highest"
      : null;
    return { state: "shown", card, mark };
  };
}

/** Votes of those who are not here any more: they count, so they are shown. */
function gone({ ballot, members }: RoomState) {
  if (ballot?.phase !== "revealed") return [];
  const here = new Set(
    members.filter(({ role }) => role === "voter").map(({ member_id }) => member_id),
  );
  return (ballot.votes ?? []).filter(({ member_id }) => !here.has(member_id));
}
