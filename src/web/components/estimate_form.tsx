/** What the team settled on: one press for a card that was played, or typed. */
import { useState } from "preact/hooks";
import type { ShownBallot } from "../../client/mod.ts";
import { ESTIMATE_LENGTH_MAX } from "../../room/limits.ts";
import type { Stay } from "../state/stay.ts";

/** Cards to press; more would be a second deck. */
const OFFERED_MAX = 5;

export function EstimateForm({ stay, ballot }: {
  readonly stay: Stay;
  readonly ballot: ShownBallot;
}) {
  const { ticket_id, estimate, summary } = ballot;
  const [typed, setTyped] = useState("");
  const offered = summary.counts.slice(0, OFFERED_MAX).map(({ card }) => card);
  const set = async (value: string) => {
    if (await stay.did(stay.client.setEstimate(ticket_id, value))) setTyped("");
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (typed.trim() !== "") set(typed);
  };
  return (
    <form class="estimate" onSubmit={submit}>
      <span class="estimate-label" id="estimate-label">
        {estimate === undefined ? "Final estimate" : (
          <>
            Final estimate: <strong>{estimate}</strong>
          </>
        )}
      </span>
      <div class="estimate-cards" role="group" aria-labelledby="estimate-label">
        {offered.map((card) => (
          <button
            key={card}
            type="button"
            class="chip"
            aria-pressed={card === estimate}
            disabled={!stay.online.value}
            onClick={() => set(card)}
          >
            {card}
          </button>
        ))}
        <input
          aria-label="Another estimate"
          placeholder="other"
          maxLength={ESTIMATE_LENGTH_MAX}
          autocomplete="off"
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        {typed.trim() !== "" && <button type="submit" disabled={!stay.online.value}>Set</button>}
      </div>
    </form>
  );
}
