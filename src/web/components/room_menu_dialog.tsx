/** The own part in the room, and for the admin the room itself. */
import { useState } from "preact/hooks";
import { NAME_LENGTH_MAX } from "../../room/limits.ts";
import type { App } from "../state/app.ts";
import type { RoomSession } from "../state/room_session.ts";
import { words } from "../languages/words.ts";
import { Choice } from "./choice.tsx";
import { OnLeaveChoice } from "./on_leave_choice.tsx";
import { PageSettingsView } from "./page_settings_view.tsx";
import { RoleChoice } from "./role_choice.tsx";
import { SettingForm } from "./setting_form.tsx";
import { Dialog } from "./dialog.tsx";
import { LastWriteBack } from "./write_back.tsx";

export function RoomMenuDialog({ app, session, onRoom, onClose }: {
  readonly app: App;
  readonly session: RoomSession;
  /** The room's own settings are asked for. */
  readonly onRoom: () => void;
  readonly onClose: () => void;
}) {
  const { client } = session;
  const { name, role } = session.me.value;
  const isOnline = session.online.value;
  const { menu, start } = words();
  return (
    <Dialog title={name} onClose={onClose}>
      {!app.who.isFixed && (
        <SettingForm
          drafts={session.drafts}
          label={menu.yourNameHere}
          value={name}
          maxLength={NAME_LENGTH_MAX}
          disabled={!isOnline}
          problemOf={(text) => text === "" ? start.nameMissing : null}
          onSave={(wanted) => session.did(client.rename(wanted))}
        />
      )}
      <RoleChoice
        role={role}
        disabled={!isOnline}
        onChoose={(chosen) => session.did(client.setRole(chosen))}
      />
      <PageSettingsView app={app} />
      {session.isAdmin.value
        ? <ForAdmin session={session} onRoom={onRoom} />
        : <ForMember session={session} />}
    </Dialog>
  );
}

function ForMember({ session }: { readonly session: RoomSession }) {
  const [asking, setAsking] = useState(false);
  const { leave, leaveAction, leaveGivesSeatUp } = words().menu;
  return (
    <div class="actions">
      {asking
        ? (
          <InlineConfirm
            text={leaveGivesSeatUp}
            action={leaveAction}
            isOnline={session.online.value}
            onConfirm={() => session.did(session.client.leave())}
            onCancel={() => setAsking(false)}
          />
        )
        : (
          <button type="button" class="danger" onClick={() => setAsking(true)}>
            {leave}
          </button>
        )}
    </div>
  );
}

function ForAdmin({ session, onRoom }: {
  readonly session: RoomSession;
  readonly onRoom: () => void;
}) {
  const { client } = session;
  const { settings, members } = session.room.value;
  const { menu } = words();
  const [asking, setAsking] = useState<"leave" | "end" | null>(null);
  const closes = settings.on_admin_leave === "close";
  return (
    <>
      <Choice
        legend={menu.cardsTurned}
        options={[{ value: "no", label: menu.byYou }, { value: "yes", label: menu.whenAllVoted }]}
        value={settings.auto_reveal ? "yes" : "no"}
        disabled={!session.online.value}
        onChoose={(chosen) => session.did(client.setSettings({ auto_reveal: chosen === "yes" }))}
      />
      <OnLeaveChoice
        value={settings.on_admin_leave}
        disabled={!session.online.value}
        onChoose={(onAdminLeave) =>
          session.did(client.setSettings({ on_admin_leave: onAdminLeave }))}
      />
      {members.length > 1 && <p class="hint">{menu.pressName}</p>}
      <div class="actions">
        {asking === null && (
          <>
            <button type="button" onClick={onRoom}>{menu.settings}</button>
            <button type="button" onClick={() => setAsking("leave")}>{menu.leave}</button>
            <button type="button" class="danger" onClick={() => setAsking("end")}>
              {menu.end}
            </button>
          </>
        )}
        {asking === "leave" && (
          <InlineConfirm
            text={closes ? menu.leaveCloses : menu.leavePromotes}
            action={menu.leaveAction}
            isOnline={session.online.value}
            onConfirm={() => session.did(client.leave())}
            onCancel={() => setAsking(null)}
          />
        )}
        {asking === "end" && (
          <>
            <LastWriteBack session={session} />
            <InlineConfirm
              text={menu.endWarning}
              action={menu.end}
              isOnline={session.online.value}
              onConfirm={() => session.did(client.endSession())}
              onCancel={() => setAsking(null)}
            />
          </>
        )}
      </div>
    </>
  );
}

function InlineConfirm({ text, action, isOnline, onConfirm, onCancel }: {
  readonly text: string;
  readonly action: string;
  readonly isOnline: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}) {
  return (
    <>
      <p role="alert">{text}</p>
      <div class="buttons">
        <button type="button" class="danger" disabled={!isOnline} onClick={onConfirm}>
          {action}
        </button>
        <button type="button" autofocus onClick={onCancel}>{words().common.cancel}</button>
      </div>
    </>
  );
}
