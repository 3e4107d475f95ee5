// The README's bot, fed by the client at a pipe.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { RoomClient } from "../../src/client/mod.ts";
import { within } from "../e2e/patience.ts";
import { Server } from "../e2e/server.ts";
import { permittedTest } from "../permitted.ts";
import { ROOT } from "../program.ts";
import { Home, Piped } from "./program.ts";

permittedTest(
  "bot: the guide's bot posts each estimate once, and is the one that the guide shows",
  async () => {
    const posted: string[] = [];
    const { promise: all, resolve } = Promise.withResolvers<void>();
    await using chat = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      async (request) => {
        posted.push((await request.json()).text);
        if (posted.length === 3) resolve();
        // a chat that fails once is no reason to end
        return new Response(null, { status: posted.length === 1 ? 500 : 200 });
      },
    );
    await using server = await Server.start();
    await using home = new Home();
    const url = `http://127.0.0.1:${server.port}`;
    const ana = new RoomClient({ url: `${url}/ws` });
    const { room_id } = await within(ana.create({ name: "Ana", capacity: 3 }), "room");
    const scribe = new Piped(home, [
      ...["join", room_id, "--server", url, "--name", "Scribe", "--observer", "--json"],
    ]);
    await scribe.closes();
    const bot = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--allow-net",
        `${ROOT}tests/terminal/example_bot.ts`,
        `http://127.0.0.1:${chat.addr.port}/hooks/T0/B0`,
      ],
      stdin: "piped",
      stdout: "null",
      stderr: "inherit",
    }).spawn();
    const input = bot.stdin.getWriter();
    await within(ana.until(({ members }) => members.length === 2), "the scribe");
    const estimate = async (ticketId: string, title: string, [card, noted]: readonly string[]) => {
      await within(ana.begin({ ticket_id: ticketId, title }), "ballot");
      await within(ana.vote(ticketId, card ?? "?"), "vote");
      await within(ana.reveal(ticketId), "reveal");
      await scribe.emits("result", ({ ballot }) => JSON.stringify(ballot).includes(ticketId));
      if (noted === undefined) return;
      await within(ana.setEstimate(ticketId, noted), "estimate");
      await scribe.emits("result", ({ ballot }) => {
        const text = JSON.stringify(ballot);
        return text.includes(ticketId) && text.includes(`"estimate":"${noted}"`);
      });
    };
    await estimate("T-1", "Log <!channel> in & @all", ["5", "8"]);
    await estimate("T-2", "", ["?"]);
    await estimate("T-3", "Pay", ["3", "3"]);
    await within(ana.endSession(), "end");
    assertEquals(await scribe.ends(), 0);
    for (const line of scribe.lines) await input.write(new TextEncoder().encode(`${line}\n`));
    await input.close();
    await within(all, "all posts");
    assertEquals((await within(bot.status, "end of the bot")).code, 0);
    assertEquals(posted, [
      "T-1 Log &lt;!channel&gt; in &amp; @\u200Ball: 8",
      "T-3 Pay: 3",
      "T-2: no estimate, votes: 1 x ?",
    ]);
    await scribe[Symbol.asyncDispose]();
    const [example, guide] = await Promise.all(
      ["tests/terminal/example_bot.ts", "src/terminal/README.md"].map((path) =>
        Deno.readTextFile(ROOT + path)
      ),
    );
    assertStringIncludes(guide ?? "", (example ?? "?").trim());
  },
);
