/** How others get in: the link, its QR code, and the room's code for whoever types it. */
import { pathOf } from "../state/address.ts";
import type { App } from "../state/app.ts";
import type { Stay } from "../state/stay.ts";
import { CopyButton } from "./copy_button.tsx";
import { Dialog } from "./dialog.tsx";
import { QrCode } from "./qr_code.tsx";

const TITLE = "Invite your team";

export function InviteDialog({ app, stay, onClose }: {
  readonly app: App;
  readonly stay: Stay;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title={TITLE} onClose={onClose}>
      <Invitation app={app} stay={stay} />
    </Dialog>
  );
}

/** The same in the room itself, while there is nobody else; the header has no way to it then. */
export function FirstInvitation({ app, stay }: { readonly app: App; readonly stay: Stay }) {
  return (
    <div class="inviting">
      <h2>{TITLE}</h2>
      <Invitation app={app} stay={stay} />
    </div>
  );
}

function Invitation({ app, stay }: { readonly app: App; readonly stay: Stay }) {
  const { room_id } = stay.room.value;
  const path = pathOf(room_id);
  const link = app.origin + path;
  return (
    <div class="invitation">
      <QrCode text={link} label="QR code of the link to this room" />
      <div>
        <p>Share this link. Whoever opens it types a name and is in.</p>
        <p class="link-text">
          {app.origin}
          <wbr />
          {path}
        </p>
        <CopyButton text={link} label="Copy link" done="Link copied" icon="link" primary />
        <p class="hint">
          In the estimatex terminal client, join room <span class="code">{room_id}</span>.
        </p>
      </div>
    </div>
  );
}
