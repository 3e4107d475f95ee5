// From one machine to a cluster and back: rooms and results go over, members come back with their tokens, and nothing
// is served meanwhile, whatever moment a move is killed at.
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { subjectsOf } from "../../../src/cluster/subjects.ts";
import { runToEnd, Server } from "../../e2e/server.ts";
import { V2Table } from "../../e2e/v2_table.ts";
import { withDirectory } from "../../journal/files.ts";
import { startServers } from "../nats_servers.ts";
import { connected, natsTest, optionsFor } from "./bench.ts";
import { Nodes } from "./nodes.ts";

const TICKET = { ticket_id: "T-ONE" };

async function estimates(table: V2Table) {
  const ana = await table.creates("ana", 2);
  await ana.does("BEGIN_VOTING", TICKET);
  await ana.does("MEMBER_VOTED", { ...TICKET, vote: "8" });
  await ana.does("REVEAL_VOTES", TICKET);
  return ana;
}

/** What the program says, once it has ended as it should. */
async function says(words: readonly string[], code = 0): Promise<string> {
  const ended = await runToEnd(words);
  const text = ended.lines.join("\n");
  assertEquals(ended.code, code, text);
  return text;
}

natsTest("a data directory moves to a cluster and back, tokens and results with it", async () => {
  await using servers = await startServers(1);
  await withDirectory(async (directory) => {
    const data = ["--data", directory];
    const cluster = ["--cluster", servers.urls.join(",")];
    const one = await Server.start({ flags: data, workers: 2 });
    await using over = new V2Table(one);
    await using room = new V2Table(one);
    await (await estimates(over)).does("END_SESSION");
    const ana = await estimates(room);
    await ana.does("BEGIN_VOTING", { ticket_id: "T-TWO" });
    await ana.does("MEMBER_VOTED", { ticket_id: "T-TWO", vote: "5" });

    assertMatch(await says(["move", ...data, ...cluster], 1), /is in use by another process/);
    await one.stop();
    const there = await says(["move", ...data, ...cluster]);
    assertMatch(there, /^moved 1 room, and results of 1 session that ended, from \S+ to cluster/);
    assertMatch(there, /are kept in \S+\/moved-\w+: /);
    assertMatch(await says(["move", ...data, ...cluster], 1), /has no data files/);

    await using nodes = new Nodes(servers);
    await nodes.start("a");
    await using onNode = new V2Table(nodes.node("a"));
    onNode.v1.roomId = room.roomId;
    const back = await onNode.returns(ana);
    const { room: found, you } = await back.welcomed();
    assertEquals([found.ballot?.phase, you.vote], ["complete", "5"]);
    await back.does("REVEAL_VOTES", { ticket_id: "T-TWO" });
    const shown = await says(["results", ...cluster, "--format", "csv"]);
    for (const { roomId } of [over, room]) assertStringIncludes(shown, roomId);

    const refused = await says(["move", ...cluster, ...data], 1);
    assertMatch(refused, /^nodes of the cluster are running \(a\): stop all of them first/);
    await back.does("SET_ROLE", { role: "voter" }); // and nothing has happened to them
    await nodes.kill("a");
    assertMatch(await says(["move", ...cluster, ...data]), /^moved 1 room, and results of 1 /);
    const again = await Server.start({ flags: data, workers: 2 });
    await using onServer = new V2Table(again);
    onServer.v1.roomId = room.roomId;
    const home = await onServer.returns(ana);
    assertEquals((await home.results()).ballots?.length, 2);
    await home.does("END_SESSION");
    await again.stop();
    const kept = await says(["results", ...data, "--format", "csv"]);
    for (const { roomId } of [over, room]) assertStringIncludes(kept, roomId);
  });
});

natsTest("a move that ended early keeps nodes and servers away until it is finished", async () => {
  await using servers = await startServers(1);
  await withDirectory(async (directory) => {
    const data = ["--data", directory];
    const cluster = ["--cluster", servers.urls.join(",")];
    const one = await Server.start({ flags: data });
    await using room = new V2Table(one);
    const ana = await estimates(room);
    await one.stop();
    // as it is when a move dies before it has written anything
    await says(["move", ...data, ...cluster]);
    await says(["move", ...cluster, ...data]);
    await Deno.writeTextFile(`${directory}/moving`, "estimatex\n");
    const engine = await connected(optionsFor(servers.urls, { cluster: "estimatex" }));
    const marked = Promise.withResolvers<string>();
    const text = JSON.stringify({ shards: 1_024, format: 1, moving: directory });
    const { settings: subject } = subjectsOf("estimatex");
    engine.append({ subject, text, expected: null }, ({ kind }) => marked.resolve(kind));
    assertEquals(await marked.promise, "appended");
    engine.close();
    await engine.closed;

    const underWay =
      /^(--data can't be used: )?rooms are on their way between .* run the move again/;
    assertMatch((await says(["--port", "0", ...data], 1)).split("\n").at(-1) ?? "", underWay);
    const node = await says(["--port", "0", ...cluster, "--node", "a"], 1);
    assertMatch(node.split("\n").at(-1) ?? "", underWay);
    assertMatch(
      await says(["move", ...data, ...cluster, "--cluster-name", "other"], 1),
      /--cluster-name estimatex, until it has finished/,
    );

    assertMatch(await says(["move", ...data, ...cluster]), /^moved 1 room/);
    await using nodes = new Nodes(servers);
    await nodes.start("a");
    await using onNode = new V2Table(nodes.node("a"));
    onNode.v1.roomId = room.roomId;
    await (await onNode.returns(ana)).welcomed();
  });
});
