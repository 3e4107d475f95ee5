/** What is being estimated, how far it is, and the time. */
import type { OpenBallot, ShownBallot } from "../../client/mod.ts";
import { plural } from "../pure/numbers.ts";
import { spreadOf } from "../pure/outliers.ts";
import type { Stay } from "../state/stay.ts";
import { TimerView } from "./timer_view.tsx";

export function TicketBar({ stay, ballot }: {
  readonly stay: Stay;
  readonly ballot: OpenBallot | ShownBallot;
}) {
  const { ticket_id, title, attempt } = ballot;
  return (
    <header class="ticket-bar">
      <h2>
        <span class="ticket-id">{ticket_id}</span>
        {title !== undefined && <span class="title">{title}</span>}
      </h2>
      <p class="progress">
        {attempt > 1 && <span class="tag">Vote {attempt}</span>}{" "}
        <Progress stay={stay} ballot={ballot} />
      </p>
      <TimerView stay={stay} />
    </header>
  );
}

function Progress({ stay, ballot }: {
  readonly stay: Stay;
  readonly ballot: OpenBallot | ShownBallot;
}) {
  const { members, deck, admin_id } = stay.room.value;
  switch (ballot.phase) {
    case "voting": {
      const voters = members.filter(({ role }) => role === "voter");
      const voted = voters.filter((one) => one.voted).length;
      return <span>{voted} of {plural(voters.length, "voter")} voted</span>;
    }
    case "complete": {
      const admin = members.find(({ member_id }) => member_id === admin_id);
      const next = stay.is_admin.value
        ? "Turn the cards."
        : `${admin?.name ?? "The admin"} turns the cards.`;
      return <strong class="good">Everybody has voted. {next}</strong>;
    }
    case "revealed": {
      const spread = spreadOf(ballot, deck.cards);
      if (spread.kind === "consensus") return <strong class="good">Consensus</strong>;
      return <span>{plural(ballot.votes?.length ?? 0, "vote")} revealed</span>;
    }
  }
}
