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
  const { ballot } = session.room.value;
  const table = <TableOfMembers session={session} onOpen={onOpen} />;
  const text = words().room;
  if (ballot === null) {
    return (
      <section class="stage" aria-label={text.beforeFirst}>
        {session.runs.value ? <BeginForm session={session} /> : <Waiting session={session} />}
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

function Waiting({ session }: { readonly session: RoomSession }) {
  const { members, admin_id } = session.room.value;
  const { room: text, hand } = words();
  const { name, role } = session.me.value;
  const admin = members.find(({ member_id }) => member_id === admin_id);
  return (
    <div class="waiting">
      <h2>{text.welcome(name)}</h2>
      <p>
        {role === "observer"
          ? hand.observing
          : admin === undefined
          ? text.theAdminPicks
          : text.adminPicks(admin.name)}
      </p>
    </div>
  );
}
