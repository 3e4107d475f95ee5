/** Tickets of a tracker: searched for, chosen, and put into the queue [A5]. */
import { useEffect, useState } from "preact/hooks";
import { ClientError, type FoundTicket, type TicketOutcome } from "../../client/mod.ts";
import { TRACKER_QUERY_LENGTH_MAX } from "../../protocol/wire_limits.ts";
import { words } from "../languages/words.ts";
import { knownIn, newOnes } from "../pure/tracker_list.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Field } from "./field.tsx";
import { FoundTickets } from "./found_tickets.tsx";
import { Failure, Outcomes } from "./outcomes.tsx";
import { useDraft } from "./use_draft.ts";
import { type Progress, useSteps } from "./use_steps.ts";

/** What a search found so far. */
interface Found {
  readonly query: string;
  readonly tickets: readonly FoundTicket[];
  readonly nextPage: string | null;
  readonly total: number | null;
}

export function TrackerSearch({ session, tracker, onClose }: {
  readonly session: RoomSession;
  readonly tracker: string;
  readonly onClose: () => void;
}) {
  const [typed, setTyped] = useDraft(session.drafts, `search ${tracker}`);
  const [found, setFound] = useState<Found | null>(null);
  const [isSearching, setSearching] = useState(false);
  const [adding, run] = useSteps();
  const [error, setError] = useState<ClientError | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [notAdded, setNotAdded] = useState<readonly TicketOutcome[]>([]);
  useEffect(() => {
    session.ballots(); // those that were voted on before this page came are marked, too
  }, []);
  const { client } = session;
  const text = words().trackers;
  const known = knownIn(session.room.value, session.seen.ballots.value);
  const isFree = !isSearching && adding === null && session.online.value;

  const search = async (query: string, page: string | null) => {
    setSearching(true);
    setError(null);
    setNotAdded([]);
    try {
      const { tickets, next_page = null, total = null } = await client.searchTracker(
        tracker,
        query,
        page ?? undefined,
      );
      const before = page === null ? [] : found?.tickets ?? [];
      const ids = new Set(before.map(({ ticket_id }) => ticket_id));
      const more = tickets.filter(({ ticket_id }) => !ids.has(ticket_id));
      setFound({ query, tickets: [...before, ...more], nextPage: next_page, total });
      if (page === null) setChosen(new Set());
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      setError(error);
    }
    setSearching(false);
  };

  const add = async () => {
    const ids = found?.tickets.map(({ ticket_id }) => ticket_id).filter((id) => chosen.has(id));
    if (ids === undefined || ids.length === 0) return;
    setError(null);
    const { outcomes, error } = await run(ids, (some) => client.importTickets(tracker, some));
    const added = outcomes.filter(({ outcome }) => outcome === "added" || outcome === "there");
    if (added.length > 0) session.notices.show("done", words().addTickets.added(added.length));
    if (added.length === ids.length) return onClose();
    const isIn = new Set(added.map(({ ticket_id }) => ticket_id));
    setChosen(new Set(ids.filter((id) => !isIn.has(id))));
    setNotAdded(outcomes.filter(({ ticket_id }) => !isIn.has(ticket_id)));
    setError(error);
  };

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isFree) search((typed ?? "").trim(), null);
  };

  return (
    <div class="tracker">
      <form onSubmit={submit}>
        <Field label={text.search} hint={text.hint}>
          {(control) => (
            <div class="with-button">
              <input
                {...control}
                type="search"
                autofocus
                autocomplete="off"
                maxLength={TRACKER_QUERY_LENGTH_MAX}
                dir="auto"
                value={typed ?? ""}
                onInput={({ currentTarget }) => setTyped(currentTarget.value)}
              />
              <button type="submit" aria-disabled={!isFree}>{text.find}</button>
            </div>
          )}
        </Field>
      </form>
      <p class="hint" role="status">{isSearching ? text.searching : status(adding, found)}</p>
      <Failure error={error} />
      {found !== null && found.tickets.length > 0 && (
        <FoundTickets
          tickets={found.tickets}
          known={known}
          chosen={chosen}
          all={newOnes(found.tickets, known)}
          disabled={adding !== null}
          onChoose={setChosen}
        />
      )}
      {found !== null && found.nextPage !== null && (
        <button
          type="button"
          aria-disabled={!isFree}
          onClick={() => isFree && search(found.query, found.nextPage)}
        >
          {text.more}
        </button>
      )}
      {adding !== null && (
        <progress value={adding.done} max={adding.count} aria-label={words().addTickets.title} />
      )}
      {notAdded.length > 0 && <Outcomes outcomes={notAdded} done={{}} />}
      <div class="buttons">
        <button
          type="button"
          class="primary"
          aria-disabled={chosen.size === 0 || !isFree}
          onClick={() => isFree && add()}
        >
          {chosen.size === 0 ? words().addTickets.title : words().addTickets.add(chosen.size)}
        </button>
        <button type="button" onClick={onClose}>{words().common.cancel}</button>
      </div>
    </div>
  );
}

function status(adding: Progress | null, found: Found | null): string {
  const { trackers: text } = words();
  if (adding !== null) return text.adding(adding.done, adding.count);
  if (found === null) return "";
  const { tickets: { length }, total } = found;
  if (length === 0) return text.none;
  return total === null || total <= length ? text.found(length) : text.foundOf(length, total);
}
