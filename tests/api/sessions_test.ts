// Sessions that a server keeps, fetched over HTTP page by page and in each form [A3, R16].
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { permittedTest } from "../permitted.ts";
import { programsFolder } from "../program.ts";
import { ApiServer, holdSession } from "./api_server.ts";

permittedTest(
  "[A3, R16] sessions are listed the newest first, and fetched as JSON, CSV or Markdown",
  async () => {
    await using api = await ApiServer.start({ flags: ["--data", programsFolder()] });
    const rooms: string[] = [];
    for (const ticket of ["T-1", "T-2", "T-3"]) rooms.unshift(await holdSession(api, ticket));

    const seen: unknown[] = [];
    let path = "/sessions?limit=2";
    for (let pages = 1;; pages++) {
      const { status, json: { sessions, next } } = await api.ask(path);
      assertEquals(status, 200);
      assert(Array.isArray(sessions));
      seen.push(...sessions);
      if (next === undefined) {
        assertEquals(pages, 2);
        break;
      }
      path = `/sessions?limit=2&after=${encodeURIComponent(`${next}`)}`;
    }
    assertEquals(seen.map((one) => Object(one).room_id), rooms);
    const { session_id, reason, people, ballots } = Object(seen[0]);
    assertEquals([reason, people, ballots], ["ended_by_admin", 1, 1]);
    assertMatch(session_id, /^[0-9A-Z]{8}-\d+$/);

    const whole = await api.ask(`/sessions/${session_id}`);
    assertEquals(Object(whole.json["ballots"])[0].ticket_id, "T-3");
    const byRoom = await api.ask(`/sessions/${rooms[0]}`);
    assertEquals(byRoom.text, whole.text);

    const csv = await api.ask(`/sessions/${session_id}`, { headers: { accept: "text/csv" } });
    assertEquals(csv.headers.get("content-type"), "text/csv; charset=utf-8");
    assertStringIncludes(csv.text, `T-3,"'=SUM(1,2)"`); // no spreadsheet runs it
    const named = { accept: "text/csv; charset=utf-8;q=0.9, text/html; charset=utf-8" };
    assertEquals((await api.ask(`/sessions/${session_id}`, { headers: named })).text, csv.text);
    const accept = "text/markdown;q=0.9, text/html";
    const markdown = await api.ask(`/sessions/${session_id}`, { headers: { accept } });
    assertMatch(markdown.text, /^\| Ticket /);
    const other = await api.ask(`/sessions/${session_id}`, { headers: { accept: "text/html" } });
    assertEquals(other.status, 406);
    assertStringIncludes(`${other.json["detail"]}`, "text/csv");

    const etag = csv.headers.get("etag") ?? "";
    const headers = { accept: "text/csv", "if-none-match": etag };
    const again = await api.ask(`/sessions/${session_id}`, { headers });
    assertEquals([again.status, again.text, again.headers.get("etag")], [304, "", etag]);

    for (
      const [wrong, status] of [
        ["/sessions/ZZZZZZZZ", 404],
        [`/sessions/${rooms[0]}-1`, 404],
        ["/sessions/..%2Flock", 404],
        ["/sessions?limit=0", 422],
        ["/sessions?after=x", 422],
      ] as const
    ) assertEquals((await api.ask(wrong)).status, status, wrong);
  },
);

permittedTest(
  "[A3] a server that does not save sessions says which setting that takes",
  async () => {
    await using api = await ApiServer.start({ workers: 1 });
    for (const path of ["/sessions", "/sessions/ABCDEFGH"]) {
      const { status, json: { detail } } = await api.ask(path);
      assertEquals(status, 501);
      assertStringIncludes(`${detail}`, "--data");
    }
  },
);
