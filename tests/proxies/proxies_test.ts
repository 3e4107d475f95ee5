// The README's nginx and Caddy, for real: a session of both protocols by the doctor, who also thinks for a
// while, and limits that hold for each address that a proxy forwards, whatever its client claims [W8, W9, W10].
import { assertEquals, assertMatch } from "@std/assert";
import { withinOneMinute } from "../hostile/one_minute.ts";
import { examined } from "./examined.ts";
import { Guest } from "./guest.ts";
import { behind, type Proxied, RECIPES } from "./proxy.ts";
import { isHere, permitted } from "./recipe.ts";

/** The server's own page may connect through a proxy, at whatever port that listens [W3]. */
const ELSEWHERE = ["--allowed-origin", "https://example.com"];

/** Wrong guesses in a minute that are answered at once [W9]. */
const AT_ONCE = 30;
const NOBODYS = "ZZZZZZZZ";

for (const one of RECIPES) {
  const ignore = !permitted || !await isHere(one.program);

  Deno.test({ name: `[W3, W8, W10] ${one.program}, as in the README`, ignore }, async () => {
    const flags = ["--max-connections-per-ip", "3", ...ELSEWHERE];
    await behind(one, { flags }, async (proxied) => {
      const { code, checks, said } = await examined(proxied, "65s");
      assertEquals([code, ...checks.filter(({ result }) => result !== "ok")], [0], said);
      assertMatch(said, /a proxy answers/);
      await addressesCount(proxied);
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
    await guest.hears(REFUSED);
  }
  using late = asks(guesser, "192.0.2.200, 192.0.2.201");
  await late.hears(/ 101 /); // it has asked: whoever is answered before it is not late
  using claimed = asks(`127.2.0.${attempt}`, guesser);
  using other = asks(`127.3.0.${attempt}`, "unknown");
  const arrived: string[] = [];
  await Promise.all(
    Object.entries({ late, claimed, other }).map(async ([name, guest]) => {
      await guest.hears(REFUSED);
      arrived.push(name);
    }),
  );
  return arrived;
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
    answers.push(await guest.hears(/(CREATE_ROOM|Your address)/));
  }
  assertEquals(answers, ["CREATE_ROOM", "CREATE_ROOM", "CREATE_ROOM", "Your address"]);
}
