// Refusals of v2 commands, as their senders get them.
import { assert, assertEquals } from "@std/assert";
import { decodeV2 } from "../../src/protocol/v2_decode.ts";
import { MixedCluster } from "./v2_story.ts";

type Ask = readonly [type: string, data?: Readonly<Record<string, unknown>>];

Deno.test("[P2.6] an ERROR has a code, a sentence and the id it answers", () => {
  using table = new MixedCluster();
  const [ana] = table.v2Room(["ana"]);
  const id = ana.sends("MEMBER_VOTED", { ticket_id: "T1", vote: "5" });
  const { data } = ana.reply(id) ?? {};
  assertEquals([Object.keys(data ?? {}), data?.["code"]], [["code", "message"], "no_ballot"]);
  assert(/^[A-Z].*\.$/.test(`${data?.["message"]}`), `${data?.["message"]}`);
  assertEquals(JSON.parse(ana.frames.at(-1) ?? "").re, id);
});

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
