/** Connections that join like honest clients; then the test sends any bytes on them. */
import { assert } from "@std/assert";
import { RawSocket } from "../e2e/raw_socket.ts";
import { encodeFrame, OPCODE } from "../e2e/wire.ts";
import { CREATE } from "./handshakes.ts";

interface Port {
  readonly port: number;
}

const encoder = new TextEncoder();

/** A client event as text. */
export function event(type: string, data: unknown): string {
  return JSON.stringify({ type, data });
}

/** A text message as the bytes of one masked frame. */
export function textFrame(text: string): Uint8Array {
  return encodeFrame(OPCODE.text, encoder.encode(text));
}

/** These bytes again and again, as one piece of about so many bytes. */
export function repeated(bytes: Uint8Array, about: number): Uint8Array {
  const whole = new Uint8Array(Math.max(1, Math.floor(about / bytes.length)) * bytes.length);
  for (let at = 0; at < whole.length; at += bytes.length) whole.set(bytes, at);
  return whole;
}

/** Somebody who opened a room, and has sent nothing since. */
export async function creator(port: Port, polite = true): Promise<RawSocket> {
  return (await opened(port, polite)).socket;
}

/** Somebody who opened a room and has claimed its seat, which is not freed after 10 s [R3]. */
export async function admin(port: Port): Promise<RawSocket> {
  const { socket, roomId } = await opened(port, true);
  await socket.text(event("JOIN_ROOM", { room_id: roomId }));
  return socket;
}

async function opened({ port }: Port, polite: boolean) {
  const socket = await RawSocket.open(port, { path: CREATE, polite });
  const first = await socket.message();
  assert(first.kind === "text" && first.text.includes("CREATE_ROOM"), JSON.stringify(first));
  const { data: { room_id: roomId } } = JSON.parse(first.text);
  return { socket, roomId };
}

/** Somebody who sits in this room, announced, and has read that it does. */
export async function member(
  { port }: Port,
  { name, roomId }: { readonly name: string; readonly roomId: string },
): Promise<RawSocket> {
  const query = new URLSearchParams({ action: "JOIN_ROOM", name, room_id: roomId });
  const socket = await RawSocket.open(port, { path: `/ws?${query}` });
  await socket.text(event("JOIN_ROOM", { room_id: roomId }));
  for (;;) {
    const frame = await socket.line();
    // The last that a newcomer is sent is that it came itself.
    if (frame.includes(name)) return socket;
  }
}

/** Whether the server still answers this connection: an event it doesn't know costs one line. */
export async function isServed(socket: RawSocket): Promise<boolean> {
  const word = crypto.randomUUID();
  await socket.text(event(word, {})).catch(() => {});
  for (;;) {
    const frame = await socket.message();
    if (frame.kind !== "text") return false;
    if (frame.text.includes(word)) return true;
  }
}

/** How the server ended a connection: the code of its close frame, or "end" where there was none. */
export async function farewellTo(socket: RawSocket): Promise<number | "end"> {
  const last = (await socket.rest()).at(-1);
  return last?.kind === "close" ? last.code : "end";
}
