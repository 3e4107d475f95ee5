/**
 * What the process may take of the machine [W10], found out while it serves already: how many connections there are
 * descriptors for, and how much memory. What needed a permission for it gives the permission up.
 */
import type { Log } from "../base/log.ts";
import { findMemoryLimit, giveUpMemoryInfo } from "../supervisor/memory_limit.ts";
import type { Supervisor } from "../supervisor/supervisor.ts";
import type { Explicit } from "./command_line.ts";
import {
  descriptorsFreeInSlices,
  descriptorsWanted,
  isPromised,
  lowerConnections,
} from "./descriptors.ts";
import type { Config } from "./flags.ts";
import { giveUpReading } from "./permissions.ts";

interface FindLimitsOptions {
  readonly supervisor: Pick<Supervisor, "limits" | "connections">;
  readonly explicit: Explicit;
  readonly log: Log;
  /** Aborted: nobody needs to know any more. */
  readonly signal: AbortSignal;
}

/** Lowers the limits to what there is, with warnings where somebody should know. */
export async function findLimits(config: Config, options: FindLimitsOptions): Promise<void> {
  const { supervisor, explicit, log, signal } = options;
  if (!isPromised(config, explicit)) await fitConnections(config, options);
  if (signal.aborted) return;
  const { bytes, warning } = findMemoryLimit(config);
  supervisor.limits.findMemoryBytes(bytes);
  if (warning !== null) log.warn("memory_unknown", { message: warning });
  giveUpMemoryInfo();
  if (config.data === null) giveUpReading();
}

async function fitConnections(
  config: Config,
  { supervisor, log, signal }: FindLimitsOptions,
): Promise<void> {
  const pause = async () => {
    await new Promise((resolve) => setTimeout(resolve));
    return !signal.aborted;
  };
  const free = await descriptorsFreeInSlices(descriptorsWanted(config), pause);
  if (free === null) return;
  const lowered = lowerConnections(config, { free, open: supervisor.connections });
  if (lowered === null) return;
  supervisor.limits.findConnections(lowered.max);
  if (lowered.warning !== null) log.warn("setting_lowered", { message: lowered.warning });
}
