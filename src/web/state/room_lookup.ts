/**
 * Finds out whether a room exists before asking for a name, by a join without a name: it takes no seat, and nobody in
 * the room notices. The server counts it as any other join [W9].
 */
import { CLOSE, type Environment } from "../../client/mod.ts";
import { decodeServer } from "../../client/decode_frame.ts";
import { codeOfClose } from "../../client/status.ts";
import { V2_NAME } from "../../protocol/offer.ts";

/** How long to wait for the answer, in milliseconds. */
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
