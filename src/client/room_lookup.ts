/**
 * Asks about a room without joining it, by a join without a name: it takes no seat, and nobody in the room notices. The
 * server counts it as any other join [W9].
 */
import { CLOSE } from "../protocol/close_codes.ts";
import { decodeServer } from "./decode_frame.ts";
import type { Environment } from "./environment.ts";
import { type JoinOptions, joinUrl, protocolsOf } from "./join_request.ts";
import { codeOfClose } from "./status.ts";

/** How long to wait for the answer, in milliseconds. */
const LOOKUP_MS = 5_000;

type Asked = Pick<JoinOptions, "room_id" | "admin_secret">;

/**
 * `over`: the server says that there is no such room; `nameless`: nothing but a name is missing; `wrong_link`: the
 * secret of the admin link is another room's; `unknown`: it says something else, or nothing in time.
 */
type Found = "over" | "nameless" | "wrong_link" | "unknown";

/** What the server says of an admin link; `unknown`: it does not say, and may when it is asked again. */
type LinkCheck = "right" | "wrong" | "unknown";

/** Calls `found` once. `server`: its `/ws`. */
export function lookUpRoom(
  server: string,
  asked: Asked,
  { environment: { openSocket, clock }, found }: {
    readonly environment: Pick<Environment, "openSocket" | "clock">;
    readonly found: (what: Found) => void;
  },
): void {
  const request = { action: "join", options: { ...asked, name: "" } } as const;
  let code: string | null = null;
  let field: string | undefined;
  const socket = openSocket(joinUrl(server, request), protocolsOf(request), {
    received: (text) => {
      const message = decodeServer(text);
      if (message?.type === "ERROR") ({ code, field } = message.data);
    },
    closed: (closedWith) => {
      cancel();
      const isOver = codeOfClose(closedWith, code) === CLOSE.no_such_room.code;
      if (isOver) found("over");
      else if (code === "bad_request" && field === "name") found("nameless");
      else if (code === "bad_request" && field === "admin_secret") found("wrong_link");
      else found("unknown");
    },
  });
  const cancel = clock.after(LOOKUP_MS, () => {
    socket.close();
    found("unknown");
  });
}

/** Whether a room takes this secret of an admin link [A3]; a room that is over takes none. */
export function checkAdminLink(
  server: string,
  asked: Required<Asked>,
  environment: Pick<Environment, "openSocket" | "clock">,
): Promise<LinkCheck> {
  const { promise, resolve } = Promise.withResolvers<LinkCheck>();
  lookUpRoom(server, asked, {
    environment,
    found: (what) =>
      resolve(what === "nameless" ? "right" : what === "unknown" ? "unknown" : "wrong"),
  });
  return promise;
}
