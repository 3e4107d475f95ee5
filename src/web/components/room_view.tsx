/** A room, from top to bottom: where we are, what it is about, who is here, the own cards, what is next. */
import { useState } from "preact/hooks";
import { assertNever } from "../../room/state.ts";
import type { App } from "../state/app.ts";
import type { Stay } from "../state/stay.ts";
import { AddTicketsDialog } from "./add_tickets_dialog.tsx";
import { ConnectionBanner } from "./connection_banner.tsx";
import { Hand } from "./hand.tsx";
import { InviteDialog } from "./invite_dialog.tsx";
import { MemberDialog } from "./member_dialog.tsx";
import { Queue } from "./queue.tsx";
import { ResultsDialog } from "./results_dialog.tsx";
import { RoomHeader } from "./room_header.tsx";
import { RoomMenuDialog } from "./room_menu_dialog.tsx";
import { Stage } from "./stage.tsx";

/** What lies over the room; at most one at a time. */
export type Overlay =
  | { readonly name: "invite" | "menu" | "results" | "add_tickets" }
  | { readonly name: "member"; readonly member_id: string };

export function RoomView({ app, stay }: { readonly app: App; readonly stay: Stay }) {
  const [overlay, setOverlay] = useState<Overlay | null>(null);
  const close = () => setOverlay(null);
  return (
    <div class="room">
      <RoomHeader app={app} stay={stay} onOpen={setOverlay} />
      <ConnectionBanner app={app} stay={stay} />
      <main class="play">
        <Stage app={app} stay={stay} onOpen={setOverlay} />
        <Hand stay={stay} />
      </main>
      <Queue stay={stay} onAdd={() => setOverlay({ name: "add_tickets" })} />
      {overlay !== null && <OverlayView app={app} stay={stay} overlay={overlay} onClose={close} />}
    </div>
  );
}

function OverlayView({ app, stay, overlay, onClose }: {
  readonly app: App;
  readonly stay: Stay;
  readonly overlay: Overlay;
  readonly onClose: () => void;
}) {
  switch (overlay.name) {
    case "invite":
      return <InviteDialog app={app} stay={stay} onClose={onClose} />;
    case "menu":
      return <RoomMenuDialog stay={stay} onClose={onClose} />;
    case "results":
      return <ResultsDialog stay={stay} onClose={onClose} />;
    case "add_tickets":
      return <AddTicketsDialog stay={stay} onClose={onClose} />;
    case "member":
      return <MemberDialog stay={stay} member_id={overlay.member_id} onClose={onClose} />;
    default:
      return assertNever(overlay);
  }
}
