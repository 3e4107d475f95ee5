import { assertEquals } from "@std/assert";
import { Requests } from "../../src/supervisor/requests.ts";

/** For ever, as far as these tests go. */
const LONG_MS = 60_000;

function asker() {
  const posted: [id: number, request: string][] = [];
  return { posted, requests: new Requests<string, string>((...post) => posted.push(post)) };
}

Deno.test("each request gets the response with its id, in whatever order they come", async () => {
  const { posted, requests } = asker();
  const responses = Promise.all(["one", "two"].map((request) => requests.send(request, LONG_MS)));
  assertEquals(posted, [[1, "one"], [2, "two"]]);
  requests.settle(2, "second");
  requests.settle(1, "first");
  assertEquals(await responses, ["first", "second"]);
});

Deno.test("no response in time is none; one that comes too late, or twice, changes nothing", async () => {
  const { requests } = asker();
  assertEquals(await requests.send("one", 0), null);
  requests.settle(1, "late");
  const two = requests.send("two", LONG_MS);
  requests.settle(2, "second");
  requests.settle(2, "again");
  assertEquals(await two, "second");
});

Deno.test("[S5] a thread that is gone is asked nothing any more, and owes no response", async () => {
  const { posted, requests } = asker();
  const open = requests.send("one", LONG_MS);
  requests.close("lost");
  assertEquals([await open, await requests.send("two", LONG_MS)], ["lost", "lost"]);
  assertEquals(posted, [[1, "one"]]);
});
