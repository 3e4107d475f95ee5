/** Search results of a tracker, to choose from. Tickets that the room has are marked, and "select all" skips them. */
import type { FoundTicket } from "../../client/mod.ts";
import { words } from "../languages/words.ts";
import type { Known } from "../pure/tracker_list.ts";

export function FoundTickets({ tickets, known, chosen, all, disabled, onChoose }: {
  readonly tickets: readonly FoundTicket[];
  readonly known: (ticketId: string) => Known;
  readonly chosen: ReadonlySet<string>;
  /** The ids that "select all" chooses. */
  readonly all: readonly string[];
  readonly disabled: boolean;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}) {
  const text = words().trackers;
  const hasAll = all.length > 0 && all.every((id) => chosen.has(id));
  const choose = (id: string, isChosen: boolean) =>
    onChoose(new Set(isChosen ? [...chosen, id] : [...chosen].filter((one) => one !== id)));
  return (
    <fieldset class="found" disabled={disabled}>
      <legend class="unseen">{text.tickets}</legend>
      {all.length > 0 && (
        <label class="tick">
          <input
            type="checkbox"
            checked={hasAll}
            indeterminate={!hasAll && chosen.size > 0}
            onChange={() => onChoose(new Set(hasAll ? [] : all))}
          />
          {text.all}
        </label>
      )}
      <ul>
        {tickets.map(({ ticket_id: id, title, estimate }) => {
          const is = known(id);
          return (
            <li key={id}>
              <label class="tick">
                <input
                  type="checkbox"
                  checked={is === "queued" || chosen.has(id)}
                  disabled={is === "queued"}
                  onChange={({ currentTarget }) => choose(id, currentTarget.checked)}
                />
                <span>
                  <bdi class="ticket-id">{id}</bdi> <bdi>{title}</bdi>{" "}
                  {is === "queued" && <span class="tag">{text.queued}</span>}
                  {is === "voted" && <span class="tag">{text.voted}</span>}
                  {estimate !== undefined && <span class="tag">{text.estimatedAt(estimate)}</span>}
                </span>
              </label>
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
