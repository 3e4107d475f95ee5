/** Chooses a file with tickets: the browser's control is invisible, over a label that looks like a button. */
import { useId, useRef } from "preact/hooks";
import { words } from "../languages/words.ts";
import { type FileRead, openTicketFile, sayFile } from "../state/ticket_file.ts";
import { Icon } from "./icon.tsx";

export function TicketFile({ read, onRead }: {
  /** The content of the chosen file; null: none. */
  readonly read: FileRead | null;
  readonly onRead: (read: FileRead | null) => void;
}) {
  const text = words().addTickets;
  const note = useId();
  const input = useRef<HTMLInputElement>(null);
  const choose = async ({ files }: HTMLInputElement) => {
    const file = files?.[0];
    if (file === undefined) return;
    onRead(await openTicketFile(file));
    // reset, so that the same file can be chosen again after a correction
    if (input.current !== null) input.current.value = "";
  };
  const leaveOut = () => {
    onRead(null);
    input.current?.focus();
  };
  const reading = read?.reading ?? null;
  const isTaken = reading !== null && reading.kind !== "refused";
  return (
    <div class="file">
      <label class="file-button">
        <Icon name="upload" />
        {text.chooseFile}
        <input
          ref={input}
          type="file"
          accept=".csv,.tsv,.tab,.txt,.md,text/csv,text/plain"
          aria-describedby={note}
          onChange={({ currentTarget }) => choose(currentTarget)}
        />
      </label>
      <div class={read === null || isTaken ? "hint" : "problem"}>
        <p id={note} role="status">{read === null ? text.fileTaken : sayFile(read)}</p>{" "}
        {isTaken && <button type="button" class="link" onClick={leaveOut}>{text.leaveOut}</button>}
      </div>
    </div>
  );
}
