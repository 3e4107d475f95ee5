/** A session's results as a table, and ways to take them along. */
import type { RevealedBallot } from "../../client/mod.ts";
import {
  playedOf,
  type SessionResults,
  toChat,
  toCsv,
  toJson,
  toMarkdown,
} from "../../results/mod.ts";
import { shortNumber } from "../pure/numbers.ts";
import { download } from "../state/download.ts";
import { CopyButton } from "./copy_button.tsx";
import { Icon } from "./icon.tsx";

export function ResultsView({ results, is_partial = false }: {
  readonly results: SessionResults;
  /** There are more than this page knows of. */
  readonly is_partial?: boolean;
}) {
  const { ballots, room_id } = results;
  const name = `estimates-${room_id}`;
  return (
    <section class="results" aria-label="Results">
      {is_partial && <p class="hint">This is what this page has seen of the session.</p>}
      <div class="scroll" tabIndex={0} role="group" aria-label="Table of results">
        <table>
          <thead>
            <tr>
              <th scope="col">Ticket</th>
              <th scope="col">Estimate</th>
              <th scope="col">Votes</th>
              <th scope="col" class="number">Mean</th>
              <th scope="col" class="number">Median</th>
            </tr>
          </thead>
          <tbody>
            {ballots.map((ballot) => (
              <Row key={`${ballot.ticket_id} ${ballot.attempt}`} ballot={ballot} />
            ))}
          </tbody>
        </table>
      </div>
      <div class="take-along">
        <CopyButton text={toChat(ballots)} label="Copy for a chat" done="Copied" primary />
        <Download name={`${name}.csv`} type="text/csv" label="CSV" text={() => toCsv(ballots)} />
        <Download
          name={`${name}.md`}
          type="text/markdown"
          label="Markdown"
          text={() => toMarkdown(ballots)}
        />
        <Download
          name={`${name}.json`}
          type="application/json"
          label="JSON"
          text={() => toJson(results)}
        />
      </div>
    </section>
  );
}

function Row({ ballot }: { readonly ballot: RevealedBallot }) {
  const { ticket_id, title, attempt, estimate, summary } = ballot;
  const { mean, median, consensus } = summary;
  return (
    <tr>
      <th scope="row">
        <span class="ticket-id">{ticket_id}</span>
        {attempt > 1 && <span class="tag">vote {attempt}</span>}
        {title !== undefined && <span class="title">{title}</span>}
      </th>
      <td class="estimate-cell">{estimate ?? "–"}</td>
      <td>
        {playedOf(summary)} {consensus && <span class="tag good">consensus</span>}
      </td>
      <td class="number">{mean === null ? "–" : shortNumber(mean)}</td>
      <td class="number">{median === null ? "–" : shortNumber(median)}</td>
    </tr>
  );
}

function Download({ name, type, label, text }: {
  readonly name: string;
  readonly type: string;
  readonly label: string;
  readonly text: () => string;
}) {
  return (
    <button
      type="button"
      aria-label={`Download as ${label}`}
      onClick={() => download(name, type, text())}
    >
      <Icon name="download" />
      {label}
    </button>
  );
}
