/** Asks before something is lost. */
import { Dialog } from "./dialog.tsx";

export function Confirm({ title, text, action, onConfirm, onClose }: {
  readonly title: string;
  readonly text: string;
  readonly action: string;
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
        <button type="button" autofocus onClick={onClose}>Cancel</button>
      </div>
    </Dialog>
  );
}
