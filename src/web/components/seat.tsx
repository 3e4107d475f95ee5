/** One voter at the table before the reveal: a place for a card, and a name. Its size never changes. */
import { words } from "../languages/words.ts";
import { Avatar } from "./avatar.tsx";
import { MemberName } from "./member_name.tsx";

export type SeatCard = "none" | "waited_for" | "down";

/**
 * All of it is plain values, and it reads the texts' signal: so it is drawn again only where one of them is another,
 * and a vote costs one seat, however many there are.
 */
export function Seat({ member_id, name, card, isAway, isMe, isAdmin, isShifted, onPress }: {
  readonly member_id: string;
  readonly name: string;
  readonly card: SeatCard;
  readonly isAway: boolean;
  readonly isMe: boolean;
  readonly isAdmin: boolean;
  /** Half a seat further in: its row is shorter. */
  readonly isShifted: boolean;
  readonly onPress: ((memberId: string) => void) | undefined;
}) {
  const { table } = words();
  const state = { none: undefined, waited_for: table.hasNotVoted, down: table.hasVoted }[card];
  return (
    <li
      class={`seat ${card === "down" ? "down" : ""} ${isAway ? "away" : ""} ${
        isShifted ? "shifted" : ""
      }`}
    >
      {/* a picture, and so one box less than a text for those who see none */}
      <span class="card-place" role={state === undefined ? undefined : "img"} aria-label={state}>
        <Avatar name={name} />
        <span class="card-back" />
      </span>
      <span class="seat-text">
        <MemberName member_id={member_id} name={name} onPress={onPress} />
        <SeatNote isMe={isMe} isAdmin={isAdmin} isAway={isAway} />
      </span>
    </li>
  );
}

/** What is to be known of somebody beside the name. */
export function SeatNote({ isMe, isAdmin, isAway, hasLeft = false }: {
  readonly isMe: boolean;
  readonly isAdmin: boolean;
  readonly isAway: boolean;
  readonly hasLeft?: boolean;
}) {
  const { common } = words();
  const notes = [
    hasLeft ? common.left : isAway ? common.away : "",
    isMe ? common.you : "",
    isAdmin ? common.admin : "",
  ];
  const shown = notes.filter((one) => one !== "");
  return shown.length === 0 ? null : <small class="seat-note">{shown.join(" · ")}</small>;
}
