// Messages of v2 clients that come before the seat is there [W4, P2].
import { assertEquals } from "@std/assert";
import { stories } from "./stories.ts";
import { V2Table } from "./v2_table.ts";

stories("early messages", {
  "[P2] whatever is sent right behind the handshake is answered, after WELCOME": async (
    server,
  ) => {
    await using table = new V2Table(server);
    await table.creates("anna", 20);
    for (let at = 0; at < 10; at++) {
      const member = await table.knocks(`early-${at}`);
      const replies = await Promise.all([
        member.asks("PING"),
        member.asks("DANCE"),
        member.asks("SET_ROLE", { role: "voter" }),
      ]);
      assertEquals(replies.map(({ type }) => type), ["OK", "ERROR", "OK"]);
    }
  },
});
