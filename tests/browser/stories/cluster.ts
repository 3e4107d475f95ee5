/** [C10, C19] A node of a cluster dies: who was connected to it sees the page connect again, and nobody more. */
import { assertEquals } from "@std/assert";
import { NATS_SERVER, startServers } from "../../cluster/nats_servers.ts";
import { Nodes } from "../../cluster/real/nodes.ts";
import { isExecutable } from "../../program.ts";
import { printError } from "../../print.ts";
import type { Story } from "../play.ts";

/** What a browser says of a connection that a dead node had. */
export const CUT = /WebSocket connection to .* failed/;

/** Keeps what comes up on a page, and what goes, that nobody should see change. */
export const WATCH = `
  globalThis.changes = [];
  const noted = "[role=alert], [role=dialog], [role=alertdialog], [aria-label=Voters]";
  new MutationObserver((all) => {
    for (const { addedNodes, removedNodes } of all) {
      for (const node of [...addedNodes, ...removedNodes]) {
        const found = node instanceof Element && (node.matches(noted) ? node : node.querySelector(noted));
        if (found) globalThis.changes.push(found.outerHTML);
      }
    }
  }).observe(document.body, { childList: true, subtree: true });
`;

if (NATS_SERVER === undefined) {
  printError(
    "THE STORY OF A PAGE WHOSE NODE IS KILLED WAS NOT PLAYED: THE VARIABLE NATS_SERVER NAMES NO nats-server, 2.10.23 OR LATER",
  );
}

const STORIES: Readonly<Record<string, Story>> = {
  "a node is killed in mid-vote: who was connected to it sees that the page connects again, and nothing else":
    async (
      team,
    ) => {
      await using servers = await startServers(1);
      await using nodes = new Nodes(servers);
      await nodes.start("a", "b");
      await nodes.settled();
      team.isBalancedBy(nodes.balancer);
      const { ana, bob, cleo } = await team.meet("ana", "bob", "cleo");
      const all = [ana, bob, cleo];
      for (const one of all) one.expects(CUT);
      const link = await ana.opensRoom(team.origin, "Ana");
      await bob.joins(link, "Bob");
      await cleo.joins(link, "Cleo");
      await ana.begins("WEB-1");
      await bob.votes("3");
      await ana.sees("1 of 3 voters voted");
      for (const { page } of all) await page.evaluate(WATCH);

      const opened = (name: string) =>
        nodes.node(name).log.some(({ event, room }) =>
          event === "room_opened" && room === link.slice(-8)
        );
      await nodes.kill(opened("a") ? "a" : "b");
      await ana.sees("Connection lost"); // who opens a room is on the node that has it [C5]
      await cleo.card("8").click();
      for (const one of all) await one.isBack();

      await bob.hasPicked("3");
      await cleo.hasPicked("8");
      await ana.votes("5");
      await ana.sees("Everybody has voted");
      for (const { page } of all) {
        assertEquals([page.url(), await page.evaluate("globalThis.changes")], [link, []]);
      }
      await ana.reveals();
      assertEquals(await bob.table(), { Ana: "5", Bob: "3", Cleo: "8" });
    },
};

/** None where there is no NATS server; the executable is the page's sources, byte for byte. */
export const CLUSTER = NATS_SERVER === undefined || isExecutable() ? {} : STORIES;
