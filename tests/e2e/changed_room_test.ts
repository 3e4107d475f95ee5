// What changes in a room while an old terminal sits in it: it is sent what it can show, asked once at a time, and
// never sent a word that makes it exit [P1, P1.5, R11a, R17b, P2.5a].
import { assertEquals, assertMatch } from "@std/assert";
import { stories } from "./stories.ts";
import { cardsByName } from "./table.ts";
import { V2Table } from "./v2_table.ts";

stories("changed rooms", {
  "[R11a, P1.5] cancelled, nudged, renamed and another deck, while a terminal sits at its prompt":
    async (
      server,
    ) => {
      await using table = new V2Table(server);
      const anna = await table.creates("anna", 3);
      const bela = await table.seats("bela");
      const cyril = await table.joins("cyril");
      await anna.does("BEGIN_VOTING", { ticket_id: "T-ONE" });
      await bela.prompted("vote");
      await anna.does("MEMBER_VOTED", { ticket_id: "T-ONE", vote: "21" });
      await anna.does("NUDGE");
      const nudge = await cyril.receives("NUDGED");
      assertEquals(nudge.data, { ticket_id: "T-ONE", by: { member_id: anna.id, name: "anna" } });
      await cyril.does("RENAME", { name: "Cyrille" });
      await anna.does("CANCEL_BALLOT");
      await anna.does("SET_ROOM", { deck: "XS,2,5,XL" });
      await anna.does("BEGIN_VOTING", { ticket_id: "T-TWO" });

      // it reads on once its prompt is answered; the answer is too late, and brings the cards and the new ask
      const { length } = bela.frames;
      await bela.votes("13");
      await bela.receives("ASK_FOR_VOTE", { nth: 2 });
      const since = bela.frames.slice(length).map(({ raw }) => raw);
      const expected = [
        /^.*anna voted for T-ONE$/,
        /^.*anna is waiting for your vote on T-ONE\.$/,
        /ROOM_JOIN_UPDATES.*cyril is called Cyrille now/,
        /^.*T-ONE was cancelled\.$/,
        /^.*Too late.*T-ONE/,
        /^.*cards.*: 2, 5$/,
        /ASK_FOR_VOTE.*"T-TWO"/,
      ];
      assertEquals(since.length, expected.length, `${bela}`);
      for (const [n, frame] of expected.entries()) assertMatch(since[n] ?? "", frame);
      await bela.votes("5");
      await anna.seesMember("bela", { voted: true });
      for (const [member, vote] of [[anna, "XS"], [cyril, "XL"]] as const) {
        await member.does("MEMBER_VOTED", { ticket_id: "T-TWO", vote });
      }
      await anna.does("REVEAL_VOTES", { ticket_id: "T-TWO" });
      const both = { anna: "XS", bela: "5", Cyrille: "XL" };
      assertEquals(cardsByName(await bela.receives("VOTES_REVEALED")), both);
      assertEquals(bela.exit, undefined);
    },
});
