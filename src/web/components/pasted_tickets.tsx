/** Many tickets at once: pasted lines, or a file that a tracker exported. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { fitQueue } from "../../tickets/queue_fit.ts";
import {
  type ChosenColumns,
  readTicketFile,
  readTickets,
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
  const { tickets, leftOut: tooMany, notes } = fitQueue(found.tickets, session.room.value.queue);
  const [first] = tooMany;
  const waiting = new Set(session.room.value.queue.map(({ ticket_id: ticketId }) => ticketId));
  const again = found.tickets.filter(({ ticket_id: ticketId }) => waiting.has(ticketId)).length;
  const problem = typed.kind === "refused"
    ? text.unreadable(remark(typed.why))
    : first !== undefined
    ? text.tooMany(tooMany.length, remark(first.why))
    : null;

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (
      await session.did(
        session.client.queueTickets(tickets),
        words().addTickets.added(tickets.length),
      )
    ) {
      setDraft(null);
      onClose();
    }
  };

  return (
    <form onSubmit={submit}>
      <Field
        label={text.label}
        hint={text.hint}
        problem={problem}
      >
        {(control) => (
          <textarea
            {...control}
            rows={7}
            autofocus
            value={draft}
            onInput={({ currentTarget }) => setDraft(currentTarget.value)}
          />
        )}
      </Field>
      {pasted.kind === "asks" && (
        <ColumnChooser columns={pasted.columns} chosen={textColumns} onChoose={setTextColumns} />
      )}
      <TicketFile
        read={file}
        onRead={take}
      />
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
        {found.tickets.slice(0, PREVIEW_MAX).map(({ ticket_id: ticketId, title }) => (
          <p key={ticketId}>
            <bdi class="ticket-id">{ticketId}</bdi> <bdi>{title}</bdi>
          </p>
        ))}
        {found.tickets.length > PREVIEW_MAX && (
          <p class="hint">{text.more(found.tickets.length - PREVIEW_MAX)}</p>
        )}
        {again > 0 && <p class="hint">{text.waitAlready(again)}</p>}
        {[...found.notes, ...notes].map((note) => <p key={note.code} class="hint">{remark(note)}
        </p>)}
        {found.leftOut.slice(0, LEFT_OUT_MAX).map(({ what, why }, at) => (
          <p key={at} class="hint">{text.leftOut(what, remark(why))}</p>
        ))}
        {found.leftOut.length > LEFT_OUT_MAX && (
          <p class="hint">{text.moreLeftOut(found.leftOut.length - LEFT_OUT_MAX)}</p>
        )}
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
