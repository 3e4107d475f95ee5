/** What a cluster was made with: its first node writes it down, and others are held to it [C1]. */
import type { Clock } from "../base/clock.ts";
import type { Engine, EngineFailure } from "./engine.ts";
import { decode, type Settings } from "./records.ts";
import type { Subjects } from "./subjects.ts";

/** What failed is tried again after this, in milliseconds. */
const RETRY_MS = 500;

interface SettingsOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly subjects: Pick<Subjects, "settings" | "shardCount">;
  /** The newest that this node knows [C18]. */
  readonly format: number;
  agreed(): void;
  refused(problem: string): void;
  /** A call has failed, and is tried again. */
  failed(problem: string): void;
}

/** Reads the settings, or writes them where there are none; again until the engine answers. The result stops it. */
export function agreeOnSettings(options: SettingsOptions): () => void {
  const { engine, clock, subjects, format, agreed, refused, failed } = options;
  const subject = subjects.settings;
  const own: Settings = { shards: subjects.shardCount, format };
  let isStopped = false;
  let cancel: () => void = () => {};
  const again = ({ problem }: EngineFailure) => {
    failed(problem);
    cancel = clock.after(RETRY_MS, look);
  };
  look();
  return () => {
    isStopped = true;
    cancel();
  };

  function look(): void {
    engine.last(subject, (result) => {
      if (isStopped) return;
      if (result.kind === "failed") again(result);
      else if (result.record === null) write();
      else {
        const settings = decode.settings(result.record.text);
        const problem = settingsProblem(settings, own) ?? moveProblem(settings);
        if (problem === null) agreed();
        else refused(problem);
      }
    });
  }

  /** Whatever comes of it: what is there then decides. */
  function write(): void {
    engine.append({ subject, text: JSON.stringify(own), expected: 0 }, (result) => {
      if (isStopped) return;
      if (result.kind === "failed") again(result);
      else look();
    });
  }
}

/** Why nobody can serve a cluster yet that has such settings; null: it is no move. */
function moveProblem(settings: Settings | null): string | null {
  if (settings?.moving === undefined) return null;
  return `rooms are on their way between the cluster and the data directory ${settings.moving}: ` +
    "run the move again, until it has finished";
}

/** Why this version can't do with a cluster that has such settings; null: it can. */
export function settingsProblem(settings: Settings | null, own: Settings): string | null {
  if (settings === null) return "the settings of the cluster cannot be read by this version";
  if (settings.shards !== own.shards) {
    return `the cluster has ${settings.shards} shards, this version has ${own.shards}: take a version that ` +
      "fits, or another cluster name";
  }
  return settings.format <= own.format
    ? null
    : `the cluster keeps records of format ${settings.format}, this version reads ${own.format} at most`;
}
