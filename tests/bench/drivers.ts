/** All driver processes of one load, and measurements of them and of the processes that they load. */
import type { DriverCommand, DriverLine } from "./driver.ts";
import { Errors } from "./errors.ts";
import { Latencies } from "./latencies.ts";
import { type Plan, split } from "./plan.ts";
import { Process } from "./process.ts";
import { type Usage, usageOf } from "./proc.ts";
import type { Subject } from "./subjects.ts";

/** The result of a measurement. */
export interface Measurement {
  readonly seconds: number;
  readonly rounds: number;
  readonly votes: number;
  readonly deliveries: number;
  readonly late: number;
  /** That the server made meanwhile, where it counts them. */
  readonly commits: number;
  /** From a vote to its last delivery, in milliseconds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /**
   * CPU of the processes that were watched, of those beside them and of the drivers, in microseconds for each delivery.
   */
  readonly server: PerDelivery;
  readonly besides: PerDelivery;
  readonly driver: PerDelivery;
}

interface PerDelivery {
  readonly userUs: number;
  readonly systemUs: number;
}

interface DriversOptions extends Pick<Partial<Subject>, "besides" | "commits"> {
  readonly plan: Plan;
  readonly processes: number;
  /** The processes that are loaded; empty: not known. */
  readonly pids: readonly number[];
}

export class Drivers {
  #pids: readonly number[];
  readonly #besides: readonly number[];
  readonly #commits: () => Promise<number>;
  readonly #processes: readonly Process[];
  /** Everything that went wrong, in all measurements. */
  errors = new Errors();
  connections = 0;

  private constructor(
    processes: readonly Process[],
    { pids, besides = [], commits = () => Promise.resolve(0) }: Omit<
      DriversOptions,
      "plan" | "processes"
    >,
  ) {
    this.#processes = processes;
    this.#pids = pids;
    this.#besides = besides;
    this.#commits = commits;
  }

  /** Starts them and waits until all members have seats. */
  static async start({ plan, processes, ...watched }: DriversOptions): Promise<Drivers> {
    const hosts = plan.urls.map((url) => new URL(url).host);
    const allowed = `--allow-net=${hosts.join(",")}`;
    const drivers = new Drivers(
      split(plan, processes).map((part) =>
        new Process({
          args: ["run", "--frozen", allowed, "tests/bench/driver.ts", JSON.stringify(part)],
          stdin: "piped",
        })
      ),
      watched,
    );
    try {
      for (const line of await drivers.#answers("ready")) drivers.connections += line.connections;
    } catch (error) {
      await drivers.end();
      throw error;
    }
    return drivers;
  }

  /** Plays rounds for about this long, until the last one has ended. */
  async measure(seconds: number): Promise<Measurement> {
    const commits = await this.#commits();
    const before = await this.#usage();
    await this.#send("go");
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    await this.#send("stop");
    const lines = await this.#answers("done");
    const after = await this.#usage();
    const latencies = new Latencies();
    this.errors = new Errors();
    for (const { tally } of lines) {
      latencies.merge(tally.latencies);
      this.errors.merge(tally.errors);
    }
    const sum = (of: (line: Done) => number) => lines.reduce((total, line) => total + of(line), 0);
    const deliveries = sum(({ tally }) => tally.deliveries);
    return {
      seconds: Math.max(...lines.map((line) => line.seconds)),
      rounds: sum(({ tally }) => tally.rounds),
      votes: sum(({ tally }) => tally.votes),
      deliveries,
      late: sum(({ tally }) => tally.late),
      commits: await this.#commits() - commits,
      p50Ms: latencies.percentile(0.5),
      p99Ms: latencies.percentile(0.99),
      maxMs: latencies.maxMs,
      server: perDelivery(before.server, after.server, deliveries),
      besides: perDelivery(before.besides, after.besides, deliveries),
      driver: perDelivery(before.driver, after.driver, deliveries),
    };
  }

  /** The server is about to stop: ends of connections are no errors from now on. */
  async part(): Promise<void> {
    await this.#send("part");
    await this.#answers("parted");
  }

  /** The server has started again, as these processes: all members resume. */
  async comeBack(pids: readonly number[]): Promise<void> {
    this.#pids = pids;
    await this.#send("come_back");
    await this.#answers("back");
  }

  /** Ends the drivers. Idempotent. */
  async end(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.end()));
  }

  async #send(command: DriverCommand): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.write(command)));
  }

  async #answers<Event extends DriverLine["event"]>(event: Event) {
    return await Promise.all(this.#processes.map(async (process) => {
      const line: DriverLine = JSON.parse(await process.line());
      if (isOf(line, event)) return line;
      throw new Error(line.event === "failed" ? line.error : `${line.event} instead of ${event}`);
    }));
  }

  async #usage() {
    const [server, besides, driver] = await Promise.all([
      usageOf(this.#pids),
      usageOf(this.#besides),
      usageOf(this.#processes.map(({ pid }) => pid)),
    ]);
    return { server, besides, driver };
  }
}

type Done = Extract<DriverLine, { event: "done" }>;

function isOf<Event extends DriverLine["event"]>(
  line: DriverLine,
  event: Event,
): line is Extract<DriverLine, { event: Event }> {
  return line.event === event;
}

function perDelivery(before: Usage, after: Usage, deliveries: number): PerDelivery {
  return {
    userUs: (after.userUs - before.userUs) / deliveries,
    systemUs: (after.systemUs - before.systemUs) / deliveries,
  };
}
