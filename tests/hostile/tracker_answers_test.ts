// Answers of trackers in which a few random places are damaged [A5]: nothing throws, and results are sanitised and
// limited like members' texts.
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { checkDescription, checkTicketId, checkTitle, checkUrl } from "../../src/protocol/text.ts";
import type { TrackerTicket } from "../../src/trackers/tracker.ts";
import { permittedTest } from "../permitted.ts";
import { opened, STAND_INS } from "../trackers/opened.ts";

const RUNS = 40;

/** What may stand where something else should. */
const ANYTHING: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e308, "", "x", "\u001b[31m\u202e", "7", [], [[]], {}, { value: {} }],
  ...["WEB-1", "../..", "https://evil.example/", "javascript:x", "x".repeat(10_000), { "": null }],
];

/** Whether a place is damaged, and by what: each answer takes as many as it has places, from the first on again. */
const damages = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom(...ANYTHING)),
  { minLength: 7, maxLength: 60 },
);

/** The JSON with other things in a tenth of its places. */
function damaged(json: unknown, next: () => readonly [number, unknown]): unknown {
  const [chance, anything] = next();
  if (chance === 0) return anything;
  if (Array.isArray(json)) return json.map((one) => damaged(one, next));
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, damaged(value, next)]),
  );
}

function assertClean(
  { key, title, url, description, estimate }: TrackerTicket,
  origin: string,
): void {
  assertEquals(checkTicketId(key), { ok: true, value: key });
  assertEquals(checkTitle(title), { ok: true, value: title });
  assertEquals(checkDescription(description), { ok: true, value: description });
  assertEquals(checkUrl(url), { ok: true, value: url });
  assert(url === "" || new URL(url).origin === origin, url);
  assert(estimate === null || (estimate !== "" && [...estimate].length <= 16), `${estimate}`);
}

for (const Kind of Object.values(STAND_INS)) {
  permittedTest(
    `${Kind.name}: no answer breaks the server, nor gets through unclean [A5]`,
    async () => {
      await using standIn = new Kind([]);
      standIn.tickets.push(
        { number: 1, title: "One", description: standIn.rich, estimate: 5, sprint: "x" },
        { number: 2, title: "Two", description: standIn.rich, estimate: null },
      );
      const { tracker, log, signal } = opened(standIn);
      const key = standIn.key(1);
      await fc.assert(
        fc.asyncProperty(damages, async (places) => {
          let at = 0;
          standIn.damage = (json) => damaged(json, () => places[at++ % places.length] ?? [1, null]);
          const found = await tracker.search("board: x", null, signal);
          const newest = await tracker.search("", null, signal);
          const fetched = await tracker.fetch([key], signal);
          await tracker.writeEstimate(key, "3", signal);
          const tickets = [
            ...found.ok ? found.value.tickets : [],
            ...newest.ok ? newest.value.tickets : [],
            ...fetched.ok ? fetched.value : [],
          ];
          for (const ticket of tickets) assertClean(ticket, standIn.origin);
          assertEquals(log.of("tracker_bug"), []);
        }),
        { numRuns: RUNS },
      );
    },
  );
}
