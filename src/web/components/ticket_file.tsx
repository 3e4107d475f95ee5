/** Chooses a file with tickets. The browser's own control is there, unseen, over a label that looks like a button. */
import { useId, useRef } from "preact/hooks";
import { type FileRead, readTicketFile } from "../state/ticket_file.ts";
import { Icon } from "./icon.tsx";

const TAKEN = "Text or CSV (.txt, .csv, .tsv), with tickets as above.";

export function TicketFile({ read, onRead }: {
  /** What the file that was chosen came to; null: none was. */
  readonly read: FileRead | null;
  readonly onRead: (read: FileRead | null) => void;
}) {
  const note = useId();
  const input = useRef<HTMLInputElement>(null);
  const choose = async ({ files }: HTMLInputElement) => {
    const file = files?.[0];
    if (file === undefined) return;
    onRead(await readTicketFile(file));
    // so that it can be chosen again once it is mended
    if (input.current !== null) input.current.value = "";
  };
  const leaveOut = () => {
    onRead(null);
    input.current?.focus();
  };
  return (
    <div class="file">
      <label class="file-button">
        <Icon name="upload" />
        Choose a file
        <input
          ref={input}
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          aria-describedby={note}
          onChange={({ currentTarget }) => choose(currentTarget)}
        />
      </label>
      <div class={read?.ok === false ? "problem" : "hint"}>
        <p id={note} role="status">{read?.said ?? TAKEN}</p>{" "}
        {read?.ok === true && (
          <button type="button" class="link" onClick={leaveOut}>Leave it out</button>
        )}
      </div>
    </div>
  );
}
