// Silence [W8, R17]. The v1 client sends nothing and answers no ping while a person thinks, so only silence beyond the
// timeout is a lost connection.
import { assertEquals, assertGreater, assertRejects } from "@std/assert";
import { OutOfPatience } from "./patience.ts";
import { permittedTest } from "../permitted.ts";
import { RawSocket } from "./raw_socket.ts";
import { Server } from "./server.ts";
import { isUpdated, Table } from "./table.ts";

async function silentMember(table: Table, port: number): Promise<RawSocket> {
  const path = `/ws?action=JOIN_ROOM&name=silent&room_id=${table.roomId}`;
  const socket = await RawSocket.open(port, { path, polite: false });
  await socket.text(JSON.stringify({ type: "JOIN_ROOM", data: { room_id: table.roomId } }));
  for (let news = 0; news < 3; news++) assertEquals((await socket.message()).kind, "text");
  return socket;
}

permittedTest(
  "[W8] whoever answers nothing for the idle timeout has left, others notice",
  async () => {
    await using server = await Server.start({ flags: ["--v1-idle-timeout", "2s"] });
    await using table = new Table(server);
    const anna = await table.creates("anna", 3);
    await using silent = await silentMember(table, server.port);
    const since = performance.now();
    await silent.rest();
    // A lower bound holds however busy the machine is.
    assertGreater(performance.now() - since, 1_500);
    await isUpdated(anna, "silent", 2);
    assertEquals(anna.exit, undefined, "she answers pings, and stays");
  },
);

permittedTest("[P1.5, W8] a person may think at a prompt, deaf to pings", async () => {
  await using server = await Server.start({ workers: 2, flags: ["--v1-idle-timeout", "6s"] });
  await using table = new Table(server);
  const [anna, bela] = await table.fills("anna", "bela");
  await anna?.begins("T-ONE");
  await bela?.prompted("vote");
  // Somebody else's clock: a connection that is silent for as long as bela thinks.
  await using elsewhere = new Table(server);
  await elsewhere.creates("host", 3);
  await using clock = await silentMember(elsewhere, server.port);
  await assertRejects(() => clock.message(4_000), OutOfPatience);
  await bela?.votes("13");
  await anna?.votes("13");
  await anna?.reveals();
  await bela?.receives("VOTES_REVEALED");
});
