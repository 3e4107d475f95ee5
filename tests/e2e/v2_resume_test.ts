// Resuming [P2.7]: what is kept for a v2 member whose connection has ended, and who may take it.
import { assert, assertEquals, assertGreater, assertRejects } from "@std/assert";
import { permittedTest } from "../permitted.ts";
import { RawSocket, RefusedUpgrade } from "./raw_socket.ts";
import { Server } from "./server.ts";
import { stories } from "./stories.ts";
import { assertSecretV2, cardsOf, V2Table, voted } from "./v2_table.ts";
import { Member, V2 } from "./v2_member.ts";

const ONE = { ticket_id: "T-ONE" };
const DECK = "zebra,okapi,tapir";
/** The kernel spreads connections over the workers, so of this many, some reach another one. */
const DROPS = 8;

stories("v2 members come back", {
  "[P2.7] a voter who is cut off during a ballot finds its vote, on any worker": async (
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

  "[P2.7] tabs that open at once: the last stays, each other one is closed with 4001": async (
    server,
  ) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2);
    const bela = await table.joins("bela");
    const tabs = await Promise.all(Array.from({ length: DROPS }, () => table.returns(bela)));
    await Promise.all(tabs.map((tab) => tab.welcomed()));
    // the home lets them in one after the other; a worker may know later than others who has the seat now
    const all = [bela, ...tabs];
    await allButOneEnd(all);
    const left = all.find(({ exit }) => exit === undefined);
    const ends = all.filter((tab) => tab !== left).map(({ exit }) => exit?.code);
    assertEquals(ends, Array.from({ length: DROPS }, () => 4001));
    await left?.does("SET_ROLE", { role: "observer" });
    await anna.seesMember("bela", { role: "observer", presence: "online" });
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

permittedTest(
  "[W14] a token that is offered opens its seat, and stands in no line of the log",
  async () => {
    await using server = await Server.start({ flags: ["--log-level", "debug"] });
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2);
    const { resume_token } = anna.welcome.you;
    const offered = `estimatex.token.${resume_token}`;
    const path = `/ws?action=RESUME&room_id=${table.roomId}`;
    // as browsers write the header, and as others may
    for (const protocols of [[V2, offered], [offered, V2], ["chat", offered, V2]]) {
      const back = await Member.connect(
        server.port,
        { action: "RESUME", room_id: table.roomId },
        { protocols },
      );
      assertEquals((await back.welcomed()).you, anna.welcome.you);
      await back.cut();
    }
    // [W3] a token alone is no protocol
    const alone = () => RawSocket.open(server.port, { path, protocols: [offered] });
    const refused = await alone().then(() => null, (error: unknown) => error);
    assert(refused instanceof RefusedUpgrade);
    assertEquals([refused.status, refused.body.includes(resume_token)], [400, false]);
    // [W4] and a refusal names what is wrong with an offer, not what it was
    const query = { action: "RESUME", room_id: table.roomId };
    const stranger = await Member.connect(server.port, query, {
      protocols: [V2, offered, offered],
    });
    const { data, raw } = await stranger.receives("ERROR");
    assertEquals([data.field, raw.includes(resume_token)], ["resume_token", false]);
    await stranger.isClosed(4000);
    // handshakes that the server, or the runtime beneath it, takes for none
    for (const header of ["Sec-WebSocket-Version", "Sec-WebSocket-Key", "Connection", "Host"]) {
      const protocols = [V2, offered];
      const broken = () =>
        RawSocket.open(server.port, { path, protocols, headers: { [header]: "a/b c" } });
      await assertRejects(broken, RefusedUpgrade);
    }
    // [W14] old programs have it in the query: it is taken, and stands in no line either
    const old = await table.connects({ action: "RESUME", room_id: table.roomId, resume_token });
    assertEquals((await old.welcomed()).you, anna.welcome.you);
    await server.stop();
    const log = JSON.stringify(server.log);
    assert(log.includes('"debug"'), "it says what it says when asked for all");
    assert(!log.includes(resume_token) && !`${server}`.includes(resume_token), log);
  },
);
