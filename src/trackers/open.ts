/** Makes the configured trackers. Loaded only with `--tracker`. */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Metrics } from "../base/metrics.ts";
import { azure } from "./azure.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { GuardedTracker } from "./guarded_tracker.ts";
import { TrackerHttp } from "./http.ts";
import { jiraCloud } from "./jira_cloud.ts";
import { jiraDataCenter } from "./jira_dc.ts";
import { linear } from "./linear.ts";
import type { Tracker, TrackerKind } from "./tracker.ts";
import type { AdapterSettings, Endpoint } from "./adapter.ts";

/** The settings of a tracker, with its token. Plain data, so that they can be sent to threads. */
export interface TrackerSettings extends AdapterSettings {
  readonly kind: TrackerKind;
}

const ENDPOINT_OF: Readonly<Record<TrackerKind, (settings: AdapterSettings) => Endpoint>> = {
  jira: jiraCloud,
  "jira-dc": jiraDataCenter,
  gitlab,
  github,
  azure,
  linear,
};

interface Deps {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A worker's trackers. */
export class OpenTrackers {
  readonly #deps: Deps;
  #all: readonly Tracker[] = [];

  constructor(settings: readonly TrackerSettings[], deps: Deps) {
    this.#deps = deps;
    this.renew(settings);
  }

  /** In the order of their settings. */
  get all(): readonly Tracker[] {
    return this.#all;
  }

  /** Replaces the settings, in which tokens may have changed. Requests in progress keep the old ones. Sends nothing. */
  renew(settings: readonly TrackerSettings[]): void {
    this.#all = settings.map((one) => open(one, this.#deps));
  }
}

function open(settings: TrackerSettings, deps: Deps): Tracker {
  const { name, kind, site, token } = settings;
  const { api, headers, adapter, classify } = ENDPOINT_OF[kind](settings);
  const http = new TrackerHttp({ name, api, headers, token, clock: deps.clock }, classify);
  return new GuardedTracker({ name, kind, site, adapter, http, ...deps });
}
