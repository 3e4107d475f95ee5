// nginx and Caddy with the configurations in src/server/ACCESS.md, with an identity server of the test, in front of a
// server that trusts their header [A2].
import { assertEquals } from "@std/assert";
import { readHead, writeAll } from "../e2e/http_exchange.ts";
import { Guest } from "./guest.ts";
import { behind, RECIPES } from "./proxy.ts";
import { isHere, permitted } from "./recipe.ts";

const GUIDE = "src/server/ACCESS.md";
const FLAGS = ["--auth-header", "Remote-Name", "--public-url", "https://localhost"];

/** Whoever has this cookie is signed in, as this person. */
const PEOPLE: Readonly<Record<string, string>> = { "session=a1": "Ana", "session=z2": "Zoë" };

/** Answers as Authelia does: 200 and who it is, or 401. */
function identityServer(): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, ({ headers }) => {
    const name = PEOPLE[headers.get("cookie") ?? ""];
    if (name === undefined) return new Response("sign in\n", { status: 401 });
    const bytes = String.fromCharCode(...new TextEncoder().encode(name));
    return new Response(null, { headers: { "Remote-Name": bytes } });
  });
}

for (const one of RECIPES) {
  const ignore = !permitted || !await isHere(one.program);

  Deno.test({ name: `[A2] ${one.program} says who people are`, ignore }, async () => {
    await using identity = identityServer();
    const changes = [["127.0.0.1:9091", `127.0.0.1:${identity.addr.port}`]] as const;
    await behind(one, { guide: GUIDE, flags: FLAGS, changes }, async ({ port, made: { ca } }) => {
      const status = async (headers: Readonly<Record<string, string>>) => {
        using conn = await Deno.connectTls({ hostname: "localhost", port, caCerts: [ca] });
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
        const head = `GET /who HTTP/1.1\r\nHost: localhost\r\n${lines.join("")}`;
        await writeAll(conn, new TextEncoder().encode(`${head}Connection: close\r\n\r\n`));
        return (await readHead(conn)).status;
      };
      const claim = { "Remote-Name": "Ana" };
      assertEquals(await status({}), 401);
      assertEquals(await status(claim), 401);
      assertEquals(await status({ Cookie: "session=a1" }), 200);

      const query = "action=CREATE_ROOM&name=Eve&max_room_capacity=2";
      const guest = (headers: Readonly<Record<string, string>>) =>
        new Guest({
          ...{ port, ca, query, headers, from: "127.0.0.1", claims: "192.0.2.1" },
          protocols: ["estimatex.v2"],
        });
      using nobody = guest(claim);
      await nobody.receives(/ 401 /);
      using ana = guest({ Cookie: "session=a1" });
      assertEquals(await ana.receives(/"members":\[\{[^}]*"name":"([^"]*)"/), "Ana");
      // what somebody says of themselves counts for nothing, signed in or not
      using zoe = guest({ ...claim, Cookie: "session=z2" });
      assertEquals(await zoe.receives(/"members":\[\{[^}]*"name":"([^"]*)"/), "Zoë");
    });
  });
}
