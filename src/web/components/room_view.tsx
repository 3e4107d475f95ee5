/** A room, from top to bottom: where we are, what it is about, who is here, what is next, what to do. */
import { useLayoutEffect, useState } from "preact/hooks";
import { assertNever } from "../../room/state.ts";
import type { App } from "../state/app.ts";
import type { RoomSession } from "../state/room_session.ts";
import { ConnectionBanner } from "./connection_banner.tsx";
import { Dock } from "./dock.tsx";
import { useFileDrops } from "./file_drops.ts";
import { InviteDialog } from "./invite_dialog.tsx";
import { Later } from "./later.tsx";
import { MemberDialog } from "./member_dialog.tsx";
import { Queue } from "./queue.tsx";
import { ResultsDialog } from "./results_dialog.tsx";
import { RoomDialog } from "./room_dialog.tsx";
import { RoomHeader } from "./room_header.tsx";
import { RoomMenuDialog } from "./room_menu_dialog.tsx";
import { useSecondFrame } from "./slices.ts";
import { Stage } from "./stage.tsx";

/** What lies over the room; at most one at a time. */
export type Overlay =
  | { readonly name: "invite" | "menu" | "room" | "results" }
  /** With a file that was dropped on the page. */
  | { readonly name: "add_tickets"; readonly file?: File }
  | { readonly name: "member"; readonly member_id: string };

/** What closes with the admin's role: otherwise it would come back out of nowhere when the role does. */
const FOR_ADMIN: ReadonlySet<Overlay["name"]> = new Set(["room", "add_tickets", "member"]);

export function RoomView({ app, session }: { readonly app: App; readonly session: RoomSession }) {
  const [overlay, setOverlay] = useState<Overlay | null>(null);
  const close = () => setOverlay(null);
  const isAdmin = session.isAdmin.value;
  useLayoutEffect(() => {
    if (overlay !== null && FOR_ADMIN.has(overlay.name) && !isAdmin) close();
  }, [isAdmin]);
  useFileDrops((file) => {
    const isFree = overlay?.name === "add_tickets" || document.querySelector("dialog") === null;
    if (isAdmin && isFree) setOverlay({ name: "add_tickets", file });
  });
  const isSecondFrame = useSecondFrame();
  return (
    <div class="room">
      <RoomHeader session={session} onOpen={setOverlay} />
      <div class="middle">
        <main>
          <Stage app={app} session={session} onOpen={setOverlay} />
        </main>
        <Queue
          session={session}
          isDrawn={isSecondFrame}
          onAdd={() => setOverlay({ name: "add_tickets" })}
        />
      </div>
      <ConnectionBanner app={app} session={session} />
      {isSecondFrame && <Dock session={session} />}
      {overlay !== null && (
        <OverlayView
          key={overlay.name}
          app={app}
          session={session}
          overlay={overlay}
          onOpen={setOverlay}
          onClose={close}
        />
      )}
    </div>
  );
}

function OverlayView({ app, session, overlay, onOpen, onClose }: {
  readonly app: App;
  readonly session: RoomSession;
  readonly overlay: Overlay;
  readonly onOpen: (overlay: Overlay) => void;
  readonly onClose: () => void;
}) {
  switch (overlay.name) {
    case "invite":
      return <InviteDialog app={app} session={session} onClose={onClose} />;
    case "menu":
      return (
        <RoomMenuDialog
          app={app}
          session={session}
          onRoom={() => onOpen({ name: "room" })}
          onClose={onClose}
        />
      );
    case "room":
      return <RoomDialog session={session} onClose={onClose} />;
    case "results":
      return <ResultsDialog session={session} onClose={onClose} />;
    case "add_tickets":
      return (
        <Later
          load={() => import("./add_tickets_dialog.tsx")}
          notices={app.notices}
          onFail={onClose}
        >
          {({ AddTicketsDialog }) => (
            <AddTicketsDialog session={session} dropped={overlay.file} onClose={onClose} />
          )}
        </Later>
      );
    case "member":
      return <MemberDialog session={session} member_id={overlay.member_id} onClose={onClose} />;
    default:
      return assertNever(overlay);
  }
}
