/** The outcome of a request to a tracker for each ticket, one on each line. */
import type { RefObject } from "preact";
import type { ClientError, TicketOutcome } from "../../client/mod.ts";
import { words } from "../languages/words.ts";
import { sayRefusal } from "../pure/refusals.ts";

export function Outcomes({ list, outcomes, done }: {
  readonly list?: RefObject<HTMLUListElement | null>;
  readonly outcomes: readonly TicketOutcome[];
  /** What to say of those that went well, by their outcome. */
  readonly done: Readonly<Record<string, string>>;
}) {
  return (
    <ul
      class="outcomes"
      {...list !== undefined && { ref: list }}
      tabIndex={0}
      aria-label={words().trackers.outcomes}
    >
      {outcomes.map(({ ticket_id, outcome, message = "" }) => (
        <li key={ticket_id}>
          <bdi class="ticket-id">{ticket_id}</bdi> {Object.hasOwn(done, outcome)
            ? <span class="tag good">{done[outcome]}</span>
            : <Problem code={outcome} message={message} />}
        </li>
      ))}
    </ul>
  );
}

/** A sentence about a refusal, with the tracker's own words where those help. */
function Problem({ code, message }: { readonly code: string; readonly message: string }) {
  return (
    <span class="problem">
      {sayRefusal({ code, message })}
      {OWN_WORDS.has(code) && <bdi lang="en">{message}</bdi>}
    </span>
  );
}

/** Why a request failed as a whole; nothing if it did not. */
export function Failure({ error }: { readonly error: ClientError | null }) {
  if (error === null) return null;
  return (
    <p role="alert">
      <Problem code={error.code} message={error.message} />
    </p>
  );
}

const OWN_WORDS: ReadonlySet<string> = new Set(["tracker_bad_query", "tracker_not_writable"]);
