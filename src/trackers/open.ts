/** Makes the trackers that an operator has configured. Loaded with `--tracker` alone. */
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
import type { Connection, WireSettings } from "./wire.ts";

/** A tracker as an operator has set it. Plain data, for threads; it has the token. */
export interface TrackerSettings extends WireSettings {
  readonly kind: TrackerKind;
}

const CONNECT: Readonly<Record<TrackerKind, (settings: WireSettings) => Connection>> = {
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

/** A worker's trackers. A request that runs keeps the settings it began with. */
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

  /** Uses these settings from now on: the same trackers, perhaps with new tokens. Asks nothing of them. */
  renew(settings: readonly TrackerSettings[]): void {
    this.#all = settings.map((one) => open(one, this.#deps));
  }
}

function open(settings: TrackerSettings, deps: Deps): Tracker {
  const { name, kind, site, token } = settings;
  const { api, headers, wire, classify } = CONNECT[kind](settings);
  const http = new TrackerHttp({ name, api, headers, token, clock: deps.clock }, classify);
  return new GuardedTracker({ name, kind, site, wire, http, ...deps });
}
