/**
 * Whether there is a room, asked before anybody is asked for a name: a join without one, which takes no seat and which
 * nobody in the room notices. For the server it counts as any other join [W9].
 */
import { CLOSE, type Environment } from "../../client/mod.ts";
import { decodeServer } from "../../client/decode_frame.ts";
import { codeOfClose } from "../../client/status.ts";
import { V2_NAME } from "../../protocol/offer.ts";

/** After so long nobody waits for the answer any more, in milliseconds. */
const LOOKUP_MS = 5_000;

/** `isOver` is called if the server says that there is no such room. The returned function hangs up. */
export function lookUpRoom(
  url: string,
  { openSocket, clock }: Pick<Environment, "openSocket" | "clock">,
  { isOver, isKnown }: { readonly isOver: () => void; readonly isKnown: () => void },
): () => void {
  let refusal: string | null = null;
  const socket = openSocket(url, [V2_NAME], {
    received: (text) => {
      const message = decodeServer(text);
      if (message?.type === "ERROR") refusal = message.data.code;
    },
    closed: (code) => {
      cancel();
      if (codeOfClose(code, refusal) === CLOSE.no_such_room.code) isOver();
      else isKnown();
    },
  });
  const cancel = clock.after(LOOKUP_MS, () => socket.close());
  return () => {
    cancel();
    socket.close();
  };
}
