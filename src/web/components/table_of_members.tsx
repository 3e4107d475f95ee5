/** Who is at the table: before the reveal a seat for each voter, after it each card with those who played it. */
import { useCallback } from "preact/hooks";
import type { RoomState } from "../../client/mod.ts";
import { words } from "../languages/words.ts";
import type { RoomSession } from "../state/room_session.ts";
import { CardGroupsView } from "./card_groups_view.tsx";
import { Icon } from "./icon.tsx";
import { MemberName } from "./member_name.tsx";
import type { Overlay } from "./room_view.tsx";
import { SeatNote } from "./seat.tsx";
import { SeatsInRows } from "./seats_in_rows.tsx";
import { useFrameLater } from "./slices.ts";
import { useWidth } from "./width.ts";

export function TableOfMembers({ session, onOpen }: {
  readonly session: RoomSession;
  readonly onOpen: (overlay: Overlay) => void;
}) {
  const now = session.room.value;
  const room = useFrameLater(now, { key: ballotKey(now), count: now.members.length });
  const { members, ballot, admin_id } = room;
  const { memberId: me } = session.client;
  const isAdmin = session.isAdmin.value;
  // measured here, where it outlives the seats: each "vote again" would have to lay them out twice
  const [place, width] = useWidth();
  // one function for all of them, and the same one each time, or every seat were drawn again for one vote
  const manage = useCallback((id: string) => onOpen({ name: "member", member_id: id }), [onOpen]);
  const here = new Set(members.map(({ member_id }) => member_id));
  const press = (id: string) => isAdmin && id !== me && here.has(id) ? manage : undefined;
  const voters = members.filter(({ role }) => role === "voter");
  const observers = members.filter(({ role }) => role === "observer");
  return (
    <div class="table" ref={place}>
      {ballot?.phase === "revealed"
        ? <CardGroupsView room={room} ballot={ballot} me={me} press={press} />
        : <SeatsInRows session={session} room={room} voters={voters} width={width} press={press} />}
      {observers.length > 0 && (
        <ul class="observers" aria-label={words().table.observers}>
          {observers.map(({ member_id, name, presence }) => (
            <li key={member_id} class={presence}>
              <MemberName member_id={member_id} name={name} onPress={press(member_id)}>
                <Icon name="eye" />
              </MemberName>
              <SeatNote
                isMe={member_id === me}
                isAdmin={member_id === admin_id}
                isAway={presence === "away"}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** All seats change with another ballot, and with the reveal; with anything else, few of them. */
function ballotKey({ ballot }: RoomState): string {
  if (ballot === null) return "";
  return `${ballot.ticket_id} ${ballot.attempt} ${ballot.phase === "revealed"}`;
}
