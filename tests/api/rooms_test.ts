// A room that a program opens over HTTP, from the first request to the first ballot [A3, R1, W14].
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Member, V2 } from "../e2e/v2_member.ts";
import { permittedTest } from "../permitted.ts";
import { programsFolder } from "../program.ts";
import { adminOffer, ApiServer, KEY } from "./api_server.ts";

const TICKETS = [{ ticket_id: "T-1", title: "Login" }, { ticket_id: "T-2" }];

async function join(
  { server }: ApiServer,
  name: string,
  room_id: unknown,
  ...offers: readonly string[]
): Promise<Member> {
  const query = { action: "JOIN_ROOM", name, room_id: `${room_id}` };
  return await Member.connect(server.port, query, { protocols: [V2, ...offers] });
}

permittedTest(
  "[A3] a program opens a room, and the first to join with its admin link is the admin",
  async () => {
    await using api = await ApiServer.start({ flags: ["--log-level", "debug"] });
    const { status, headers, json } = await api.post("/rooms", {
      ...{ capacity: 3, name: "Team A", deck: "1,2,3", tickets: TICKETS },
      settings: { auto_reveal: true },
    });
    const { room_id, join_link, admin_link } = json;
    assertEquals(status, 201);
    assertEquals(headers.get("location"), `${api.url}/api/v1/rooms/${room_id}`);
    assertEquals(headers.get("cache-control"), "no-store");
    assertEquals(join_link, `${api.url}/r/${room_id}`);
    assertMatch(`${admin_link}`, new RegExp(`^${api.url}/r/${room_id}#admin=[0-9a-f]{32}$`));

    await using bob = await join(api, "bob", room_id);
    const { room: { members, admin_id, name, queue, settings } } = await bob.welcomed();
    assertEquals(members.map((one) => one.name), ["bob"]);
    assert(admin_id !== bob.id, "nobody is the admin yet");
    assertEquals([name, queue, settings.auto_reveal], ["Team A", TICKETS, true]);
    await bob.isRefused("BEGIN_VOTING", { ticket_id: "T-1" }, "not_admin");

    const wrong = `estimatex.admin.${"0".repeat(32)}`;
    await using eve = await join(api, "eve", room_id, wrong);
    const refusal = await eve.receives("ERROR");
    assertEquals(refusal.data.field, "admin_secret");

    await using ana = await join(api, "ana", room_id, adminOffer(admin_link));
    assertEquals((await ana.welcomed()).room.admin_id, ana.id);
    await ana.does("BEGIN_VOTING", { ticket_id: "T-1" });

    // the first is the admin: whoever comes later with the same link is a member like any other
    await using cem = await join(api, "cem", room_id, adminOffer(admin_link));
    assertEquals((await cem.welcomed()).room.admin_id, ana.id);

    await bob.does("MEMBER_VOTED", { ticket_id: "T-1", vote: "2" });
    const shown = await api.ask(`/rooms/${room_id}`);
    assertEquals(shown.status, 200);
    assertEquals([shown.json["capacity"], Object(shown.json["ballot"]).phase], [3, "voting"]);
    assert(!("votes" in Object(shown.json["ballot"])), "[R7] no card before the reveal");

    const queued = await api.post(`/rooms/${room_id}/tickets`, { tickets: [{ ticket_id: "T-3" }] });
    assertEquals([queued.status, queued.json], [200, { room_id, queued: 2 }]);
    await ana.sees("T-3", ({ queue }) => queue.some(({ ticket_id }) => ticket_id === "T-3"));

    await api.server.stop();
    const secret = `${admin_link}`.split("=")[1] ?? "";
    const log = `${api.server}`;
    assertStringIncludes(log, '"route":"rooms"');
    for (const hidden of [secret, KEY]) assert(!log.includes(hidden), "a secret is in the log");
  },
);

permittedTest("[A3, S6] a room that waits for its admin survives a restart", async () => {
  const data = programsFolder();
  await using api = await ApiServer.start({ flags: ["--data", data] });
  const { json: { room_id, admin_link } } = await api.post("/rooms", { capacity: 2 });
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    await api.startAgain(signal);
    const { status, json: { members } } = await api.ask(`/rooms/${room_id}`);
    assertEquals([status, members], [200, []], signal);
  }
  await using ana = await join(api, "ana", room_id, adminOffer(admin_link));
  assertEquals((await ana.welcomed()).room.admin_id, ana.id);
  await api.server.stop();
  const secret = `${admin_link}`.split("=")[1] ?? "";
  for await (const { name } of Deno.readDir(data)) {
    const file = new TextDecoder("latin1").decode(await Deno.readFile(`${data}/${name}`));
    assert(!file.includes(secret), `the secret is in ${name}`);
  }
});
