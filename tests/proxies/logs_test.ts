// [W14] The logs of the guide's nginx and Caddy never have a resume token in them.
import { assert, assertStringIncludes } from "@std/assert";
import { Guest } from "./guest.ts";
import { behind, RECIPES } from "./proxy.ts";
import { isHere, permitted } from "./recipe.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
const ROOM = "ZZZZZZZZ";

for (const one of RECIPES) {
  const ignore = !permitted || !await isHere(one.program);

  Deno.test(
    { name: `[W14] ${one.program} logs no token, nor when the server is gone`, ignore },
    async () => {
      await behind(one, {}, async ({ port, made, stopServer, log }) => {
        const comes = () =>
          new Guest({
            port,
            ca: made.ca,
            from: "127.0.0.1",
            claims: "192.0.2.1",
            query: `action=RESUME&room_id=${ROOM}`,
            protocols: ["estimatex.v2", `estimatex.token.${TOKEN}`],
          });
        {
          using guest = comes();
          await guest.receives(/no_such_room/);
        }
        // a proxy logs most of what fails
        await stopServer();
        {
          using guest = comes();
          await guest.receives(/ 502 /);
        }
        const text = await log();
        assertStringIncludes(text, ROOM, "it does log requests");
        assert(!text.includes(TOKEN), text);
      });
    },
  );
}
