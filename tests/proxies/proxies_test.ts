// The operator's guide's nginx and Caddy: the doctor's session in both protocols, with silence, and limits for each
// address that a proxy forwards, whatever its client claims [W8, W9, W10].
import { assertEquals, assertMatch } from "@std/assert";
import { readHead, writeAll } from "../e2e/http_exchange.ts";
import { withinOneMinute } from "../hostile/one_minute.ts";
import { examined } from "./examined.ts";
import { Guest } from "./guest.ts";
import { behind, type Proxied, RECIPES } from "./proxy.ts";
import { isHere, permitted } from "./recipe.ts";

/** As the operator's guide says; its own page connects through a proxy, at whatever port that listens [W3]. */
const FLAGS = ["--admin-port", "0", "--public-url", "https://localhost"];

/** Wrong guesses in a minute that are answered at once [W9]. */
const AT_ONCE = 30;
const NOBODYS = "ZZZZZZZZ";

for (const one of RECIPES) {
  const ignore = !permitted || !await isHere(one.program);

  Deno.test({ name: `[W3, W8, W10] ${one.program}, as in the guide`, ignore }, async () => {
    const flags = ["--max-connections-per-ip", "3", ...FLAGS];
    await behind(one, { flags }, async (proxied) => {
      const { code, checks, output } = await examined(proxied, "65s");
      assertEquals([code, ...checks.filter(({ result }) => result !== "ok")], [0], output);
      assertMatch(output, /a proxy answers/);
      await addressesCount(proxied);
    });
  });

  Deno.test({ name: `[W12] nothing leads past ${one.program} to /metrics`, ignore }, async () => {
    await behind(one, { flags: FLAGS }, async ({ port, made }) => {
      for (const [path, host] of TO_METRICS) {
        const status = await statusOf(port, made.ca, { path, host });
        assertEquals([200, 101].includes(status), false, `${path} of ${host}: ${status}`);
      }
      assertEquals(await statusOf(port, made.ca, { path: "/healthz", host: "localhost" }), 200);
    });
  });

  Deno.test(
    { name: `[W9] guesses through ${one.program} count for whom it forwards`, ignore },
    async () => {
      await behind(one, {}, async (proxied) => {
        const arrived = await withinOneMinute((attempt) => guesses(proxied, attempt));
        // the 31st is late whoever it claims to be; and who is claimed to be the guesser has guessed nothing
        assertEquals(arrived.toSorted(), ["claimed", "late", "other"]);
        assertEquals(arrived.at(-1), "late");
      });
    },
  );
}

/** What order answers come in to somebody who has guessed enough, and to two who ask after them. */
async function guesses({ port, made }: Proxied, attempt: number): Promise<string[]> {
  const guesser = `127.1.0.${attempt}`;
  const query = new URLSearchParams({ action: "JOIN_ROOM", name: "guess", room_id: NOBODYS });
  const asks = (from: string, claims: string) =>
    new Guest({ port, ca: made.ca, from, claims, query: `${query}` });
  for (let guess = 0; guess < AT_ONCE; guess++) {
    using guest = asks(guesser, `192.0.2.${guess}`);
    await guest.receives(REFUSED);
  }
  using late = asks(guesser, "192.0.2.200, 192.0.2.201");
  await late.receives(/ 101 /); // it has asked: whoever is answered before it is not late
  using claimed = asks(`127.2.0.${attempt}`, guesser);
  using other = asks(`127.3.0.${attempt}`, "unknown");
  const arrived: string[] = [];
  await Promise.all(
    Object.entries({ late, claimed, other }).map(async ([name, guest]) => {
      await guest.receives(REFUSED);
      arrived.push(name);
    }),
  );
  return arrived;
}

const TO_METRICS = [
  ["/metrics", "localhost"],
  ["/x\\..\\metrics", "localhost"],
  ["/x/../metrics", "localhost"],
  ["/%6detrics", "localhost"],
  ["/metrics#", "localhost"],
  ["/x", "localhost/metrics?"],
  ["/x", "localhost\\metrics?"],
] as const;

/** What a request is answered with, sent as it stands. */
async function statusOf(
  port: number,
  ca: string,
  { path, host }: { readonly path: string; readonly host: string },
): Promise<number> {
  using conn = await Deno.connectTls({ hostname: "localhost", port, caCerts: [ca] });
  const head = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  await writeAll(conn, new TextEncoder().encode(head));
  return (await readHead(conn)).status;
}

const REFUSED = new RegExp(`${NOBODYS}`);

/** Everybody here has one address, whatever the client claims: of four connections one is refused. */
async function addressesCount({ port, made }: Proxied): Promise<void> {
  using guests = new DisposableStack();
  const answers: string[] = [];
  for (let at = 0; at < 4; at++) {
    const query = `action=CREATE_ROOM&name=n${at}&max_room_capacity=2`;
    const guest = guests.use(
      new Guest({ port, ca: made.ca, from: "127.0.0.1", claims: `192.0.2.${at}`, query }),
    );
    answers.push(await guest.receives(/(CREATE_ROOM|Your address)/));
  }
  assertEquals(answers, ["CREATE_ROOM", "CREATE_ROOM", "CREATE_ROOM", "Your address"]);
}
