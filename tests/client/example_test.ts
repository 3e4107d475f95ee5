// The worked example of src/client/README.md: it runs, and it is the one that the document shows.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { permittedTest } from "../permitted.ts";
import { estimate } from "./example.ts";
import { Loopback } from "./loopback.ts";

Deno.test("the example estimates two tickets", async () => {
  using world = new Loopback();
  const { environment } = world;
  const shown: string[] = [];
  const url = "ws://server.test/ws";
  const estimating = estimate(["T-1", "T-2"], {
    url,
    show: (line) => shown.push(line),
    environment,
  });
  world.clock.advance(10);
  await Promise.resolve();
  const bob = world.client();
  const roomId = shown[0]?.replace("join ", "") ?? "";
  await world.passes(bob.join({ name: "bob", room_id: roomId }));
  for (const [ticketId, card] of [["T-1", "8"], ["T-2", "5"]] as const) {
    await world.passes(bob.until(({ ballot }) => ballot?.ticket_id === ticketId));
    await world.passes(bob.vote(ticketId, card));
  }
  await world.passes(estimating);
  world.clock.advance(10);
  assertEquals(shown, [`join ${roomId}`, "T-1: 6.5", "T-2: 5", "2 tickets estimated"]);
});

permittedTest("the documents show the example as it is, one of them whole", async () => {
  const read = (path: string) => Deno.readTextFile(new URL(path, import.meta.url));
  const example = await read("./example.ts");
  assertStringIncludes(await read("../../src/client/README.md"), example.trim());
  const protocol = await read("../../src/protocol/README.md");
  const shown = [...protocol.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code = ""]) => code);
  assertEquals(shown.length, 1);
  for (const line of shown.join("").trim().split("\n")) assertStringIncludes(example, line.trim());
});
