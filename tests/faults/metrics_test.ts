// Counters outlive workers: when one dies, no counter decreases, its gauges are gone, and its next incarnation
// continues the counters [S5].
import { assert, assertEquals } from "@std/assert";
import { httpExchange } from "../e2e/http_exchange.ts";
import { eventually } from "../e2e/patience.ts";
import { Table } from "../e2e/table.ts";
import { permittedTest } from "../permitted.ts";
import { type Exposition, readExposition } from "../server/exposition.ts";
import type { Fault } from "./fault.ts";
import { type SplitRoom, splitRoom, WORKERS } from "./split_room.ts";
import { Subject } from "./subject.ts";

const DOOMED = 0;
const LIVING = 1;

/** A crash that is reported, and an end that main has to find out. */
const FAULTS: readonly Fault[] = ["throw", "exit"];

const VOTES = 'estimatex_commands_total{type="vote"}';
const BEGINS = 'estimatex_commands_total{type="begin"}';
const SEATS = 'estimatex_seats_total{protocol="v1"}';
const RESTARTS = "estimatex_worker_restarts_total";
const UP = 'estimatex_workers{state="up"}';
const TIMED = 'estimatex_command_seconds_count{protocol="v1"}';

/** Scrapes again and again, and insists that nothing that is counted is ever less than it was. */
class Scraper {
  readonly #port: number;
  #last: Exposition = { counted: new Map(), gauges: new Map() };

  constructor({ port }: { readonly port: number }) {
    this.#port = port;
  }

  /** A dying worker swallows its share of requests: then null. */
  async tries(): Promise<Exposition | null> {
    const answer = await httpExchange(this.#port, { path: "/metrics" }).catch(() => null);
    if (answer === null || answer.status === 503) return null;
    assertEquals(answer.status, 200, answer.body);
    const now = readExposition(answer.body);
    for (const [series, before] of this.#last.counted) {
      const after = now.counted.get(series);
      assert(after !== undefined && after >= before, `${series} went from ${before} to ${after}`);
    }
    this.#last = now;
    return now;
  }

  /** Waits until all of these are what they should be: what is still being closed counts until it is gone. */
  async until(gauges: Readonly<Record<string, number>>): Promise<Exposition> {
    let seen = "";
    return await eventually(() => seen, async () => {
      const now = await this.tries();
      const values = Object.keys(gauges).map((series) => [series, now?.gauges.get(series)]);
      seen = JSON.stringify(values);
      return seen === JSON.stringify(Object.entries(gauges)) && now;
    });
  }
}

/** A whole ballot, in which everybody votes; each worker counts what comes to the rooms at home there. */
async function ballot({ admin, on }: SplitRoom, ticket: string): Promise<number> {
  const voters = on.flat();
  await admin.sends("BEGIN_VOTING", { ticket_id: ticket });
  for (const voter of voters) await voter.votes("8");
  await admin.reveals();
  for (const voter of voters) await voter.receives("VOTES_REVEALED", { with: [ticket] });
  return voters.length;
}

function counted({ counted }: Exposition, ...series: readonly string[]): number[] {
  return series.map((one) => counted.get(one) ?? 0);
}

for (const fault of FAULTS) {
  permittedTest(
    `[S5] no counter goes down when a worker dies by "${fault}", what it had is gone, and its next incarnation adds up`,
    async () => {
      await using server = await Subject.start({ workers: WORKERS, faulty: true });
      const scraper = new Scraper(server);
      const lost = await splitRoom(server, { home: DOOMED, prefix: "lost" });
      await using _lost = lost.table;
      const kept = await splitRoom(server, { home: LIVING, prefix: "kept" });
      await using _kept = kept.table;
      await ballot(lost, "T-LOST");
      await ballot(kept, "T-KEPT");
      const before = await scraper.until({ "estimatex_rooms": 2, [UP]: WORKERS });
      assertEquals(counted(before, RESTARTS), [0]);
      const [votes = 0, begins = 0, seats = 0, timed = 0] = counted(
        before,
        VOTES,
        BEGINS,
        SEATS,
        TIMED,
      );
      assertEquals([votes, begins], [lost.on.flat().length + kept.on.flat().length, 2]);

      // its next incarnations die young, so that there is one worker less for a while
      await server.order({ birth: { worker: DOOMED, fault: "throw" } });
      await server.order({ worker: DOOMED, fault });
      await scraper.until({ [UP]: WORKERS - 1 });
      await server.logged("worker_not_replaced");
      const between = await scraper.until({ [UP]: WORKERS - 1 });
      assertEquals(
        counted(between, VOTES, BEGINS),
        [votes, begins],
        "what was scraped is never lost",
      );
      assertEquals(between.gauges.get(`estimatex_heap_bytes{worker="${DOOMED}",what="used"}`), 0);
      await server.order({ birth: null });
      await server.logged("worker_replaced");

      // of the dead worker nothing is left, but what it has counted
      const staying = kept.on[LIVING]?.length ?? 0;
      await lost.admin.begins("T-NONE"); // too late: the admin sat at the prompt, and reads on behind it
      await Promise.all(lost.on.flat().map((person) => person.ended()));
      const after = await scraper.until({
        "estimatex_rooms": 1,
        'estimatex_members{protocol="v1",presence="online"}': staying,
        'estimatex_ballots{phase="revealed"}': 1,
        'estimatex_connections{protocol="v1"}': staying,
        [UP]: WORKERS,
      });
      assertEquals(counted(after, VOTES, BEGINS, SEATS, RESTARTS), [votes, begins, seats, 1]);
      assert(counted(after, TIMED)[0] === timed, "nobody sent anything");

      // and the new one's counts are on top of it
      const again = await splitRoom(server, { home: DOOMED, prefix: "again" });
      await using _again = again.table;
      const more = await ballot(again, "T-AGAIN");
      const end = await scraper.until({ "estimatex_rooms": 2 });
      assertEquals(counted(end, VOTES, BEGINS, RESTARTS), [votes + more, begins + 1, 1]);
      const [nowSeats = 0, nowTimed = 0] = counted(end, SEATS, TIMED);
      assert(nowSeats >= seats + more && nowTimed > timed);
    },
  );
}

for (const workers of [1, WORKERS]) {
  permittedTest(
    `[S5] a crash loses nothing that was counted, scraped or not, ${workers} worker(s)`,
    async () => {
      // nobody asks for a sign of life: what is known of a dead worker is what it sent last
      const env = { ESTIMATEX_TEST_HEARTBEAT_MS: "60000" };
      await using server = await Subject.start({ workers, faulty: true, env });
      const scraper = new Scraper(server);
      for (let deaths = 1; deaths <= 2; deaths++) {
        await using table = new Table(server);
        const [anna, bela] = await table.fills("anna", "bela");
        await anna?.begins(`T-${deaths}`);
        for (const person of table.people) await person.votes("8");
        await anna?.receives("VOTING_COMPLETED");
        for (let worker = 0; worker < workers; worker++) {
          await server.order({ worker, fault: "throw" });
        }
        await server.logged("worker_replaced", () => true, deaths * workers);
        await anna?.reveals(); // she sat at her prompt
        for (const person of [anna, bela]) await person?.ended();
        const now = await scraper.until({ "estimatex_rooms": 0, [UP]: workers });
        const crashes = deaths * workers;
        assertEquals(counted(now, VOTES, BEGINS, RESTARTS), [2 * deaths, deaths, crashes]);
      }
    },
  );
}
