/** What the admin can do about the ballot; one thing at a time is the thing to do. */
import { useState } from "preact/hooks";
import type { OpenBallot, ShownBallot } from "../../client/mod.ts";
import { plural } from "../pure/numbers.ts";
import type { Stay } from "../state/stay.ts";
import { BeginForm, BeginNext } from "./begin_form.tsx";
import { Confirm } from "./confirm.tsx";
import { EstimateForm } from "./estimate_form.tsx";
import { TimerControl } from "./timer_control.tsx";

export function AdminBar({ stay, ballot }: {
  readonly stay: Stay;
  readonly ballot: OpenBallot | ShownBallot;
}) {
  if (ballot.phase === "revealed") {
    return (
      <AfterReveal key={`${ballot.ticket_id} ${ballot.attempt}`} stay={stay} ballot={ballot} />
    );
  }
  return <BeforeReveal stay={stay} ballot={ballot} />;
}

function BeforeReveal({ stay, ballot }: { readonly stay: Stay; readonly ballot: OpenBallot }) {
  const [confirming, setConfirming] = useState(false);
  const { client } = stay;
  const voters = stay.room.value.members.filter(({ role }) => role === "voter");
  const voted = voters.filter((one) => one.voted).length;
  const missing = voters.length - voted;
  const is_complete = ballot.phase === "complete";
  const startOver = () => voted === 0 ? stay.did(client.restart()) : setConfirming(true);
  return (
    <div class="admin-bar" role="group" aria-label="For the admin">
      <button
        type="button"
        class={is_complete ? "primary" : ""}
        disabled={!stay.online.value || (voted === 0 && !is_complete)}
        onClick={() => stay.did(client.reveal(ballot.ticket_id, { force: !is_complete }))}
      >
        {is_complete || voted === 0
          ? "Reveal the cards"
          : `Reveal now, ${plural(missing, "vote")} missing`}
      </button>
      <button type="button" class="quiet" disabled={!stay.online.value} onClick={startOver}>
        Start over
      </button>
      <TimerControl stay={stay} />
      {confirming && (
        <Confirm
          title="Start over?"
          text={`${plural(voted, "vote")} will be forgotten, and nobody will see them.`}
          action="Start over"
          onConfirm={() => stay.did(client.restart())}
          onClose={() => setConfirming(false)}
        />
      )}
    </div>
  );
}

function AfterReveal({ stay, ballot }: { readonly stay: Stay; readonly ballot: ShownBallot }) {
  const [other, setOther] = useState(false);
  const [next] = stay.room.value.queue;
  return (
    <div class="after-reveal" role="group" aria-label="For the admin">
      <EstimateForm stay={stay} ballot={ballot} />
      <div class="admin-bar">
        {next !== undefined && <BeginNext stay={stay} ticket={next} />}
        <button
          type="button"
          disabled={!stay.online.value}
          onClick={() => stay.did(stay.client.restart())}
        >
          Vote again
        </button>
        {next !== undefined && !other && (
          <button
            type="button"
            class="quiet"
            onClick={() => setOther(true)}
          >
            Another ticket…
          </button>
        )}
      </div>
      {(next === undefined || other) && <BeginForm stay={stay} />}
    </div>
  );
}
