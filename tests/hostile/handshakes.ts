/** Upgrade requests as text: a valid one, with parts that can be removed, added or replaced. */
import { Line } from "./line.ts";

/** What a good request asks for. */
export const CREATE = "/ws?action=CREATE_ROOM&name=stranger&max_room_capacity=3";

export interface Faults {
  readonly method?: string;
  readonly path?: string;
  readonly version?: string;
  /** Headers in place of the good ones: their lines, none at all for `[]`. Names in small letters. */
  readonly instead?: Readonly<Record<string, readonly string[]>>;
  /** More lines at the end of the head. */
  readonly more?: readonly string[];
}

/** The head of an upgrade request, up to the empty line. */
export function handshake(
  { method = "GET", path = CREATE, version = "HTTP/1.1", instead = {}, more = [] }: Faults = {},
): string {
  const good: Record<string, readonly string[]> = {
    host: ["Host: 127.0.0.1"],
    connection: ["Connection: Upgrade"],
    upgrade: ["Upgrade: websocket"],
    "sec-websocket-version": ["Sec-WebSocket-Version: 13"],
    "sec-websocket-key": ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="],
  };
  const lines = [`${method} ${path} ${version}`, ...Object.values({ ...good, ...instead }).flat()];
  return [...lines, ...more, "", ""].join("\r\n");
}

/** The status of the answer to these bytes, or "end" where the line ends without one. */
export async function statusOf(port: number, bytes: Uint8Array | string): Promise<number | "end"> {
  await using line = await Line.open(port);
  const sent = line.send(bytes);
  const { text } = await line.receive((text) => text.includes("\r\n\r\n"));
  const status = /^HTTP\/1\.[01] (\d{3}) /.exec(text)?.[1];
  await line.cut();
  await sent;
  return status === undefined ? "end" : Number(status);
}
