// The protocols over HTTP, as a document for programs.
import { assert, assertEquals } from "@std/assert";
import { HandlerStory } from "./handler_story.ts";

Deno.test("the protocols are a document at /asyncapi.json, which is asked for again by its etag", async () => {
  const story = new HandlerStory();
  const ask = (method: string, headers: Readonly<Record<string, string>> = {}) =>
    story.request("/asyncapi.json", { method, headers, upgrade: false });

  const { status, headers, body } = await ask("GET");
  assertEquals([status, headers.get("content-type")], [200, "application/json"]);
  assertEquals(headers.get("access-control-allow-origin"), null);
  assertEquals(JSON.parse(body).info.version, "1.2.3");

  const etag = headers.get("etag");
  assert(etag !== null);
  const again = await ask("GET", { "if-none-match": etag });
  assertEquals([again.status, again.body, again.headers.get("etag")], [304, "", etag]);
  const head = await ask("HEAD");
  assertEquals([head.status, head.headers.get("etag")], [200, etag]);
  const posted = await ask("POST");
  assertEquals([posted.status, posted.headers.get("allow")], [405, "GET, HEAD"]);
  assertEquals((await ask("GET")).body, body);
});
