/**
 * Checks that a server accepts exactly as many rooms and connections as its limits allow [W10], after all clients have
 * left: the counts of a dead worker must be released exactly.
 */
import { assertEquals } from "@std/assert";
import { asGoEvent, goData } from "../e2e/go_event.ts";
import { eventually } from "../e2e/patience.ts";
import { RawSocket } from "../e2e/raw_socket.ts";

interface Limits {
  readonly rooms: number;
  readonly connections: number;
}

/** Fills a server up to its limits, and insists that one more of each is refused. */
export async function assertLimits(
  server: { readonly port: number },
  { rooms, connections }: Limits,
): Promise<void> {
  await using open = new AsyncDisposableStack();
  const joins = async (query: Record<string, string>) => {
    const socket = await RawSocket.open(server.port, { path: `/ws?${new URLSearchParams(query)}` });
    const { room_id } = query;
    if (room_id !== undefined) await socket.text(event("JOIN_ROOM", { room_id }));
    const frame = await socket.message();
    const text = frame.kind === "text" ? frame.text : "";
    const welcome = asGoEvent(text);
    if (welcome !== undefined) open.use(socket);
    else await socket.close();
    return welcome === undefined ? { refusal: text } : { data: goData(welcome) };
  };
  // a connection counts until it is really gone: until then one more may be refused for a moment
  const gets = (query: Record<string, string>) =>
    eventually("a seat", async () => (await joins(query)).data);

  const create = { action: "CREATE_ROOM", name: "counted", max_room_capacity: `${connections}` };
  const first = await gets(create);
  for (let n = 1; n < rooms; n++) await gets(create);
  assertEquals((await joins(create)).refusal?.includes("limit of rooms"), true);

  const join = { action: "JOIN_ROOM", name: "counted", room_id: `${first["room_id"]}` };
  for (let n = rooms; n < connections; n++) await gets(join);
  assertEquals((await joins(join)).refusal?.includes("limit of connections"), true);
}

const event = (type: string, data: unknown) => JSON.stringify({ type, data });
