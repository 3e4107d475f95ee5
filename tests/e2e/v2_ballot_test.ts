// What v2 members can do to a ballot [R6, R8-R13, P2.5].
import { assert, assertEquals } from "@std/assert";
import { stories } from "./stories.ts";
import { cardsByName } from "./table.ts";
import { V2Table, voted } from "./v2_table.ts";

const ONE = { ticket_id: "T-ONE" };
/** Nothing else looks like these cards. */
const DECK = "zebra,okapi,tapir";

stories("v2 ballots", {
  "[R6] votes that can't count are refused by name": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2, { deck: DECK });
    const bela = await table.joins("bela", { role: "observer" });
    const vote = { ...ONE, vote: "zebra" };
    await anna.isRefused("MEMBER_VOTED", vote, "no_ballot");
    await anna.isRefused("RESTART_VOTING", {}, "no_ballot");
    await anna.isRefused("REVEAL_VOTES", ONE, "no_ballot");
    await anna.does("BEGIN_VOTING", ONE);
    await anna.isRefused("BEGIN_VOTING", { ticket_id: "T-TWO" }, "ballot_open");
    await bela.isRefused("MEMBER_VOTED", vote, "not_voter");
    await anna.isRefused("MEMBER_VOTED", { ...ONE, vote: "5" }, "card_not_in_deck");
    await anna.isRefused("MEMBER_VOTED", { ticket_id: "T-TWO", vote: "zebra" }, "wrong_ticket");
    await anna.isRefused("REVEAL_VOTES", { ticket_id: "T-TWO", force: true }, "wrong_ticket");
    await anna.isRefused("REVEAL_VOTES", { ...ONE, force: true }, "no_votes");
    await anna.isRefused("SET_ESTIMATE", { ...ONE, estimate: "5" }, "not_revealed");
    await anna.does("MEMBER_VOTED", vote);
    await anna.does("REVEAL_VOTES", ONE);
    await anna.isRefused("REVEAL_VOTES", ONE, "already_revealed");
  },

  "[R12, P1.5] restart: an old terminal at the old ask gets one line, and the new ask": async (
    server,
  ) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2);
    const bela = await table.seats("bela");
    await anna.does("BEGIN_VOTING", ONE);
    await bela.prompted("vote");
    await anna.does("MEMBER_VOTED", { ...ONE, vote: "13" });
    const restarted = await anna.sets("RESTART_VOTING");
    assertEquals([restarted.ballot?.attempt, voted(restarted)], [2, []]);
    const { length } = bela.frames;
    await bela.votes("21");
    await bela.receives("ASK_FOR_VOTE", { nth: 2 });
    const since = bela.frames.slice(length).map(({ type, raw }) => `${type} ${raw}`);
    const late = since.filter((line) => line.startsWith("text") && /too late/i.test(line));
    assertEquals(late.length, 1, since.join("\n"));
    assert(since.some((line) => line.includes("starts again")), since.join("\n"));
    await anna.isRefused("REVEAL_VOTES", { ...ONE, force: true }, "no_votes");
    await bela.votes("8");
    await anna.seesMember("bela", { voted: true });
    await anna.does("MEMBER_VOTED", { ...ONE, vote: "8" });
    await anna.does("REVEAL_VOTES", ONE);
    const both = { anna: "8", bela: "8" };
    assertEquals(cardsByName(await bela.receives("VOTES_REVEALED")), both);
    // what was voted in the attempt that was thrown away is never sent
    const { ballots = [] } = await anna.results();
    assertEquals(ballots.map(({ attempt }) => attempt), [2]);
    assert(anna.frames.every(({ raw }) => !/"card":"(13|21)"/.test(raw)));
  },

  "[R10, R13] decks: `?` and the break card are counted apart, letters have no mean": async (
    server,
  ) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 5, { deck: "T_SHIRT" });
    assertEquals(anna.room.deck, {
      name: "t_shirt",
      cards: ["XS", "S", "M", "L", "XL", "XXL", "?", "☕"],
    });
    const names = ["bela", "cyril", "dora", "emil"];
    const others = await Promise.all(names.map((name) => table.joins(name)));
    await anna.does("BEGIN_VOTING", ONE);
    const votes = ["M", "M", "L", "?"];
    await anna.does("MEMBER_VOTED", { ...ONE, vote: "☕" });
    for (const [at, member] of others.entries()) {
      await member.does("MEMBER_VOTED", { ...ONE, vote: votes[at] });
    }
    const room = await anna.sets("REVEAL_VOTES", ONE);
    assert(room.ballot?.phase === "revealed");
    assertEquals(room.ballot.summary, {
      counts: [{ card: "M", count: 2 }, { card: "L", count: 1 }],
      counted_apart: [{ card: "?", count: 1 }, { card: "☕", count: 1 }],
      mean: null,
      median: null,
      min: null,
      max: null,
      consensus: false,
      suggestion: null,
    });
  },

  "[P2.5] results come in pages": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 1);
    await anna.does("SET_SETTINGS", { auto_reveal: true });
    for (let ballot = 1; ballot <= 101; ballot++) {
      const ticketId = `T-${ballot}`;
      await anna.does("BEGIN_VOTING", { ticket_id: ticketId });
      await anna.does("MEMBER_VOTED", { ticket_id: ticketId, vote: "5" });
    }
    const first = await anna.results();
    assertEquals([first.ballots?.length, first.next], [100, 100]);
    const second = await anna.results(first.next);
    assertEquals(second.ballots?.map(({ ticket_id }) => ticket_id), ["T-101"]);
    assertEquals(second.next, undefined);
    assertEquals((await anna.results(500)).ballots, []);
    await anna.isRefused("GET_RESULTS", { after: -1 }, "bad_field", "after");
  },
}, { flags: ["--message-rate", "0"] });
