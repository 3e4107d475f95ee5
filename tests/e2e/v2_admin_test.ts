// The admin of a room of v2 members: cut off, back, promoted, handed over to; removals and settings
// [R1, R5, R14, P2.5].
import { assert, assertEquals } from "@std/assert";
import { stories } from "./stories.ts";
import { V2Table } from "./v2_table.ts";

const ONE = { ticket_id: "T-ONE" };

stories("v2 admins", {
  "[R14] an admin who is cut off comes back in time, as the admin": async (server) => {
    await using table = new V2Table(server);
    let anna = await table.creates("anna", 3);
    const bela = await table.joins("bela");
    const cyril = await table.seats("cyril");
    await anna.does("BEGIN_VOTING", ONE);
    for (let drop = 0; drop < 4; drop++) {
      anna = await table.dropsAndReturns(anna, bela);
      assertEquals(anna.welcome.room.admin_id, anna.id);
    }
    await anna.does("MEMBER_VOTED", { ...ONE, vote: "5" });
    await bela.does("MEMBER_VOTED", { ...ONE, vote: "5" });
    await cyril.votes("5");
    await anna.sees("complete", ({ ballot }) => ballot?.phase === "complete");
    await anna.does("REVEAL_VOTES", ONE);
    await cyril.receives("VOTES_REVEALED");
    assertEquals(cyril.exit, undefined);
  },

  "[P2.8] the session ends by command: results to everybody, then 1000": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2, { role: "observer", deck: "okapi,tapir" });
    const bela = await table.joins("bela");
    await anna.does("BEGIN_VOTING", { ...ONE, title: "Log in" });
    await bela.does("MEMBER_VOTED", { ...ONE, vote: "okapi" });
    await anna.does("REVEAL_VOTES", ONE);
    await anna.does("BEGIN_VOTING", { ticket_id: "T-TWO" });
    await bela.does("MEMBER_VOTED", { ticket_id: "T-TWO", vote: "tapir" });
    await bela.isRefused("END_SESSION", {}, "not_admin");
    await anna.does("END_SESSION");
    for (const member of [anna, bela]) {
      const { data, raw } = await member.receives("SESSION_ENDED");
      const [ballot, ...unrevealed] = data.results.ballots;
      assertEquals([ballot?.ticket_id, ballot?.title, unrevealed], ["T-ONE", "Log in", []]);
      assertEquals(ballot?.votes?.map(({ name, card }) => [name, card]), [["bela", "okapi"]]);
      assert(!raw.includes("tapir"), "an unrevealed attempt is never sent");
      await member.isClosed(1000);
    }
  },
});

stories("v2 admins who stay away", {
  "[R14] the room closes": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 3);
    const bela = await table.joins("bela");
    const cyril = await table.seats("cyril");
    await anna.cut();
    await bela.seesMember("anna", { presence: "away" });
    assertEquals((await bela.receives("SESSION_ENDED")).data.reason, "admin_left");
    await bela.isClosed(1000);
    assertEquals((await cyril.ended()).code, 1000);
    const back = await table.returns(anna);
    await back.isClosed(4004);
  },
}, { flags: ["--admin-grace", "1s"] });
