/** The own part in the room, and for the admin the room itself. */
import { useState } from "preact/hooks";
import type { Stay } from "../state/stay.ts";
import { Choice } from "./choice.tsx";
import { Dialog } from "./dialog.tsx";

export function RoomMenuDialog({ stay, onClose }: {
  readonly stay: Stay;
  readonly onClose: () => void;
}) {
  const { client } = stay;
  const { name, role } = stay.me.value;
  const is_online = stay.online.value;
  return (
    <Dialog title={name} onClose={onClose}>
      <Choice
        legend="You take part as"
        options={[{ value: "voter", label: "Voter" }, { value: "observer", label: "Observer" }]}
        value={role}
        disabled={!is_online}
        onChoose={(chosen) => stay.did(client.setRole(chosen))}
      />
      {stay.is_admin.value ? <ForAdmin stay={stay} /> : (
        <div class="actions">
          <button type="button" class="danger" onClick={() => stay.did(client.leave())}>
            Leave the room
          </button>
        </div>
      )}
    </Dialog>
  );
}

function ForAdmin({ stay }: { readonly stay: Stay }) {
  const { client } = stay;
  const { settings } = stay.room.value;
  const [asking, setAsking] = useState<"leave" | "end" | null>(null);
  const closes = settings.on_admin_leave === "close";
  return (
    <>
      <Choice
        legend="The cards are turned"
        options={[{ value: "no", label: "By you" }, { value: "yes", label: "When all have voted" }]}
        value={settings.auto_reveal ? "yes" : "no"}
        disabled={!stay.online.value}
        onChoose={(chosen) => stay.did(client.setSettings({ auto_reveal: chosen === "yes" }))}
      />
      <Choice
        legend="When you leave, the room"
        options={[
          { value: "promote", label: "Gets a new admin" },
          { value: "close", label: "Closes" },
        ]}
        value={settings.on_admin_leave}
        disabled={!stay.online.value}
        onChoose={(on_admin_leave) => stay.did(client.setSettings({ on_admin_leave }))}
      />
      <div class="actions">
        {asking === null && (
          <>
            <button type="button" onClick={() => setAsking("leave")}>Leave the room</button>
            <button type="button" class="danger" onClick={() => setAsking("end")}>
              End the session
            </button>
          </>
        )}
        {asking === "leave" && (
          <Sure
            text={closes
              ? "The room closes for everybody when you leave, and all get the results."
              : "Another voter becomes admin. If there is none, the room closes."}
            action="Leave"
            onSure={() => stay.did(client.leave())}
            onCancel={() => setAsking(null)}
          />
        )}
        {asking === "end" && (
          <Sure
            text="The room closes for everybody, and all get the results."
            action="End the session"
            onSure={() => stay.did(client.endSession())}
            onCancel={() => setAsking(null)}
          />
        )}
      </div>
    </>
  );
}

function Sure({ text, action, onSure, onCancel }: {
  readonly text: string;
  readonly action: string;
  readonly onSure: () => void;
  readonly onCancel: () => void;
}) {
  return (
    <>
      <p role="alert">{text}</p>
      <div class="buttons">
        <button type="button" class="danger" onClick={onSure}>{action}</button>
        <button type="button" onClick={onCancel}>Cancel</button>
      </div>
    </>
  );
}
