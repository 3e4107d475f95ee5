/** How others get in: the link, its QR code, and the room's code for whoever types it. */
import { pathOf } from "../state/address.ts";
import type { App } from "../state/app.ts";
import type { Stay } from "../state/stay.ts";
import { CopyButton } from "./copy_button.tsx";
import { Dialog } from "./dialog.tsx";
import { QrCode } from "./qr_code.tsx";

export function InviteDialog({ app, stay, onClose }: {
  readonly app: App;
  readonly stay: Stay;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title="Invite your team" onClose={onClose}>
      <Invitation app={app} stay={stay} />
    </Dialog>
  );
}

export function Invitation({ app, stay }: { readonly app: App; readonly stay: Stay }) {
  const { room_id } = stay.room.value;
  const link = app.origin + pathOf(room_id);
  return (
    <div class="invitation">
      <QrCode text={link} label="QR code of the link to this room" />
      <div>
        <p>Share this link. Whoever opens it types a name and is in.</p>
        <p class="link-text">{link}</p>
        <CopyButton text={link} label="Copy link" done="Link copied" icon="link" primary />
        <p class="hint">
          In the estimatex terminal client, join room <span class="code">{room_id}</span>.
        </p>
      </div>
    </div>
  );
}
