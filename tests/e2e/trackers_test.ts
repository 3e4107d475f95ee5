// A server with a tracker [A5], whose token is sent only to the tracker.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { permittedTest } from "../permitted.ts";
import { giveToProgram, programsFolder } from "../program.ts";
import { JiraCloudStandIn } from "../trackers/standins/jira.ts";
import { httpExchange } from "./http_exchange.ts";
import { within } from "./patience.ts";
import { RawSocket } from "./raw_socket.ts";
import { runToEnd, Server } from "./server.ts";
import { keyOffer, V2 } from "./v2_member.ts";

const KEY = "okapi-and-tapir-0";

permittedTest("[A5] the token of a tracker is in no log, metric or frame", async () => {
  await using jira = new JiraCloudStandIn([{ number: 7, title: "Log in with a passkey" }]);
  const folder = programsFolder();
  const [keys, token] = [`${folder}/keys`, `${folder}/token`];
  await Deno.writeTextFile(keys, KEY);
  await Deno.writeTextFile(token, jira.token);
  giveToProgram(keys, token);
  const flags = [
    ...["--create-key-file", keys, "--tracker", `work=jira:${jira.site}`, "--log-level", "debug"],
    ...["--tracker-token-file", `work=${token}`],
  ];
  await using server = await Server.start({ workers: 2, flags, reads: folder });
  const { kind, tracker, site } = await server.logged("tracker_configured");
  assertEquals([kind, tracker, site], ["jira", "work", jira.site]);
  const path = "/ws?action=CREATE_ROOM&name=ana&max_room_capacity=2";
  await using ana = await RawSocket.open(server.port, { path, protocols: [V2, keyOffer(KEY)] });
  const frames: string[] = [];
  const until = async (words: string) => {
    while (!frames.at(-1)?.includes(words)) {
      const message = await ana.message();
      assert(message.kind === "text");
      frames.push(message.text);
    }
  };
  await until('"WELCOME"');
  const data = { tracker: "work", query: "passkey" };
  await ana.text(JSON.stringify({ type: "SEARCH_TRACKER", id: "1", data }));
  await until("WEB-7");
  const { body } = await httpExchange(server.port, { path: "/metrics" });
  assertStringIncludes(body, 'estimatex_tracker_requests_total{kind="jira",outcome="ok"} 1');
  const { outcome, operation } = await server.logged("tracker_asked");
  assertEquals([operation, outcome], ["search", "ok"]);
  await ana.close();
  await server.stop();
  for (const text of [`${server}`, body, frames.join()]) {
    assert(!text.includes("secret-token") && !text.includes(btoa(jira.token)), text);
  }
  assert(!`${server}`.includes("passkey"), "what is searched for is logged");
});

permittedTest(
  "[A5] after SIGHUP every worker asks with the token that the file has now",
  async () => {
    await using jira = new JiraCloudStandIn([{ number: 7, title: "Log in with a passkey" }]);
    const folder = programsFolder();
    const [keys, token] = [`${folder}/keys`, `${folder}/token`];
    await Deno.writeTextFile(keys, KEY);
    await Deno.writeTextFile(token, jira.token);
    giveToProgram(keys, token);
    const flags = [
      ...["--create-key-file", keys, "--tracker", `work=jira:${jira.site}`],
      ...["--tracker-token-file", `work=${token}`],
    ];
    for (const workers of [1, 2]) {
      jira.token = "ana@example.org:secret-token-1";
      await Deno.writeTextFile(token, jira.token);
      await using server = await Server.start({ workers, flags, reads: folder });
      const asked = async () => {
        const path = "/ws?action=CREATE_ROOM&name=ana&max_room_capacity=2";
        await using ana = await RawSocket.open(server.port, {
          path,
          protocols: [V2, keyOffer(KEY)],
        });
        const data = { tracker: "work", query: "passkey" };
        await ana.text(JSON.stringify({ type: "SEARCH_TRACKER", id: "1", data }));
        for (;;) {
          const message = await ana.message();
          assert(message.kind === "text");
          if (message.text.includes('"re":"1"')) return JSON.parse(message.text).type;
        }
      };
      assertEquals(await asked(), "OK");
      jira.token = "ana@example.org:secret-token-2";
      assertEquals(await asked(), "ERROR");
      await Deno.writeTextFile(token, jira.token);
      Deno.kill(server.pid, "SIGHUP");
      await server.logged("read_again", ({ flag }) => flag === "tracker-token-file");
      await within(
        (async () => {
          for (let inARow = 0; inARow < 4;) inARow = await asked() === "OK" ? inARow + 1 : 0; // rooms on both workers
        })(),
        "the new token",
      );
    }
  },
);

permittedTest("[A5] without a key for who opens rooms no tracker is served", async () => {
  const { code, lines } = await runToEnd(["--tracker", "a=linear:https://linear.app/x"], [], {
    ESTIMATEX_TRACKER_A_TOKEN: "secret-token-1",
  });
  assertEquals(code, 2);
  assertEquals(lines.length, 1);
  assertMatch(lines.join(), /^--tracker needs --create-key-file or --auth-header: /);
});
