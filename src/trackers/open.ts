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

/** The trackers, in the order of their settings. Nothing is asked of them yet. */
export function openTrackers(all: readonly TrackerSettings[], deps: Deps): readonly Tracker[] {
  return all.map((settings) => {
    const { name, kind, site, token } = settings;
    const { api, headers, wire, classify } = CONNECT[kind](settings);
    const http = new TrackerHttp({ name, api, headers, token, clock: deps.clock }, classify);
    return new GuardedTracker({ name, kind, site, wire, http, ...deps });
  });
}
