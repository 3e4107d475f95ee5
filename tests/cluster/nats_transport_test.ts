// How bytes come from a NATS server: those of a node at rest wait for each other.
import { assertEquals } from "@std/assert";
import { DenoTransport } from "../../src/cluster/nats_transport.ts";
import { permittedTest } from "../permitted.ts";

const GREETING = "INFO {}\r\n";
const A_MINUTE_MS = 60_000;

/** A transport that is connected, what it reads next, and the socket at the other end. */
async function open() {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { hostname, port } = listener.addr;
  const transport = new DenoTransport();
  const greeted = listener.accept().then(async (socket) => {
    await write(socket, GREETING);
    return socket;
  });
  await transport.connect({ hostname, port, tlsName: "" }, {});
  const chunks = transport[Symbol.asyncIterator]();
  const next = async () => {
    const { value } = await chunks.next();
    return value === undefined ? null : new TextDecoder().decode(value);
  };
  assertEquals(await next(), GREETING);
  const socket = await greeted;
  const close = () => {
    transport.discard();
    socket.close();
    listener.close();
  };
  return { transport, next, socket, close };
}

/** Whoever reads all the time has read by now what was written before. */
function wouldHaveCome(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}

async function write(socket: Deno.Conn, text: string): Promise<void> {
  await socket.write(new TextEncoder().encode(text));
}

permittedTest(
  "what comes at rest waits until it is looked for, and is then read as one",
  async () => {
    const { transport, next, socket, close } = await open();
    transport.rest(A_MINUTE_MS);
    await write(socket, "a");
    assertEquals(await next(), "a", "it was reading when it came to rest");
    const more = next();
    await write(socket, "b");
    await wouldHaveCome();
    await write(socket, "c");
    transport.rest(A_MINUTE_MS);
    assertEquals(await more, "bc");
    const last = next();
    await write(socket, "d");
    transport.rest(0);
    assertEquals(await last, "d");
    const awake = next();
    await write(socket, "e");
    assertEquals(await awake, "e", "nothing waits any more");
    close();
  },
);

permittedTest(
  "what comes at rest waits no longer than it may, and the end of a connection not at all",
  async () => {
    const { transport, next, socket, close } = await open();
    transport.rest(1);
    await write(socket, "a");
    assertEquals(await next(), "a");
    await write(socket, "b");
    assertEquals(await next(), "b", "though nobody looks for it");
    transport.rest(A_MINUTE_MS);
    const end = next();
    transport.disconnect();
    assertEquals(await end, null);
    close();
  },
);
