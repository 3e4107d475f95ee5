// What a command prints may have nowhere to go. Only Linux has a file for it, /dev/full.
import { assertEquals, assertMatch } from "@std/assert";
import { RoomClient } from "../../src/client/mod.ts";
import { within } from "../e2e/patience.ts";
import { Server } from "../e2e/server.ts";
import { permittedTest } from "../permitted.ts";
import { cleanEnvironment, serverWords, workingFolder } from "../program.ts";
import { Home } from "../terminal/program.ts";

permittedTest(
  "a command whose output can't be written says why, and exits as failed",
  async () => {
    await using server = await Server.start();
    await using home = new Home();
    const address = `127.0.0.1:${server.port}`;
    const ana = new RoomClient({ url: `http://${address}/ws` });
    const { room_id } = await within(ana.create({ name: "Ana", capacity: 3 }), "room");
    const join = ["join", room_id, "--server", address, "--name", "Bob", "--json"];
    const table: [readonly string[], Readonly<Record<string, string>>][] = [
      [serverWords(["--version"]), cleanEnvironment()],
      [home.command(join), home.environment],
    ];
    for (const [words, env] of table) {
      const { code, stderr } = await within(
        new Deno.Command("sh", {
          args: ["-c", '"$@" > /dev/full', "sh", ...words],
          cwd: workingFolder(),
          env,
          clearEnv: true,
          stdin: "null",
        }).output(),
        "end of a program whose output is full",
      );
      assertEquals(code, 1);
      assertMatch(
        new TextDecoder().decode(stderr),
        /^Standard output can't be written: .*No space left.*\n$/,
      );
    }
    ana.close();
  },
  { where: Deno.build.os === "linux" },
);
