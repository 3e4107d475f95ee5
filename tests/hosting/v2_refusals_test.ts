// Refusals of v2 commands, as their senders get them.
import { assert } from "@std/assert";
import { decodeV2 } from "../../src/protocol/v2_decode.ts";
import { MixedCluster } from "./v2_story.ts";

type Ask = readonly [type: string, data?: Readonly<Record<string, unknown>>];

Deno.test("[W6, P2.6] a refusal is a sentence for a person, whatever was sent", () => {
  using table = new MixedCluster();
  const [ana] = table.v2Room(["ana"]);
  ana.begin("T1");
  const long = "x".repeat(60_000);
  const asks: readonly Ask[] = [
    ["MEMBER_VOTED", { ticket_id: "T".repeat(64), vote: "5" }],
    ["HAND_OVER", { member_id: long }],
    ["REMOVE_MEMBER", { member_id: long }],
  ];
  for (const [type, data] of asks) {
    const reply = ana.reply(ana.sends(type, data));
    assert(`${reply?.data["message"]}`.length < 300, type);
  }
  const vote = decodeV2(JSON.stringify({
    type: "MEMBER_VOTED",
    data: { ticket_id: "T1", vote: long },
    id: "1",
  }));
  assert(!vote.ok && vote.error.problem.message.length < 300);
  const longest = Math.max(...ana.frames.map((frame) => frame.length));
  assert(longest < 2_000, `a frame of ${longest} characters`);
});
