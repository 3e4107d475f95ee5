// Away and back [P2.7]: what is kept for a v2 member whose connection drops, and who gets it.
import { assert, assertEquals, assertGreater, assertNotEquals } from "@std/assert";
import { permittedTest } from "../permitted.ts";
import { Server } from "./server.ts";
import { stories } from "./stories.ts";
import { assertSecretV2, cardsOf, V2Table, voted } from "./v2_table.ts";
import type { Member } from "./v2_member.ts";

const ONE = { ticket_id: "T-ONE" };
const DECK = "zebra,okapi,tapir";
/** The kernel spreads connections over the workers: of so many, some land elsewhere. */
const DROPS = 8;

/** Asks for this member's seat with some token, and must be refused as every wrong token is. */
async function isTurnedAway(table: V2Table, member: Member, resume_token: string): Promise<string> {
  const stranger = await table.returns(member, { resume_token });
  const { data } = await stranger.receives("ERROR");
  assertEquals([data.code, data.field], ["resume_refused", "resume_token"]);
  await stranger.isClosed(4010);
  assertEquals(stranger.frames.length, 1);
  return data.message;
}

stories("v2 members come back", {
  "[P2.7] a voter who is cut off in mid-ballot finds its vote, on whichever worker": async (
    server,
  ) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 3, { deck: DECK });
    const cyril = await table.joins("cyril");
    let bela = await table.joins("bela");
    const first = bela;
    await anna.does("BEGIN_VOTING", ONE);
    await bela.does("MEMBER_VOTED", { ...ONE, vote: "okapi" });
    for (let drop = 0; drop < DROPS; drop++) {
      bela = await table.dropsAndReturns(bela, anna);
      const { you, room } = bela.welcome;
      assertEquals(you, { ...first.welcome.you, vote: "okapi" }, "the same seat, token and vote");
      assertEquals([room.ballot?.phase, voted(room)], ["voting", ["bela"]]);
      assertGreater(room.version, first.room.version);
    }
    // what it does on its latest connection counts like anything it did on the first
    await bela.does("MEMBER_VOTED", { ...ONE, vote: "tapir" });
    bela = await table.dropsAndReturns(bela, anna);
    assertEquals(bela.welcome.you.vote, "tapir");
    await anna.does("MEMBER_VOTED", { ...ONE, vote: "zebra" });
    await cyril.does("MEMBER_VOTED", { ...ONE, vote: "zebra" });
    await anna.sees("complete", ({ ballot }) => ballot?.phase === "complete");
    await anna.does("REVEAL_VOTES", ONE);
    const room = await bela.sees("cards", ({ results_count }) => results_count === 1);
    assertEquals(cardsOf(room), { anna: "zebra", bela: "tapir", cyril: "zebra" });
    for (const member of table.members) assertSecretV2(member, DECK.split(","));
    await table.agrees(cyril, anna, bela);
  },

  "[P2.7] whoever is away when the room moves on misses nothing": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 3);
    const bela = await table.joins("bela");
    await anna.does("BEGIN_VOTING", ONE);
    await bela.does("MEMBER_VOTED", { ...ONE, vote: "5" });
    await bela.cut();
    await anna.seesMember("bela", { presence: "away", voted: true });
    await anna.does("MEMBER_VOTED", { ...ONE, vote: "8" });
    await anna.does("REVEAL_VOTES", ONE);
    await anna.does("QUEUE_TICKETS", { tickets: [{ ticket_id: "T-TWO" }] });
    const cyril = await table.joins("cyril");
    const back = await table.returns(bela);
    const { room, you } = await back.welcomed();
    assertEquals(cardsOf(room), { anna: "8", bela: "5" });
    assertEquals(room.members.map(({ name }) => name), ["anna", "bela", "cyril"]);
    assertEquals([room.queue, you.vote], [[{ ticket_id: "T-TWO" }], undefined]);
    await anna.seesMember("bela", { presence: "online" });
    await table.agrees(cyril, anna, back);
  },

  "[P2.7] the seat of one who is away is taken: the room stays full": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2);
    const bela = await table.joins("bela");
    await bela.cut();
    await anna.seesMember("bela", { presence: "away" });
    const late = await table.knocks("bela");
    assertEquals((await late.receives("ERROR")).data.code, "room_full");
    await late.isClosed(4009);
    const back = await table.returns(bela);
    assertEquals((await back.welcomed()).you.member_id, bela.id);
  },

  "[P2.7] a second tab takes over: the first is closed with 4001, the room notices nothing": async (
    server,
  ) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2);
    let bela = await table.joins("bela");
    await anna.seesMember("bela", {});
    await anna.does("BEGIN_VOTING", ONE);
    const { version } = await anna.sees("open", ({ ballot }) => ballot !== null);
    for (let tab = 0; tab < DROPS; tab++) {
      const next = await table.returns(bela);
      assertEquals((await next.welcomed()).room.version, version);
      await bela.isClosed(4001);
      assert(bela.frames.every(({ type }) => type !== "ERROR"));
      bela = next;
    }
    await bela.does("MEMBER_VOTED", { ...ONE, vote: "5" });
    await anna.seesMember("bela", { presence: "online", voted: true });
    assert(anna.frames.every(({ raw }) => !raw.includes('"away"')));
  },

  "[P2.7] tabs that open at once: the last stays, each other is told 4001": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2);
    const bela = await table.joins("bela");
    const tabs = await Promise.all(Array.from({ length: DROPS }, () => table.returns(bela)));
    await Promise.all(tabs.map((tab) => tab.welcomed()));
    // the home lets them in one after the other; a worker may hear later than others who has the seat now
    const all = [bela, ...tabs];
    await allButOneEnd(all);
    const left = all.find(({ exit }) => exit === undefined);
    const ends = all.filter((tab) => tab !== left).map(({ exit }) => exit?.code);
    assertEquals(ends, Array.from({ length: DROPS }, () => 4001));
    await left?.does("SET_ROLE", { role: "observer" });
    await anna.seesMember("bela", { role: "observer", presence: "online" });
  },

  "[W9, P2.7] wrong and foreign tokens are refused, all in the same words": async (server) => {
    await using table = new V2Table(server);
    await using elsewhere = new V2Table(server);
    const anna = await table.creates("anna", 3);
    const bela = await table.joins("bela");
    const other = await elsewhere.creates("other", 2);
    const { resume_token } = bela.welcome.you;
    const last = resume_token.endsWith("0") ? "1" : "0";
    const words = new Set([
      await isTurnedAway(table, bela, "0".repeat(32)),
      await isTurnedAway(table, bela, resume_token.slice(0, -1) + last),
      await isTurnedAway(table, bela, other.welcome.you.resume_token),
    ]);
    const gone = await table.joins("gone");
    await gone.does("LEAVE");
    await gone.isClosed(1000);
    words.add(await isTurnedAway(table, gone, gone.welcome.you.resume_token));
    await anna.does("REMOVE_MEMBER", { member_id: bela.id });
    await bela.isClosed(4003);
    words.add(await isTurnedAway(table, bela, resume_token));
    assertEquals(words.size, 1);
    assert(![...words].some((text) => text.includes(resume_token)));
    // a member's token opens no other room
    const stranger = await elsewhere.returns(anna);
    await stranger.isClosed(4010);
    assertEquals(anna.exit, undefined);
  },

  "[P2.7] to a room that is gone there is no way back: 4004, and to one that never was": async (
    server,
  ) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2);
    const bela = await table.joins("bela");
    await bela.cut();
    await anna.does("END_SESSION");
    await anna.isClosed(1000);
    const never = table.roomId.startsWith("0") ? "11111111" : "00000000";
    for (const query of [{}, { room_id: never }]) {
      const late = await table.returns(bela, query);
      const { data } = await late.receives("ERROR");
      assertEquals([data.code, data.field], ["no_such_room", "room_id"]);
      await late.isClosed(4004);
    }
  },

  "[P2.5] LEAVE: the seat is free, the vote stays, the token opens nothing": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2);
    const bela = await table.joins("bela");
    await anna.does("BEGIN_VOTING", ONE);
    await bela.does("MEMBER_VOTED", { ...ONE, vote: "5" });
    await bela.does("LEAVE");
    await bela.isClosed(1000);
    await anna.sees("bela gone", ({ members }) => members.length === 1);
    await anna.does("MEMBER_VOTED", { ...ONE, vote: "8" });
    await isTurnedAway(table, bela, bela.welcome.you.resume_token);
    const cyril = await table.joins("bela");
    assertNotEquals(cyril.id, bela.id);
    // [R9] the leaver's vote goes when its namesake's arrives
    await cyril.does("MEMBER_VOTED", { ...ONE, vote: "13" });
    assertEquals(cardsOf(await anna.sets("REVEAL_VOTES", ONE)), { anna: "8", bela: "13" });
  },

  "[P2.7] whoever says goodbye with a close frame is away, like one who is cut off": async (
    server,
  ) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2);
    const bela = await table.joins("bela");
    await bela.socket.frame(8, new Uint8Array([3, 232]));
    await anna.seesMember("bela", { presence: "away" });
    const back = await table.returns(bela);
    assertEquals((await back.welcomed()).you.member_id, bela.id);
  },
});

function allButOneEnd(members: readonly Member[]): Promise<void> {
  let open = members.length;
  return new Promise((resolve, reject) => {
    for (const member of members) {
      member.ended().then(() => {
        if (--open === 1) resolve();
      }, reject);
    }
  });
}

// The stories that take their time: all numbers of workers at once.
permittedTest("[P2.7] an open ballot waits 10 s for an away voter, then no longer", async () => {
  await Promise.all([1, 2, 4].map(async (workers) => {
    await using server = await Server.start({ workers });
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 3);
    const bela = await table.joins("bela");
    const cyril = await table.seats("cyril");
    await anna.does("SET_SETTINGS", { auto_reveal: true });
    await anna.does("BEGIN_VOTING", ONE);
    const since = performance.now();
    await bela.cut();
    await anna.seesMember("bela", { presence: "away" });
    await anna.does("MEMBER_VOTED", { ...ONE, vote: "5" });
    await cyril.votes("8");
    const waiting = await anna.seesMember("cyril", { voted: true });
    assertEquals(waiting.ballot?.phase, "voting", "not revealed while somebody is waited for");
    const room = await anna.sees("cards", ({ ballot }) => ballot?.phase === "revealed");
    // A lower bound holds however busy the machine is.
    assertGreater(performance.now() - since, 9_500);
    assertEquals(cardsOf(room), { anna: "5", cyril: "8" });
    // it was given up only for the ballot: seat and name are kept, and the next one waits for it again
    const back = await table.returns(bela);
    assertEquals((await back.welcomed()).room.ballot?.phase, "revealed");
    await anna.does("BEGIN_VOTING", { ticket_id: "T-TWO" });
    await cyril.votes("8");
    await anna.sets("MEMBER_VOTED", { ticket_id: "T-TWO", vote: "5" });
    await anna.seesMember("cyril", { voted: true });
    assertEquals(anna.room.ballot?.phase, "voting");
    await back.does("MEMBER_VOTED", { ticket_id: "T-TWO", vote: "3" });
    await anna.sees("cards", ({ results_count }) => results_count === 2);
  }));
});

permittedTest("[P2.7] after the resume grace the seat is free and its token expired", async () => {
  await Promise.all([1, 2, 4].map(async (workers) => {
    const flags = ["--resume-grace", "1s", "--admin-grace", "1s"];
    await using server = await Server.start({ workers, flags });
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2);
    const bela = await table.joins("bela");
    await anna.does("BEGIN_VOTING", ONE);
    await bela.does("MEMBER_VOTED", { ...ONE, vote: "5" });
    await bela.cut();
    await anna.seesMember("bela", { presence: "away" });
    await anna.sees("bela gone", ({ members }) => members.length === 1);
    await isTurnedAway(table, bela, bela.welcome.you.resume_token);
    const cyril = await table.joins("cyril");
    await cyril.does("MEMBER_VOTED", { ...ONE, vote: "13" });
    await anna.does("MEMBER_VOTED", { ...ONE, vote: "8" });
    // [R9] the vote of one who left stays
    const cards = { anna: "8", bela: "5", cyril: "13" };
    assertEquals(cardsOf(await anna.sets("REVEAL_VOTES", ONE)), cards);
  }));
});
