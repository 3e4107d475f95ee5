/** The voters before the reveal, in as few rows as fit and with nobody alone in the last one. */
import type { Member, RoomState } from "../../client/mod.ts";
import { words } from "../languages/words.ts";
import { seatRows, shiftedSeats } from "../pure/seat_rows.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Seat, type SeatCard } from "./seat.tsx";
import { useSlices } from "./slices.ts";

/**
 * How wide a seat is at least, in rem, where there is room and on a phone. Past so many voters the cards are small
 * and lie beside the names, so that all of them and the next step are in sight together.
 */
const SIZES = [
  { name: "roomy", voters: 8, wide: 6.75, narrow: 5.1 },
  { name: "compact", voters: 30, wide: 10.5, narrow: 6.75 },
  { name: "compact crowded", voters: Infinity, wide: 8, narrow: 6.75 },
] as const;

/** Narrower than this is a phone, in rem. */
const WIDE_MIN = 36;

export function SeatsInRows({ session, room, voters, width, press }: {
  readonly session: RoomSession;
  readonly room: RoomState;
  readonly voters: readonly Member[];
  /** How much room there is, in rem. */
  readonly width: number;
  readonly press: (memberId: string) => ((memberId: string) => void) | undefined;
}) {
  const count = voters.length;
  const size = SIZES.find((one) => count <= one.voters) ?? SIZES[0];
  // one row of small seats is better than two of large ones: on a phone on its side there is no room for two
  const fitsNarrow = count * size.wide > width && count * size.narrow <= width;
  const isNarrow = width < WIDE_MIN || fitsNarrow;
  const seat = isNarrow ? size.narrow : size.wide;
  const rows = seatRows(count, Math.floor(width / seat));
  const shifted = shiftedSeats(rows);
  const drawn = useSlices(count);
  const { ballot, admin_id } = room;
  const card = cardOf(session);
  return (
    <ul
      class={`seats ${size.name} ${isNarrow ? "narrow" : ""} ${ballot === null ? "" : "open"}`}
      style={{ "--in-row": String(rows[0] ?? 1) }}
      aria-label={words().table.voters}
    >
      {voters.slice(0, drawn).map((member, place) => (
        <Seat
          key={member.member_id}
          member_id={member.member_id}
          name={member.name}
          card={ballot === null ? "none" : card(member)}
          isAway={member.presence === "away"}
          isMe={member.member_id === session.client.memberId}
          isAdmin={member.member_id === admin_id}
          isShifted={shifted.has(place)}
          onPress={press(member.member_id)}
        />
      ))}
    </ul>
  );
}

/** The own card counts as soon as it is chosen; which one it is, is in the hand. */
function cardOf(session: RoomSession): (member: Member) => SeatCard {
  const mine = session.vote.value;
  return ({ member_id, voted }) => {
    const isMine = member_id === session.client.memberId && mine !== null;
    return (isMine ? mine.card !== null : voted) ? "down" : "waited_for";
  };
}
