/** One voter at the table: a place for a card, and a name below it. Its size never changes. */
import type { Member } from "../../client/mod.ts";
import { Icon } from "./icon.tsx";
import { MemberName } from "./table_of_members.tsx";

export type SeatCard =
  | { readonly state: "none" | "waited_for" | "down" }
  | {
    readonly state: "shown";
    readonly card: string;
    readonly mark: "agreed" | "lowest" | "highest" | null;
  };

export function Seat({ member, card, is_me, is_admin, has_left = false, onClick }: {
  readonly member: Member;
  readonly card: SeatCard;
  readonly is_me: boolean;
  readonly is_admin: boolean;
  /** Voted, and left the room since. */
  readonly has_left?: boolean;
  readonly onClick: (() => void) | undefined;
}) {
  const is_away = member.presence === "away";
  const mark = card.state === "shown" ? card.mark : null;
  return (
    <li class={`seat ${card.state} ${is_away ? "away" : ""} ${mark ?? ""}`}>
      <div class="card-place">
        <div class="card-turn">
          <span class="card-back">{card.state === "down" && <Icon name="check" />}</span>
          <span class="card-front" data-length={card.state === "shown" ? [...card.card].length : 0}>
            {card.state === "shown" ? card.card : ""}
          </span>
        </div>
        <span class="unseen">{said(card)}</span>
      </div>
      <MemberName member={member} onClick={onClick}>
        {is_admin && <Icon name="crown" />}
        <span class="text">{member.name}</span>
      </MemberName>
      <span class="seat-note">{note({ is_me, is_admin, is_away, has_left, mark })}</span>
    </li>
  );
}

function note({ is_me, is_admin, is_away, has_left, mark }: {
  readonly is_me: boolean;
  readonly is_admin: boolean;
  readonly is_away: boolean;
  readonly has_left: boolean;
  readonly mark: string | null;
}): string {
  const notes = [
    mark === "lowest" || mark === "highest" ? mark : "",
    has_left ? "left" : is_away ? "away" : "",
    is_me ? "you" : "",
    is_admin && mark === null ? "admin" : "",
  ];
  return notes.filter((one) => one !== "").join(" · ");
}

function said(card: SeatCard): string {
  switch (card.state) {
    case "none":
      return "";
    case "waited_for":
      return "has not voted";
    case "down":
      return "has voted";
    case "shown":
      return `voted ${card.card}`;
  }
}
