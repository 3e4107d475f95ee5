// What a server shows of its settings: in the line of its start, and for --check-config.
import { assertEquals, assertMatch } from "@std/assert";
import { defaults } from "../../src/cli/flags.ts";
import { chosenSettings, shownSettings } from "../../src/cli/shown_settings.ts";
import { runToEnd, Server } from "../e2e/server.ts";
import { permittedTest } from "../permitted.ts";

Deno.test("of addresses only the origin is shown", () => {
  const config = { ...defaults(1), allowed_origins: ["https://a.test", "*"] };
  const table: [string, string][] = [
    ["https://hooks.test/services/T0/B0/secret", "https://hooks.test/..."],
    ["https://hooks.test?key=secret", "https://hooks.test/..."],
    ["https://me:secret@a.test", "https://a.test/..."],
    ["https://a.test/", "https://a.test/"],
    ["JIRA=jira:https://me:secret@a.test/x", "JIRA=jira:https://a.test/..."],
    ["/etc/estimatex/key.pem", "/etc/estimatex/key.pem"],
  ];
  for (const [text, shown] of table) {
    const settings = shownSettings({ ...config, public_url: text });
    assertEquals(settings["public_url"], shown);
  }
  assertEquals(shownSettings(config)["allowed_origins"], ["https://a.test", "*"]);
  const chosen = chosenSettings(config, new Map([["allowed_origins", "--allowed-origin"]]));
  assertEquals(Object.keys(chosen), ["allowed_origins"]);
});

permittedTest(
  "--check-config prints every setting, or the error that a start would print",
  async () => {
    const { code, lines } = await runToEnd(["--check-config", "--room-idle", "1h"]);
    const settings = JSON.parse(lines.join("\n"));
    assertEquals([code, settings.room_idle_ms, settings.port], [0, 3_600_000, 8080]);
    const wrong = await runToEnd(["--check-config", "--tls-cert", "a.pem", "--tls-key", "b.pem"]);
    assertEquals([wrong.code, wrong.lines.length], [2, 1]);
    assertMatch(wrong.lines[0] ?? "", /^can't read --tls-cert "a\.pem"/);
  },
);

permittedTest("the log line of a start has the settings that were given", async () => {
  await using server = await Server.start({ flags: ["--max-rooms", "7"] });
  const { settings } = await server.logged("listening");
  assertEquals(Object(settings)["max_rooms"], 7);
  assertEquals(Object(settings)["room_idle_ms"], undefined);
});
