/**
 * Sets the estimate: a card of the deck with one press, or typed. The suggested card is outlined; a consensus is
 * preselected.
 */
import { useState } from "preact/hooks";
import type { ShownBallot, Ticket } from "../../client/mod.ts";
import { ESTIMATE_LENGTH_MAX } from "../../room/limits.ts";
import { words } from "../languages/words.ts";
import { estimatesOffered } from "../pure/estimates.ts";
import type { RoomSession } from "../state/room_session.ts";
import { EditNote } from "./ticket_note.tsx";

export function EstimateForm({ session, ballot }: {
  readonly session: RoomSession;
  readonly ballot: ShownBallot;
}) {
  const { ticket_id, estimate, summary } = ballot;
  const [typed, setTyped] = useState("");
  const text = words().estimate;
  const offered = estimatesOffered(session.room.value.deck.cards, summary);
  const isPreselected = summary.consensus && estimate === undefined;
  const set = async (value: string) => {
    if (await session.did(session.client.setEstimate(ticket_id, value))) setTyped("");
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (typed.trim() !== "") set(typed);
  };
  // the note has a form of its own
  return (
    <div class="estimate">
      <span class="estimate-label" id="estimate-label">{text.label}</span>
      <EditNote session={session} ballot={ballot} />
      <form onSubmit={submit}>
        <div class="estimate-cards" role="group" aria-labelledby="estimate-label">
          {offered.map((card) => {
            const isSuggested = card === summary.suggestion;
            const looks = isSuggested ? isPreselected ? "suggested preselected" : "suggested" : "";
            return (
              <button
                key={card}
                type="button"
                class={`chip ${looks}`}
                dir="auto"
                title={isSuggested ? text.suggested : undefined}
                aria-pressed={card === estimate}
                disabled={!session.online.value}
                onClick={() => set(card)}
              >
                {card}
              </button>
            );
          })}
          <input
            aria-label={text.another}
            placeholder={text.other}
            maxLength={ESTIMATE_LENGTH_MAX}
            autocomplete="off"
            value={typed}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
          {typed.trim() !== "" && (
            <button type="submit" disabled={!session.online.value}>{text.set}</button>
          )}
        </div>
      </form>
    </div>
  );
}

/** The button that accepts the suggestion as the estimate, and begins the next ticket, if there is one. */
export function Accept({ session, ballot, next }: {
  readonly session: RoomSession;
  readonly ballot: ShownBallot;
  readonly next: Ticket | undefined;
}) {
  const { suggestion } = ballot.summary;
  if (suggestion === null) return null;
  const text = words().estimate;
  const card = <b>{suggestion}</b>;
  const accept = async () => {
    const { client } = session;
    if (!await session.did(client.setEstimate(ballot.ticket_id, suggestion))) return;
    if (next !== undefined) await session.did(client.begin(next));
  };
  return (
    <button type="button" class="primary" disabled={!session.online.value} onClick={accept}>
      <span>{next === undefined ? text.accept(card) : text.acceptAndNext(card)}</span>
    </button>
  );
}
