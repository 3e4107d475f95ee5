/** A tracker on a stand-in, with a clock that only tests move, and a record of what it logs and counts. */
import { OpenTrackers } from "../../src/trackers/open.ts";
import type { Tracker } from "../../src/trackers/tracker.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { RecordingMetrics } from "../base/recording_metrics.ts";
import { AzureStandIn } from "./standins/azure.ts";
import { GithubStandIn } from "./standins/github.ts";
import { GitlabStandIn } from "./standins/gitlab.ts";
import { JiraCloudStandIn, JiraDataCenterStandIn } from "./standins/jira.ts";
import { LinearStandIn } from "./standins/linear.ts";
import type { StandIn } from "./standins/stand_in.ts";

/** Each kind of tracker, of the tests' own. */
export const STAND_INS = {
  jira: JiraCloudStandIn,
  "jira-dc": JiraDataCenterStandIn,
  gitlab: GitlabStandIn,
  github: GithubStandIn,
  azure: AzureStandIn,
  linear: LinearStandIn,
};

/** A clock on which a test sees that something waits. */
class WatchedClock extends FakeClock {
  readonly #waits: number[] = [];
  readonly #watchers: (() => void)[] = [];

  override after(ms: number, run: () => void): () => void {
    this.#waits.push(ms);
    for (const watcher of this.#watchers.splice(0)) watcher();
    return super.after(ms, run);
  }

  /** Resolves as soon as something was put off by so many milliseconds, once for each time. */
  async until(ms: number): Promise<void> {
    for (;;) {
      const at = this.#waits.indexOf(ms);
      if (at >= 0) return void this.#waits.splice(at, 1);
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }
}

export interface Opened {
  readonly tracker: Tracker;
  readonly clock: WatchedClock;
  readonly log: RecordingLog;
  readonly metrics: RecordingMetrics;
  /** Of somebody who never loses patience. */
  readonly signal: AbortSignal;
}

/** What an operator would open for this stand-in. */
export function opened(standIn: StandIn, given: { readonly site?: string } = {}): Opened {
  const { kind, token, field } = standIn;
  const clock = new WatchedClock();
  const log = new RecordingLog();
  const metrics = new RecordingMetrics();
  const settings = { name: "work", kind, token, field, site: given.site ?? standIn.site };
  const { all: [tracker] } = new OpenTrackers([settings], { clock, log, metrics });
  if (tracker === undefined) throw new Error("there is no tracker");
  return { tracker, clock, log, metrics, signal: new AbortController().signal };
}
