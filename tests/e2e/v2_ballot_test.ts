// What v2 members can do to a ballot [R6, R8-R13, P2.5].
import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { stories } from "./stories.ts";
import { cardsByName } from "./table.ts";
import { assertSecretV2, cardsOf, V2Table, voted } from "./v2_table.ts";

const ONE = { ticket_id: "T-ONE" };
/** Nothing else looks like these cards. */
const DECK = "zebra,okapi,tapir";

stories("v2 ballots", {
  "[R6, P2.5] a vote is changed, withdrawn and cast again": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2, { deck: DECK });
    const bela = await table.joins("bela");
    await anna.does("BEGIN_VOTING", ONE);
    await bela.sets("MEMBER_VOTED", { ...ONE, vote: "zebra" });
    await bela.sets("MEMBER_VOTED", { ...ONE, vote: "okapi" });
    assertEquals(voted(bela.room), ["bela"]);
    await anna.does("MEMBER_VOTED", { ...ONE, vote: "tapir" });
    await anna.sees("complete", ({ ballot }) => ballot?.phase === "complete");
    await bela.sets("MEMBER_VOTED", { ...ONE, vote: null });
    const room = await anna.sees("voting", ({ ballot }) => ballot?.phase === "voting");
    assertEquals(voted(room), ["anna"]);
    const { version } = room;
    assertEquals(await bela.does("MEMBER_VOTED", { ...ONE, vote: null }), version, "no change");
    await anna.isRefused("REVEAL_VOTES", ONE, "not_complete");
    await bela.does("MEMBER_VOTED", { ...ONE, vote: "zebra" });
    await anna.does("REVEAL_VOTES", ONE);
    const revealed = await bela.sees("cards", ({ results_count }) => results_count === 1);
    assertEquals(cardsOf(revealed), { anna: "tapir", bela: "zebra" });
    await bela.isRefused("MEMBER_VOTED", { ...ONE, vote: "okapi" }, "already_revealed");
    await bela.isRefused("MEMBER_VOTED", { ...ONE, vote: null }, "already_revealed");
    await table.agrees(bela, anna);
    for (const member of [anna, bela]) assertSecretV2(member, DECK.split(","));
  },

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
    // what was voted in the attempt that was thrown away is never told
    const { ballots = [] } = await anna.results();
    assertEquals(ballots.map(({ attempt }) => attempt), [2]);
    assert(anna.frames.every(({ raw }) => !/"card":"(13|21)"/.test(raw)));
  },

  "[R12] a revealed ticket is voted on again: a new attempt, both in the results": async (
    server,
  ) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2);
    for (const [attempt, vote] of ["3", "5", "8"].entries()) {
      const room = attempt === 1 ? await anna.sets("RESTART_VOTING") : await anna.sets(
        "BEGIN_VOTING",
        ONE,
      );
      assertEquals([room.ballot?.attempt, room.ballot?.phase], [attempt + 1, "voting"]);
      await anna.does("MEMBER_VOTED", { ...ONE, vote });
      await anna.sets("REVEAL_VOTES", ONE);
    }
    const { ballots = [], next } = await anna.results();
    assertEquals(ballots.map(({ attempt, votes }) => [attempt, votes?.[0]?.card]), [
      [1, "3"],
      [2, "5"],
      [3, "8"],
    ]);
    assertEquals(next, undefined);
  },

  "[R11] a v2 admin reveals although somebody has not voted": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 3);
    const bela = await table.joins("bela");
    const cyril = await table.seats("cyril");
    await anna.does("BEGIN_VOTING", ONE);
    await anna.isRefused("REVEAL_VOTES", { ...ONE, force: true }, "no_votes");
    await bela.does("MEMBER_VOTED", { ...ONE, vote: "5" });
    await anna.isRefused("REVEAL_VOTES", ONE, "not_complete");
    await anna.isRefused("REVEAL_VOTES", { ...ONE, force: false }, "not_complete");
    const room = await anna.sets("REVEAL_VOTES", { ...ONE, force: true });
    assertEquals(cardsOf(room), { bela: "5" });
    assertEquals(voted(room), ["bela"]);
    // the terminal sat at its ask, whose ballot is over now
    await cyril.votes("8");
    await cyril.receives("text", { with: ["T-ONE", "over"] });
    assertEquals(cardsByName(await cyril.receives("VOTES_REVEALED")), { bela: "5" });
  },

  "[P2.5, P2.7] automatic reveal: by the last vote, or when it is switched on": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2);
    const bela = await table.seats("bela");
    await anna.does("BEGIN_VOTING", ONE);
    await bela.votes("5");
    await anna.seesMember("bela", { voted: true });
    await anna.does("MEMBER_VOTED", { ...ONE, vote: "8" });
    await bela.receives("VOTING_COMPLETED");
    const on = await anna.sets("SET_SETTINGS", { auto_reveal: true });
    assertEquals(cardsOf(on), { anna: "8", bela: "5" });
    await bela.receives("VOTES_REVEALED");
    await anna.does("BEGIN_VOTING", { ticket_id: "T-TWO" });
    await anna.does("MEMBER_VOTED", { ticket_id: "T-TWO", vote: "2" });
    await bela.votes("3");
    const room = await anna.sees("T-TWO's cards", ({ results_count }) => results_count === 2);
    assertEquals(cardsOf(room), { anna: "2", bela: "3" });
    await bela.receives("AWAITING_ADMIN_VOTE_START", { nth: 2 });
    assertEquals(bela.types.slice(-4), [
      "text",
      "VOTING_COMPLETED",
      "VOTES_REVEALED",
      "AWAITING_ADMIN_VOTE_START",
    ]);
  },

  "[P2.5] the final estimate of a revealed ticket is in the room and in the results": async (
    server,
  ) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2);
    const bela = await table.joins("bela", { role: "observer" });
    for (const ticket_id of ["T-ONE", "T-TWO"]) {
      await anna.does("BEGIN_VOTING", { ticket_id });
      await anna.does("MEMBER_VOTED", { ticket_id, vote: "5" });
      await anna.does("REVEAL_VOTES", { ticket_id });
    }
    const two = await anna.sets("SET_ESTIMATE", { ticket_id: "T-TWO", estimate: " 5 pts " });
    assert(two.ballot?.phase === "revealed");
    assertEquals(two.ballot.estimate, "5 pts");
    // an earlier ticket's is not shown with the ballot that is on the table
    const one = await anna.sets("SET_ESTIMATE", { ...ONE, estimate: "3" });
    assert(one.ballot?.phase === "revealed");
    assertEquals(one.ballot.estimate, "5 pts");
    await bela.isRefused("SET_ESTIMATE", { ...ONE, estimate: "8" }, "not_admin");
    await anna.isRefused("SET_ESTIMATE", { ...ONE, estimate: "" }, "bad_field", "estimate");
    const long = "x".repeat(17);
    await anna.isRefused("SET_ESTIMATE", { ...ONE, estimate: long }, "bad_field", "estimate");
    const { ballots = [] } = await bela.results();
    assertEquals(ballots.map(({ estimate }) => estimate), ["3", "5 pts"]);
    await anna.does("END_SESSION");
    const { data } = await bela.receives("SESSION_ENDED");
    assertEquals(data.results.ballots.map(({ estimate }) => estimate), ["3", "5 pts"]);
  },

  "[P2.5] tickets wait in a queue until their ballot begins": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2);
    const bela = await table.joins("bela");
    const ticket = (ticket_id: string) => ({ ticket_id, title: `Title ${ticket_id}` });
    const [A, B, C] = [ticket("A"), ticket("B"), ticket("C")];
    await anna.does("QUEUE_TICKETS", { tickets: [A, B] });
    const room = await anna.sets("QUEUE_TICKETS", { tickets: [{ ticket_id: "A" }, C] });
    // one that waits already keeps its place, and its title where it gets no other
    assertEquals(room.queue, [A, B, C]);
    const begun = await anna.sets("BEGIN_VOTING", { ticket_id: "B" });
    assertEquals(begun.queue, [A, C]);
    const replaced = await anna.sets("QUEUE_TICKETS", { tickets: [C], replace: true });
    assertEquals(replaced.queue, [C]);
    assertEquals((await anna.sets("QUEUE_TICKETS", { tickets: [], replace: true })).queue, []);
    const tickets = Array.from({ length: 200 }, (_, at) => ({ ticket_id: `Q-${at}` }));
    assertEquals((await anna.sets("QUEUE_TICKETS", { tickets })).queue, tickets);
    await anna.isRefused("QUEUE_TICKETS", { tickets: [C] }, "queue_full");
    const title = "ü".repeat(100);
    const heavy = tickets.map((ticket) => ({ ...ticket, title }));
    await anna.isRefused("QUEUE_TICKETS", { tickets: heavy, replace: true }, "queue_full");
    const many = [...tickets, C];
    await anna.isRefused("QUEUE_TICKETS", { tickets: many }, "bad_field", "tickets");
    const bad = [A, { title: "no id" }];
    await anna.isRefused("QUEUE_TICKETS", { tickets: bad }, "bad_field", "tickets[1].ticket_id");
    await bela.isRefused("QUEUE_TICKETS", { tickets: [] }, "not_admin");
    await table.agrees(bela, anna);
  },

  "[P2.5] a ticket that is taken out of the queue keeps its title": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2);
    await anna.does("QUEUE_TICKETS", { tickets: [{ ticket_id: "A", title: "Title A" }] });
    const room = await anna.sets("BEGIN_VOTING", { ticket_id: "A" });
    assertEquals(room.ballot?.title, "Title A");
  },

  "[P2.5] the timer informs, and ends at the reveal": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2);
    const bela = await table.joins("bela", { role: "observer" });
    const started = await anna.sets("START_TIMER", { seconds: 600 });
    const { room: { created_at } } = anna.welcome;
    assert(started.timer !== null);
    const since = started.timer.ends_at - created_at;
    assertGreater(since, 599_000);
    assertLess(since, 660_000);
    assertEquals((await anna.sets("STOP_TIMER")).timer, null);
    await anna.does("START_TIMER", { seconds: 1 });
    await anna.does("BEGIN_VOTING", ONE);
    await anna.does("MEMBER_VOTED", { ...ONE, vote: "5" });
    assert((await anna.sees("vote", (room) => voted(room).length === 1)).timer !== null);
    assertEquals((await anna.sets("REVEAL_VOTES", ONE)).timer, null);
    for (const seconds of [0, -1, 1.5, 86_401, "60", null]) {
      await anna.isRefused("START_TIMER", { seconds }, "bad_field", "seconds");
    }
    await bela.isRefused("START_TIMER", { seconds: 60 }, "not_admin");
    await bela.isRefused("STOP_TIMER", {}, "not_admin");
  },

  "[R2, R9] whoever turns observer is not waited for, and its vote goes": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 2);
    const bela = await table.joins("bela");
    await anna.does("BEGIN_VOTING", ONE);
    await anna.does("MEMBER_VOTED", { ...ONE, vote: "5" });
    await bela.does("SET_ROLE", { role: "observer" });
    await anna.sees("complete", ({ ballot }) => ballot?.phase === "complete");
    await bela.does("SET_ROLE", { role: "voter" });
    await anna.sees("voting", ({ ballot }) => ballot?.phase === "voting");
    await bela.does("MEMBER_VOTED", { ...ONE, vote: "8" });
    await anna.sees("complete", ({ ballot }) => ballot?.phase === "complete");
    await bela.sets("SET_ROLE", { role: "observer" });
    const room = await anna.sets("REVEAL_VOTES", ONE);
    assertEquals(cardsOf(room), { anna: "5" });
    const again = await bela.does("SET_ROLE", { role: "observer" });
    assertEquals(again, room.version, "no change");
    // the seat is free, and taken: no way back
    const cyril = await table.joins("cyril");
    await bela.isRefused("SET_ROLE", { role: "voter" }, "room_full");
    await bela.isRefused("SET_ROLE", { role: "admin" }, "bad_field", "role");
    await table.joins("dora", { role: "observer" });
    await cyril.isRefused("SET_ROLE", { role: "observer" }, "room_full");
    const late = await table.knocks("emil", { role: "observer" });
    assertEquals((await late.receives("ERROR")).data.code, "room_full");
    await late.isClosed(4009);
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
    });
  },

  "[P2.5] results come in pages": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 1);
    await anna.does("SET_SETTINGS", { auto_reveal: true });
    for (let ballot = 1; ballot <= 101; ballot++) {
      const ticket_id = `T-${ballot}`;
      await anna.does("BEGIN_VOTING", { ticket_id });
      await anna.does("MEMBER_VOTED", { ticket_id, vote: "5" });
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
