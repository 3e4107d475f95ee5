/** Connections from many addresses, by the header of a trusted proxy, against very low limits [W10]. */
import { assert, assertEquals } from "@std/assert";
import { RawSocket } from "../e2e/raw_socket.ts";
import { CREATE } from "./handshakes.ts";

interface Port {
  readonly port: number;
}

export const PER_ADDRESS = 5;
export const TOTAL = 10;

/** What a refusal must name, so that the person knows whether it is theirs to do something. */
export const PER_ADDRESS_FULL = "Your address has reached its limit of connections";
export const TOTAL_FULL = "The server has reached its limit of connections";

/** Connects from this address; whether it was let in is still to be read. */
export async function joins(
  { port }: Port,
  address: string,
  polite = true,
  path: string = CREATE,
): Promise<RawSocket> {
  return await RawSocket.open(port, { path, polite, headers: { "X-Forwarded-For": address } });
}

/** Whether a connection that asked for a room was given one. */
async function isIn(socket: RawSocket): Promise<boolean> {
  const first = await socket.line();
  return first.startsWith('{"type":"CREATE_ROOM"');
}

/** This many connections from this address, each with a room of its own. */
export async function fills(server: Port, address: string, count: number): Promise<RawSocket[]> {
  const sockets: RawSocket[] = [];
  for (let i = 0; i < count; i++) {
    const socket = await joins(server, address);
    sockets.push(socket);
    assert(await isIn(socket), `${address} is refused its connection ${i + 1}`);
  }
  return sockets;
}

/** As `fills`, but undefined, and nothing taken, where one of them is refused yet. */
export async function fillsAgain(server: Port, address: string): Promise<RawSocket[] | undefined> {
  const sockets: RawSocket[] = [];
  for (let i = 0; i < PER_ADDRESS; i++) {
    const socket = await joins(server, address);
    sockets.push(socket);
    if (await isIn(socket)) continue;
    for (const socket of sockets) await socket.close();
    return undefined;
  }
  return sockets;
}

/** Is refused from this address [W4]; gives the line with the reason. */
export async function refusal(server: Port, address: string): Promise<string> {
  await using socket = await joins(server, address);
  const [line, close, ...more] = await socket.rest();
  assert(
    line?.kind === "text" && !line.text.startsWith("{"),
    `${address}: ${JSON.stringify(line)}`,
  );
  assertEquals([close?.kind === "close" && close.code, more], [1000, []]);
  return line.text;
}
