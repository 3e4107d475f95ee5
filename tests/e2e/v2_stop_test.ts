// A server that is stopped while v2 members are in its rooms [S6, P2.8].
import { assert, assertEquals } from "@std/assert";
import { permittedTest } from "../permitted.ts";
import { Server } from "./server.ts";
import { V2Table } from "./v2_table.ts";

for (const workers of [1, 2, 4]) {
  const some = `${workers} worker${workers === 1 ? "" : "s"}`;

  permittedTest(`[S6, P2.8] SIGTERM: SESSION_ENDED, then 1000, ${some}`, async () => {
    await using server = await Server.start({ workers });
    await using one = new V2Table(server);
    await using two = new V2Table(server);
    const anna = await one.creates("anna", 4);
    const bela = await one.seats("bela");
    const cyril = await one.joins("cyril");
    const away = await one.joins("away");
    await anna.does("BEGIN_VOTING", { ticket_id: "T-ONE" });
    await away.cut();
    await anna.seesMember("away", { presence: "away" });
    await anna.does("MEMBER_VOTED", { ticket_id: "T-ONE", vote: "5" });
    await anna.does("REVEAL_VOTES", { ticket_id: "T-ONE", force: true });
    const dora = await two.creates("dora", 2, { on_admin_leave: "promote" });
    const emil = await two.joins("emil");

    await server.stop();
    for (const member of [anna, cyril, dora, emil]) {
      const { data } = await member.receives("SESSION_ENDED");
      assertEquals(data.reason, "server_stopping");
      const tickets = data.results.ballots.map(({ ticket_id }) => ticket_id);
      assertEquals(tickets, member === anna || member === cyril ? ["T-ONE"] : []);
      await member.isClosed(1000);
      assertEquals(member.frames.at(-1)?.type, "SESSION_ENDED");
      // nobody was sent that the others left: they didn't, the server did
      const others = member.room.members.filter(({ name }) => name !== "away");
      assert(others.every(({ presence }) => presence === "online"), `${member}`);
    }
    await bela.votes("5");
    assertEquals((await bela.ended()).code, 1000);
    for (const { roomId } of [one, two]) {
      await server.logged("session_ended", ({ room }) => room === roomId);
    }
  });
}

permittedTest(
  "[R7] the log of v2 rooms holds no card before its reveal, and no token",
  async () => {
    await using server = await Server.start({ workers: 2, flags: ["--log-level", "debug"] });
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2, { deck: "okapi,tapir" });
    const bela = await table.joins("bela");
    await anna.does("BEGIN_VOTING", { ticket_id: "T-ONE" });
    await anna.does("MEMBER_VOTED", { ticket_id: "T-ONE", vote: "okapi" });
    const back = await table.dropsAndReturns(bela, anna);
    await back.does("MEMBER_VOTED", { ticket_id: "T-ONE", vote: "tapir" });
    await back.isRefused("MEMBER_VOTED", { ticket_id: "T-ONE", vote: "zebra" }, "card_not_in_deck");
    const log = () => server.log.map((line) => JSON.stringify(line)).join("\n");
    assert(!/okapi|tapir|zebra/.test(log()), `${server}`);
    await anna.does("REVEAL_VOTES", { ticket_id: "T-ONE" });
    await anna.does("END_SESSION");
    await server.logged("session_ended");
    for (const { welcome } of [anna, bela]) assert(!log().includes(welcome.you.resume_token));
  },
);
