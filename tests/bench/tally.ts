/** What a driver counts during a measurement. */
import { type ErrorData, Errors } from "./errors.ts";
import { Latencies, type LatencyData } from "./latencies.ts";

/** As plain data, for another process. */
export interface TallyData {
  readonly rounds: number;
  readonly votes: number;
  readonly deliveries: number;
  /** Rounds that began late, because the last one had not ended. */
  readonly late: number;
  readonly latencies: LatencyData;
  readonly errors: ErrorData;
}

export class Tally {
  rounds = 0;
  votes = 0;
  /** Text frames that members were sent. */
  deliveries = 0;
  /** What was in them. */
  bytes = 0;
  late = 0;
  /** From a vote to the moment the last member of its room had received it. */
  latencies = new Latencies();
  /** The errors of the whole run, also between measurements. */
  readonly errors = new Errors();

  /** Resets all counts, except errors. */
  clear(): void {
    this.rounds =
      this.votes =
      this.deliveries =
      this.bytes =
      this.late =
        0;
    this.latencies = new Latencies();
  }

  toJSON(): TallyData {
    const { rounds, votes, deliveries, late } = this;
    return {
      rounds,
      votes,
      deliveries,
      late,
      latencies: this.latencies.toJSON(),
      errors: this.errors.toJSON(),
    };
  }
}
