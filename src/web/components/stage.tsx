/** The middle of the room: the ticket, the table with everybody at it, and what the phase is about. */
import type { App } from "../state/app.ts";
import type { Stay } from "../state/stay.ts";
import { AdminBar } from "./admin_bar.tsx";
import { BeginForm } from "./begin_form.tsx";
import { FirstInvitation } from "./invite_dialog.tsx";
import { Outcome } from "./outcome.tsx";
import type { Overlay } from "./room_view.tsx";
import { TableOfMembers } from "./table_of_members.tsx";
import { TicketBar } from "./ticket_bar.tsx";

export function Stage({ app, stay, onOpen }: {
  readonly app: App;
  readonly stay: Stay;
  readonly onOpen: (overlay: Overlay) => void;
}) {
  const { ballot, deck } = stay.room.value;
  const table = (
    <TableOfMembers
      stay={stay}
      onMember={(member_id) => onOpen({ name: "member", member_id })}
    />
  );
  if (ballot === null) {
    return (
      <section class="stage" aria-label="Before the first ticket">
        {stay.is_admin.value ? <BeginForm stay={stay} /> : <Waiting stay={stay} />}
        {/* below the form: when somebody comes and it goes, what the admin is typing in stays */}
        {stay.is_alone.value && <FirstInvitation app={app} stay={stay} />}
        {table}
      </section>
    );
  }
  return (
    <section class="stage" aria-label={`Ticket ${ballot.ticket_id}`}>
      <TicketBar stay={stay} ballot={ballot} />
      {table}
      {ballot.phase === "revealed" && <Outcome ballot={ballot} cards={deck.cards} />}
      {stay.is_admin.value && <AdminBar stay={stay} ballot={ballot} />}
    </section>
  );
}

function Waiting({ stay }: { readonly stay: Stay }) {
  const { members, admin_id } = stay.room.value;
  const admin = members.find(({ member_id }) => member_id === admin_id);
  return (
    <div class="waiting">
      <h2>Welcome, {stay.me.value.name}</h2>
      <p>{admin?.name ?? "The admin"} picks the first ticket. Your cards will be here.</p>
    </div>
  );
}
