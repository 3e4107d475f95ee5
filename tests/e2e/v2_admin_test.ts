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

  "[R14] LEAVE of the admin skips the wait: the room closes": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2);
    const bela = await table.joins("bela");
    await anna.does("LEAVE");
    for (const member of [anna, bela]) {
      assertEquals((await member.receives("SESSION_ENDED")).data.reason, "admin_left");
      await member.isClosed(1000);
    }
  },

  "[R14, P2.1] LEAVE of the admin where the room promotes: the longest there takes over": async (
    server,
  ) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 4, { on_admin_leave: "promote" });
    await table.joins("watcher", { role: "observer" });
    const bela = await table.seats("bela");
    const cyril = await table.joins("cyril");
    const dora = await table.joins("dora");
    await anna.does("LEAVE");
    await anna.isClosed(1000);
    assert(anna.frames.every(({ type }) => type !== "SESSION_ENDED"));
    const room = await dora.sees("cyril admin", ({ admin_id }) => admin_id === cyril.id);
    assertEquals(room.members.map(({ name }) => name), ["watcher", "bela", "cyril", "dora"]);
    await bela.receives("ROOM_JOIN_UPDATES", { with: ["cyril", "admin"] });
    await dora.isRefused("BEGIN_VOTING", ONE, "not_admin");
    await cyril.does("BEGIN_VOTING", ONE);
    // nobody is left to be promoted but those who can't be
    await dora.does("SET_ROLE", { role: "observer" });
    await cyril.does("LEAVE");
    assertEquals((await dora.receives("SESSION_ENDED")).data.reason, "admin_left");
    await dora.isClosed(1000);
  },

  "[P2.5, R14] the room is handed over, to a present v2 voter only": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 4);
    const bela = await table.joins("bela");
    const cyril = await table.seats("cyril");
    const dora = await table.joins("dora");
    const emil = await table.joins("emil", { role: "observer" });
    await dora.cut();
    const room = await anna.seesMember("dora", { presence: "away" });
    const terminal = room.members.find(({ name }) => name === "cyril")?.member_id;
    await anna.isRefused("HAND_OVER", { member_id: terminal }, "not_eligible");
    await anna.isRefused("HAND_OVER", { member_id: dora.id }, "not_eligible");
    await anna.isRefused("HAND_OVER", { member_id: emil.id }, "not_eligible");
    await anna.isRefused("HAND_OVER", { member_id: "nobody" }, "no_such_member");
    await anna.isRefused("HAND_OVER", {}, "bad_field", "member_id");
    const { version } = anna.room;
    assertEquals(await anna.does("HAND_OVER", { member_id: anna.id }), version, "no change");
    await anna.sets("HAND_OVER", { member_id: bela.id });
    await anna.isRefused("BEGIN_VOTING", ONE, "not_admin");
    await bela.does("BEGIN_VOTING", ONE);
    await cyril.receives("ROOM_JOIN_UPDATES", { with: ["bela", "admin"] });
    // the former admin is a member like any other
    await anna.does("LEAVE");
    await anna.isClosed(1000);
    await bela.sees("anna gone", ({ members }) => members.every(({ name }) => name !== "anna"));
    assertEquals(bela.exit, undefined);
  },

  "[P2.5, R9] a removed member is closed, its vote goes, and it is not waited for": async (
    server,
  ) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 4);
    const bela = await table.joins("bela");
    const cyril = await table.seats("cyril");
    const dora = await table.joins("dora");
    await anna.does("BEGIN_VOTING", ONE);
    await anna.does("MEMBER_VOTED", { ...ONE, vote: "5" });
    await bela.does("MEMBER_VOTED", { ...ONE, vote: "13" });
    await bela.isRefused("REMOVE_MEMBER", { member_id: anna.id }, "not_admin");
    await anna.isRefused("REMOVE_MEMBER", { member_id: anna.id }, "no_such_member");
    await anna.isRefused("REMOVE_MEMBER", { member_id: "nobody" }, "no_such_member");
    await anna.does("REMOVE_MEMBER", { member_id: bela.id });
    await bela.isClosed(4003);
    const { members } = await anna.seesMember("cyril", {});
    const member_id = members.find(({ name }) => name === "cyril")?.member_id;
    await anna.does("REMOVE_MEMBER", { member_id });
    await cyril.votes("8");
    assertEquals((await cyril.ended()).code, 1000);
    assertEquals(cyril.types.at(-1), "text");
    // one who is away can be removed as well
    await dora.cut();
    await anna.seesMember("dora", { presence: "away" });
    await anna.does("REMOVE_MEMBER", { member_id: dora.id });
    const room = await anna.sees("complete", ({ ballot }) => ballot?.phase === "complete");
    assertEquals(room.members.map(({ name }) => name), ["anna"]);
    const revealed = await anna.sets("REVEAL_VOTES", ONE);
    assert(revealed.ballot?.phase === "revealed");
    assertEquals(revealed.ballot.votes?.map(({ name, card }) => [name, card]), [["anna", "5"]]);
    const back = await table.returns(dora);
    await back.isClosed(4010);
  },

  "[P2.5] settings change one by one, and everybody sees them": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2, { on_admin_leave: "PROMOTE " });
    const bela = await table.joins("bela");
    assertEquals(bela.room.settings, { auto_reveal: false, on_admin_leave: "promote" });
    await anna.does("SET_SETTINGS", { auto_reveal: true });
    await bela.sees("auto_reveal", ({ settings }) => settings.auto_reveal);
    await anna.does("SET_SETTINGS", { on_admin_leave: "close" });
    const room = await bela.sees("close", ({ settings }) => settings.on_admin_leave === "close");
    assertEquals(room.settings, { auto_reveal: true, on_admin_leave: "close" });
    await anna.isRefused("SET_SETTINGS", { auto_reveal: 1 }, "bad_field", "auto_reveal");
    await anna.isRefused("SET_SETTINGS", { on_admin_leave: "" }, "bad_field", "on_admin_leave");
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
      assert(!raw.includes("tapir"), "an unrevealed attempt is never told");
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

  "[R14] where the room promotes, the present v2 voter longest in it is the admin": async (
    server,
  ) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 5, { on_admin_leave: "promote" });
    const emil = await table.joins("emil", { role: "observer" });
    const bela = await table.seats("bela");
    const cyril = await table.joins("cyril");
    const dora = await table.joins("dora");
    const fred = await table.joins("fred");
    await cyril.cut();
    await dora.seesMember("cyril", { presence: "away" });
    await anna.cut();
    const room = await fred.sees("dora admin", ({ admin_id }) => admin_id === dora.id);
    assertEquals(room.members.map(({ name, presence }) => `${name} ${presence}`), [
      "anna away",
      "emil online",
      "bela online",
      "cyril away",
      "dora online",
      "fred online",
    ]);
    await bela.receives("ROOM_JOIN_UPDATES", { with: ["dora", "admin"] });
    // a former admin who comes back is an ordinary member
    const back = await table.returns(anna);
    assertEquals((await back.welcomed()).room.admin_id, dora.id);
    await back.isRefused("BEGIN_VOTING", ONE, "not_admin");
    await dora.does("BEGIN_VOTING", ONE);
    await bela.votes("5");
    await back.does("MEMBER_VOTED", { ...ONE, vote: "5" });
    await emil.seesMember("anna", { presence: "online", voted: true });
  },

  "[R14] where the room promotes and nobody can be promoted, it closes": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 3, { on_admin_leave: "promote" });
    const bela = await table.seats("bela");
    const cyril = await table.joins("cyril", { role: "observer" });
    await anna.cut();
    assertEquals((await cyril.receives("SESSION_ENDED")).data.reason, "admin_left");
    await cyril.isClosed(1000);
    assertEquals((await bela.ended()).code, 1000);
  },
}, { flags: ["--admin-grace", "1s"] });
