/** A dialog that asks before something is lost. */
import { words } from "../languages/words.ts";
import { Dialog } from "./dialog.tsx";

export function Confirm({ title, text, action, keep = words().common.cancel, onConfirm, onClose }: {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  /** The label of the button that cancels. */
  readonly keep?: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <div class="buttons">
        <button
          type="button"
          class="danger"
          onClick={() => {
            onConfirm();
            onClose();
          }}
        >
          {action}
        </button>
        <button type="button" autofocus onClick={onClose}>{keep}</button>
      </div>
    </Dialog>
  );
}
