/** The actions for the ballot that this person has now; one of them is highlighted. */
import { useState } from "preact/hooks";
import { countVoters } from "../../client/count_voters.ts";
import type { OpenBallot, ShownBallot } from "../../client/mod.ts";
import { words } from "../languages/words.ts";
import type { RoomSession } from "../state/room_session.ts";
import { BeginForm, BeginNext } from "./begin_form.tsx";
import { Confirm } from "./confirm.tsx";
import { Dialog } from "./dialog.tsx";
import { Accept, EstimateForm } from "./estimate_form.tsx";
import { Lesser } from "./lesser.tsx";
import { TimerControl } from "./timer_control.tsx";
import { WaitingFor } from "./waiting_for.tsx";

export function Actions({ session }: { readonly session: RoomSession }) {
  const { ballot, queue: [next] } = session.room.value;
  const runs = session.runs.value;
  if (ballot === null) {
    if (!runs || next === undefined) return null;
    return (
      <div class="actions-now">
        <div class="action-bar">
          <BeginNext session={session} ticket={next} />
        </div>
      </div>
    );
  }
  if (ballot.phase !== "revealed") {
    return (
      <div class="actions-now">
        <WaitingFor session={session} />
        {runs && <BeforeReveal session={session} ballot={ballot} />}
      </div>
    );
  }
  if (!runs) return null;
  return <AfterReveal key={attemptOf(ballot)} session={session} ballot={ballot} />;
}

function attemptOf({ ticket_id, attempt }: OpenBallot | ShownBallot): string {
  return `${ticket_id} ${attempt}`;
}

function BeforeReveal(
  { session, ballot }: { readonly session: RoomSession; readonly ballot: OpenBallot },
) {
  const text = words().dock;
  const [asked, setAsked] = useState<{ what: "restart" | "cancel"; attempt: string } | null>(null);
  // a question is about one attempt: another one may be open once a lost connection is back
  const now = attemptOf(ballot);
  const asking = asked?.attempt === now ? asked.what : null;
  const ask = (what: "restart" | "cancel") => setAsked({ what, attempt: now });
  const { client } = session;
  const isAdmin = session.isAdmin.value;
  const isOffline = !session.online.value;
  const { voters, voted } = countVoters(session.room.value);
  const isComplete = ballot.phase === "complete";
  const canReveal = isComplete || (isAdmin && voted > 0); // [R11b] early: the admin alone
  const lost = text.votesForgotten(voted);
  const cancel = () => session.did(client.cancel(ballot), text.cancelled(ballot.ticket_id));
  return (
    <div class="action-bar" role="group" aria-label={text.ballot}>
      <button
        type="button"
        class={isComplete ? "primary" : ""}
        disabled={isOffline || !canReveal}
        onClick={() =>
          session.did(
            client.reveal(ballot.ticket_id, { force: !isComplete, attempt: ballot.attempt }),
          )}
      >
        {isComplete || !canReveal ? text.reveal : text.revealNow(voters - voted)}
      </button>
      <Lesser>
        <button
          type="button"
          class="quiet"
          disabled={isOffline}
          onClick={() => voted === 0 ? session.did(client.restart(ballot)) : ask("restart")}
        >
          {text.startOver}
        </button>
        {isAdmin && (
          <button
            type="button"
            class="quiet"
            disabled={isOffline}
            onClick={() => voted === 0 ? cancel() : ask("cancel")}
          >
            {words().common.cancel}
          </button>
        )}
        {isAdmin && <TimerControl session={session} />}
      </Lesser>
      {asking === "restart" && (
        <Confirm
          title={text.startOverAsk}
          text={lost}
          action={text.startOver}
          onConfirm={() => session.did(client.restart(ballot))}
          onClose={() => setAsked(null)}
        />
      )}
      {asking === "cancel" && (
        <Confirm
          title={text.cancelAsk(ballot.ticket_id)}
          text={lost}
          action={text.cancelVote}
          keep={text.goOn}
          onConfirm={cancel}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}

function AfterReveal(
  { session, ballot }: { readonly session: RoomSession; readonly ballot: ShownBallot },
) {
  const text = words().dock;
  const [other, setOther] = useState(false);
  const [next] = session.room.value.queue;
  const isOffline = !session.online.value;
  const { estimate, summary: { suggestion, consensus } } = ballot;
  // if no ticket follows, only a consensus can be accepted with one press
  const accepts = session.isAdmin.value && estimate === undefined && suggestion !== null &&
    (next !== undefined || consensus);
  return (
    <div class="actions-now">
      {session.isAdmin.value && <EstimateForm session={session} ballot={ballot} />}
      <div class="action-bar" role="group" aria-label={text.next}>
        {accepts && <Accept session={session} ballot={ballot} next={next} />}
        {next !== undefined && <BeginNext session={session} ticket={next} isSecond={accepts} />}
        <button
          type="button"
          disabled={isOffline}
          onClick={() => session.did(session.client.restart(ballot))}
        >
          {text.voteAgain}
        </button>
        <button
          type="button"
          class={next === undefined && !accepts ? "primary" : "quiet"}
          onClick={() => setOther(true)}
        >
          {text.anotherTicket}
        </button>
      </div>
      {other && (
        <Dialog title={text.whatIsNext} onClose={() => setOther(false)}>
          <BeginForm session={session} />
        </Dialog>
      )}
    </div>
  );
}
