/** A session's results as a table, and ways to take them along. While it goes on its admin edits them here. */
import { Fragment } from "preact";
import { useRef, useState } from "preact/hooks";
import type { RevealedBallot } from "../../client/mod.ts";
import { type SessionResults, toChat, toCsvFile, toJson, toMarkdown } from "../../results/mod.ts";
import { words } from "../languages/words.ts";
import { download } from "../state/download.ts";
import type { RoomSession } from "../state/room_session.ts";
import { CopyButton } from "./copy_button.tsx";
import { EditOutcomeForm } from "./edit_outcome_form.tsx";
import { Icon } from "./icon.tsx";
import { LinkedText, OutsideLink } from "./linked.tsx";

export function ResultsView({ results, isPartial = false, session = null }: {
  readonly results: SessionResults;
  /** There are more than this page knows of. */
  readonly isPartial?: boolean;
  /** The session that goes on; null: it is over, and nothing changes any more. */
  readonly session?: RoomSession | null;
}) {
  const { ballots, room_id } = results;
  const name = `estimates-${room_id}`;
  const text = words().results;
  const { outcome } = words();
  // the last attempt of each ticket is the one that an estimate and a note are about
  const last = new Map(ballots.map((ballot) => [ballot.ticket_id, ballot]));
  return (
    <section class="results" aria-label={text.title}>
      {isPartial && <p class="hint">{text.partial}</p>}
      <div class="scroll" tabIndex={0} role="group" aria-label={text.table}>
        <table>
          <thead>
            <tr>
              <th scope="col">{text.ticket}</th>
              <th scope="col">{text.estimate}</th>
              <th scope="col">{text.votes}</th>
              <th scope="col" class="number">{outcome.mean}</th>
              <th scope="col" class="number">{outcome.median}</th>
            </tr>
          </thead>
          <tbody>
            {ballots.map((ballot) => (
              <Row
                key={`${ballot.ticket_id} ${ballot.attempt}`}
                ballot={ballot}
                editing={session?.isAdmin.value && last.get(ballot.ticket_id) === ballot
                  ? session
                  : null}
              />
            ))}
          </tbody>
        </table>
      </div>
      <div class="take-along">
        <CopyButton text={toChat(ballots)} label={text.copy} done={text.copied} primary />
        <Download
          name={`${name}.csv`}
          type="text/csv"
          label="CSV"
          text={() => toCsvFile(ballots)}
        />
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

function Row({ ballot, editing }: {
  readonly ballot: RevealedBallot;
  /** null: nobody changes this one here. */
  readonly editing: RoomSession | null;
}) {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const { ticket_id, title, url, description, note, attempt, estimate, summary } = ballot;
  const { mean, median, consensus } = summary;
  const { results: text, common } = words();
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  return (
    <>
      <tr>
        <th scope="row">
          <bdi class="ticket-id">
            <OutsideLink href={url}>{ticket_id}</OutsideLink>
          </bdi>
          {attempt > 1 && <span class="tag">{text.attempt(attempt)}</span>}
          {title !== undefined && <bdi class="title">{title}</bdi>}
          {note !== undefined && (
            <p class="note" dir="auto">
              <LinkedText text={note} />
            </p>
          )}
          {description !== undefined && (
            <details>
              <summary>{text.description}</summary>
              <p dir="auto">
                <LinkedText text={description} />
              </p>
            </details>
          )}
        </th>
        <td class="estimate-cell">
          <bdi>{estimate ?? "–"}</bdi>
          {editing !== null && (
            <button
              type="button"
              class="icon-button"
              aria-label={text.edit(ticket_id)}
              title={text.edit(ticket_id)}
              aria-expanded={isOpen}
              ref={opener}
              onClick={() => setOpen(!isOpen)}
            >
              <Icon name="edit" />
            </button>
          )}
        </td>
        <td>
          <Played summary={summary} /> {consensus && <span class="tag good">{text.consensus}</span>}
        </td>
        <td class="number">{mean === null ? "–" : common.number(mean)}</td>
        <td class="number">{median === null ? "–" : common.number(median)}</td>
      </tr>
      {isOpen && editing !== null && (
        <tr class="editing">
          <td colSpan={5}>
            <EditOutcomeForm session={editing} ballot={ballot} onClose={close} />
          </td>
        </tr>
      )}
    </>
  );
}

/** How often each card was played. Each by itself: from right to left, "3+" and "x2" would be jumbled. */
function Played({ summary: { counts, counted_apart: countedApart } }: {
  readonly summary: RevealedBallot["summary"];
}) {
  return [...counts, ...countedApart].map(({ card, count }, n) => (
    <Fragment key={card}>
      {n > 0 && ", "}
      <bdi>{card}{count > 1 && `\u00A0x${count}`}</bdi>
    </Fragment>
  ));
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
      aria-label={words().results.download(label)}
      onClick={() => download(name, type, text())}
    >
      <Icon name="download" />
      {label}
    </button>
  );
}
