/** How to invite others: the link, its QR code, and the room's code. */
import { useEffect } from "preact/hooks";
import { words } from "../languages/words.ts";
import type { App } from "../state/app.ts";
import { shareLink } from "../state/clipboard.ts";
import type { RoomSession } from "../state/room_session.ts";
import type { ShareAddress } from "../state/share_address.ts";
import { CopyButton } from "./copy_button.tsx";
import { Dialog } from "./dialog.tsx";
import { Field } from "./field.tsx";
import { Icon } from "./icon.tsx";
import { Later } from "./later.tsx";

export function InviteDialog({ app, session, onClose }: {
  readonly app: App;
  readonly session: RoomSession;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title={words().invite.title} onClose={onClose}>
      <Invitation app={app} session={session} />
    </Dialog>
  );
}

/** The same in the room itself, while nobody else is there; the header then has no button for it. */
export function FirstInvitation(
  { app, session }: { readonly app: App; readonly session: RoomSession },
) {
  return (
    <div class="inviting">
      <h2>{words().invite.title}</h2>
      <Invitation app={app} session={session} />
    </div>
  );
}

function Invitation({ app, session }: { readonly app: App; readonly session: RoomSession }) {
  const { room_id, name, locked, passcode } = session.room.value;
  const { share } = app;
  const link = share.linkTo(room_id);
  useEffect(() => {
    share.find();
  }, []);
  const { invite: text, refused, settings } = words();
  return (
    <div class="invitation">
      <span class="qr-place">
        <Later load={() => import("./qr_code.tsx")} notices={app.notices} onFail={() => {}}>
          {({ QrCode }) => <QrCode text={link} label={text.qrCode} />}
        </Later>
      </span>
      <div>
        {locked
          ? <p class="caution">{refused.room_locked}</p>
          : passcode
          ? <p class="caution">{settings.passcodeSet}</p>
          : <p>{text.share}</p>}
        <p class="link-text" dir="ltr">
          {share.base}
          <wbr />
          {link.slice(share.base.value.length)}
        </p>
        <div class="ways">
          <CopyButton
            text={link}
            label={text.copyLink}
            done={text.linkCopied}
            icon="link"
            primary
          />
          {"share" in navigator && (
            <button
              type="button"
              onClick={() => shareLink({ title: name ?? words().room.named(room_id), url: link })}
            >
              <Icon name="share" />
              {text.shareVia}
            </button>
          )}
        </div>
        <WhoseAddress share={share} />
        {app.missed.value.length > 0 && <p class="hint">{text.lastTime(app.missed.value)}</p>}
        <p class="hint">
          {text.inTerminal(<span class="code">{room_id}</span>)}
        </p>
      </div>
    </div>
  );
}

/** [W13] A hint about the link if the page was opened on `localhost`. */
function WhoseAddress({ share }: { readonly share: ShareAddress }) {
  const { offered: { value: offered }, isForNobody, base } = share;
  if (isForNobody.value) {
    return <p class="caution">{words().invite.onlyHere}</p>;
  }
  if (offered.length === 0) return null;
  const { address, localhost: why } = words().invite;
  if (offered.length === 1) return <p class="hint">{why}</p>;
  return (
    <Field label={address} hint={why}>
      {(control) => (
        <select
          {...control}
          value={base.value}
          onChange={({ currentTarget }) => share.choose(currentTarget.value)}
        >
          {offered.map((one) => <option key={one} value={one}>{new URL(one).host}</option>)}
        </select>
      )}
    </Field>
  );
}
