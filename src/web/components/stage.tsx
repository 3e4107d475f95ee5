/** The middle of the room: the ticket, the table with everybody at it, and what the phase is about. */
import { words } from "../languages/words.ts";
import type { App } from "../state/app.ts";
import type { RoomSession } from "../state/room_session.ts";
import { BeginForm } from "./begin_form.tsx";
import { FirstInvitation } from "./invite_dialog.tsx";
import { Outcome } from "./outcome.tsx";
import type { Overlay } from "./room_view.tsx";
import { TableOfMembers } from "./table_of_members.tsx";
import { TicketBar } from "./ticket_bar.tsx";

export function Stage({ app, session, onOpen }: {
  readonly app: App;
  readonly session: RoomSession;
  readonly onOpen: (overlay: Overlay) => void;
}) {
  const { ballot, results_count: done } = session.room.value;
  const isFirst = done === 0;
  const table = <TableOfMembers session={session} onOpen={onOpen} />;
  const text = words().room;
  if (ballot === null) {
    return (
      <section class="stage" aria-label={isFirst ? text.beforeFirst : words().dock.whatIsNext}>
        {session.runs.value
          ? <BeginForm session={session} />
          : <Waiting session={session} isFirst={isFirst} />}
        {/* below the form: when somebody comes and it goes, what the admin is typing in stays */}
        {session.isAlone.value && <FirstInvitation app={app} session={session} />}
        {table}
      </section>
    );
  }
  return (
    <section class="stage" aria-label={text.ticket(ballot.ticket_id)}>
      <TicketBar session={session} ballot={ballot} />
      {ballot.phase === "revealed" && <Outcome session={session} ballot={ballot} />}
      {table}
    </section>
  );
}

function Waiting({ session, isFirst }: {
  readonly session: RoomSession;
  /** Whether there is no result yet; else a vote was cancelled. */
  readonly isFirst: boolean;
}) {
  const { members, admin_id } = session.room.value;
  const { room: text, hand, dock } = words();
  const { name, role } = session.me.value;
  const admin = members.find(({ member_id }) => member_id === admin_id);
  return (
    <div class="waiting">
      <h2>{isFirst ? text.welcome(name) : dock.whatIsNext}</h2>
      <p>
        {role === "observer"
          ? hand.observing
          : admin === undefined
          ? isFirst ? text.theAdminPicks : text.theAdminPicksNext
          : (isFirst ? text.adminPicks : text.adminPicksNext)(admin.name)}
      </p>
    </div>
  );
}
