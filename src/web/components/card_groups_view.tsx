/** The revealed cards: each card once, with how many voted for it, and who. */
import type { RevealedBallot, RoomState } from "../../client/mod.ts";
import { words } from "../languages/words.ts";
import { type CardGroup, cardGroups } from "../pure/card_groups.ts";
import { type Spread, spreadOf } from "../pure/outliers.ts";
import { Avatar } from "./avatar.tsx";
import { MemberName } from "./member_name.tsx";
import { SeatNote } from "./seat.tsx";
import { useSlices } from "./slices.ts";

/** A consensus of at least so many votes is celebrated. */
const CELEBRATED_MIN = 3;

type Mark = "agreed" | "lowest" | "highest" | null;

export function CardGroupsView({ room, ballot, me, press }: {
  readonly room: RoomState;
  readonly ballot: RevealedBallot;
  /** This member's id. */
  readonly me: string | null;
  readonly press: (memberId: string) => ((memberId: string) => void) | undefined;
}) {
  const groups = cardGroups(room, ballot);
  const drawn = useSlices(groups.reduce((sum, { people }) => sum + people.length, 0));
  const spread = spreadOf(ballot, room.deck.cards);
  const most = Math.max(...groups.map(({ count }) => count));
  const { table, outcome, common } = words();
  return (
    <ul class="groups" aria-label={table.voters}>
      {firstOf(groups, drawn).map(({ card, count, people }) => {
        const mark = markOf(card, spread);
        const isCelebrated = mark === "agreed" && count >= CELEBRATED_MIN;
        return (
          <li
            key={card ?? ""}
            class={`group ${mark ?? ""} ${isCelebrated ? "celebrated" : ""}`}
            data-card={card ?? ""}
          >
            <GroupCard card={card} />
            <span class="group-count">
              <span aria-hidden="true">{common.number(count)}</span>
              <span class="unseen">{card === null ? table.hasNotVoted : outcome.votes(count)}</span>
              {(mark === "lowest" || mark === "highest") && <small>{table[mark]}</small>}
            </span>
            <ul
              class="group-people"
              style={{ "--share": String(card === null ? 0 : count / most) }}
            >
              {people.map(({ member_id, name, presence, hasLeft }) => (
                <li key={member_id} class={`seat ${presence}`}>
                  <MemberName member_id={member_id} name={name} onPress={press(member_id)}>
                    <Avatar name={name} />
                  </MemberName>
                  <SeatNote
                    isMe={member_id === me}
                    isAdmin={member_id === room.admin_id}
                    isAway={presence === "away"}
                    hasLeft={hasLeft}
                  />
                </li>
              ))}
            </ul>
          </li>
        );
      })}
    </ul>
  );
}

/** The groups, with only the first `people` members in all. */
function firstOf(groups: readonly CardGroup[], people: number): readonly CardGroup[] {
  let left = people;
  return groups.filter(() => left > 0).map((group) => {
    const shown = group.people.slice(0, left);
    left -= shown.length;
    return { ...group, people: shown };
  });
}

function GroupCard({ card }: Pick<CardGroup, "card">) {
  if (card === null) return <span class="group-card empty" />;
  return (
    <span class="group-card" dir="auto" translate={false} data-length={[...card].length}>
      {card}
    </span>
  );
}

function markOf(card: string | null, spread: Spread): Mark {
  if (card === null) return null;
  if (spread.kind === "consensus") return card === spread.card ? "agreed" : null;
  if (spread.kind !== "apart") return null;
  if (card === spread.low?.card) return "lowest";
  return card === spread.high?.card ? "highest" : null;
}
