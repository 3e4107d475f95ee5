/** What is being estimated, how far it is, and the time. */
import { useState } from "preact/hooks";
import { countVoters } from "../../client/count_voters.ts";
import type { OpenBallot, ShownBallot } from "../../client/mod.ts";
import { words } from "../languages/words.ts";
import { isUnanimous } from "../pure/outliers.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Dialog } from "./dialog.tsx";
import { EditTicketForm } from "./edit_ticket_form.tsx";
import { LinkedText, OutsideLink } from "./linked.tsx";
import { TimerView } from "./timer_view.tsx";

export function TicketBar({ session, ballot }: {
  readonly session: RoomSession;
  readonly ballot: OpenBallot | ShownBallot;
}) {
  const { ticket_id, title, url, description, attempt } = ballot;
  return (
    <header class="ticket-bar">
      <h2>
        <bdi class="ticket-id" translate={false}>
          <OutsideLink href={url}>{ticket_id}</OutsideLink>
        </bdi>
        {title !== undefined && <bdi class="title">{title}</bdi>}
      </h2>
      <div class={`progress ${ballot.phase}`}>
        {attempt > 1 && <span class="tag">{words().ticket.attempt(attempt)}</span>}
        <Progress session={session} ballot={ballot} />
        {ballot.phase !== "revealed" && session.isAdmin.value && (
          <EditTicket key={ticket_id} session={session} ballot={ballot} />
        )}
      </div>
      {description !== undefined && (
        <details class="description" key={ticket_id}>
          <summary>{words().ticket.description}</summary>
          <p dir="auto">
            <LinkedText text={description} />
          </p>
        </details>
      )}
      <TimerView session={session} />
    </header>
  );
}

/** What is known of the ticket may turn out wrong once people talk about it: its admin mends it as in the queue. */
function EditTicket(
  { session, ballot }: { readonly session: RoomSession; readonly ballot: OpenBallot },
) {
  const [isOpen, setOpen] = useState(false);
  const text = words().queue;
  const title = text.editTicket(ballot.ticket_id);
  const close = () => setOpen(false);
  return (
    <>
      <button type="button" class="link" aria-label={title} onClick={() => setOpen(true)}>
        {text.edit}
      </button>
      {isOpen && (
        <Dialog title={title} onClose={close}>
          <EditTicketForm session={session} ticket={ballot} onClose={close} />
        </Dialog>
      )}
    </>
  );
}

function Progress({ session, ballot }: {
  readonly session: RoomSession;
  readonly ballot: OpenBallot | ShownBallot;
}) {
  const { members, admin_id } = session.room.value;
  const text = words().ticket;
  switch (ballot.phase) {
    case "voting": {
      const { voters, voted } = countVoters({ members });
      return <span>{text.votedSoFar(voted, voters)}</span>;
    }
    case "complete": {
      const admin = members.find(({ member_id }) => member_id === admin_id);
      const next = session.runs.value
        ? text.youTurn
        : admin === undefined
        ? text.theAdminTurns
        : text.adminTurns(admin.name);
      return <strong class="good">{next}</strong>;
    }
    case "revealed": {
      if (ballot.estimate !== undefined) {
        return <span class="estimated">{text.estimate(<strong>{ballot.estimate}</strong>)}</span>;
      }
      if (isUnanimous(ballot, members)) return <strong class="good">{text.consensus}</strong>;
      return <span>{text.revealed(ballot.votes?.length ?? 0)}</span>;
    }
  }
}
