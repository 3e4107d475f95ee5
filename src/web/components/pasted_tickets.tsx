/** Many tickets at once: pasted lines, or a file that a tracker exported. */
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Ticket } from "../../client/mod.ts";
import { fitQueue } from "../../tickets/queue_fit.ts";
import {
  type ChosenColumns,
  readTicketFile,
  readTickets,
  type Tickets,
  together,
} from "../../tickets/tickets.ts";
import { words } from "../languages/words.ts";
import type { RoomSession } from "../state/room_session.ts";
import {
  type FileRead,
  openTicketFile,
  readAgain,
  remark,
  ticketsOf,
} from "../state/ticket_file.ts";
import { ColumnChooser } from "./column_chooser.tsx";
import { useDraft } from "./use_draft.ts";
import { Field } from "./field.tsx";
import { TicketFile } from "./choose_ticket_file.tsx";

/** How many recognised tickets, and how many notes about others, the preview shows. */
const PREVIEW_MAX = 4;
const LEFT_OUT_MAX = 3;

const NOT_CHOSEN: ChosenColumns = { id: null, title: null };

export function PastedTickets({ session, dropped, onClose }: {
  readonly session: RoomSession;
  /** A file that was dropped on the page. */
  readonly dropped: File | undefined;
  readonly onClose: () => void;
}) {
  const [kept, setDraft] = useDraft(session.drafts, "tickets");
  const draft = kept ?? "";
  const [file, setFile] = useState<FileRead | null>(null);
  const [textColumns, setTextColumns] = useState(NOT_CHOSEN);
  const [fileColumns, setFileColumns] = useState(NOT_CHOSEN);
  /** The queue before these were sent: once they are in it, they are not there "already". */
  const [sentTo, setSentTo] = useState<readonly Ticket[] | null>(null);
  const text = words().addTickets;
  const take = (read: FileRead | null) => {
    setFile(read);
    setFileColumns(NOT_CHOSEN);
  };
  useEffect(() => {
    if (dropped !== undefined) openTicketFile(dropped).then(take);
  }, [dropped]);
  const pasted = useMemo(() => readTickets(draft), [draft]);
  const typed = useMemo(
    () => readAgain(pasted, textColumns, (columns) => readTickets(draft, columns)),
    [pasted, textColumns],
  );
  const filed = useMemo(
    () =>
      file === null
        ? null
        : readAgain(file.reading, fileColumns, (columns) => readTicketFile(file.bytes, columns)),
    [file, fileColumns],
  );
  const found = together(ticketsOf(typed), ticketsOf(filed));
  const queue = sentTo ?? session.queue.value;
  const { tickets, leftOut: tooMany, notes } = fitQueue(found.tickets, queue);
  const [first] = tooMany;
  const problem = typed.kind === "refused"
    ? text.unreadable(remark(typed.why))
    : first !== undefined
    ? text.tooMany(tooMany.length, remark(first.why))
    : null;

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (sentTo !== null) return;
    setSentTo(queue);
    const queued = session.client.queueTickets(tickets);
    if (!await session.did(queued, text.added(tickets.length))) return setSentTo(null);
    setDraft(null);
    onClose();
  };

  return (
    <form onSubmit={submit}>
      <Field label={text.label} hint={text.hint} problem={problem}>
        {(control) => (
          <textarea
            {...control}
            rows={7}
            dir="auto"
            autofocus
            value={draft}
            onInput={({ currentTarget }) => setDraft(currentTarget.value)}
          />
        )}
      </Field>
      {pasted.kind === "asks" && (
        <ColumnChooser columns={pasted.columns} chosen={textColumns} onChoose={setTextColumns} />
      )}
      <TicketFile read={file} onRead={take} />
      {file?.reading?.kind === "asks" && (
        <ColumnChooser
          columns={file.reading.columns}
          chosen={fileColumns}
          onChoose={setFileColumns}
        />
      )}
      <div class="preview" role="status">
        {filed?.kind === "refused" && file?.reading?.kind === "asks" && (
          <p class="problem">{text.withColumns(remark(filed.why))}</p>
        )}
        <Preview found={{ ...found, notes: [...found.notes, ...notes] }} queue={queue} />
      </div>
      <div class="buttons">
        <button
          type="submit"
          class="primary"
          disabled={found.tickets.length === 0 || problem !== null || !session.online.value}
        >
          {found.tickets.length === 0 ? text.title : text.add(found.tickets.length)}
        </button>
        <button type="button" onClick={onClose}>{words().common.cancel}</button>
      </div>
    </form>
  );
}

/** What was found: the first tickets, how many wait in the queue already, and what is left out. */
function Preview({ found: { tickets, notes, leftOut }, queue }: {
  readonly found: Tickets;
  readonly queue: readonly Ticket[];
}) {
  const text = words().addTickets;
  const waiting = new Set(queue.map(({ ticket_id }) => ticket_id));
  const again = tickets.filter(({ ticket_id }) => waiting.has(ticket_id)).length;
  return (
    <>
      {tickets.slice(0, PREVIEW_MAX).map(({ ticket_id, title }) => (
        <p key={ticket_id}>
          <bdi class="ticket-id">{ticket_id}</bdi> <bdi>{title}</bdi>
        </p>
      ))}
      {tickets.length > PREVIEW_MAX && <p class="hint">{text.more(tickets.length - PREVIEW_MAX)}
      </p>}
      {again > 0 && <p class="hint">{text.waitAlready(again)}</p>}
      {notes.map((note) => <p key={note.code} class="hint">{remark(note)}</p>)}
      {leftOut.slice(0, LEFT_OUT_MAX).map(({ what, why }, at) => (
        <p key={at} class="hint">{text.leftOut(what, remark(why))}</p>
      ))}
      {leftOut.length > LEFT_OUT_MAX && (
        <p class="hint">{text.moreLeftOut(leftOut.length - LEFT_OUT_MAX)}</p>
      )}
    </>
  );
}
