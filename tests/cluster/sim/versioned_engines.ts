/**
 * The engines of a process in a cluster with several versions of the program [C18]. They check that the process writes
 * only what the nodes that it knows can read. The next version also sends fields that this one does not know.
 */
import type { Clock } from "../../../src/base/clock.ts";
import type { Engine, EngineRecord } from "../../../src/cluster/engine.ts";
import { FORMAT } from "../../../src/cluster/format.ts";
import { decode } from "../../../src/cluster/records.ts";
import { headerOf } from "../../../src/cluster/room_records.ts";
import type { Subjects } from "../../../src/cluster/subjects.ts";
import { matches } from "../fake_world.ts";
import { Violation } from "./auditor.ts";
import { NEXT_FORMAT } from "./formats.ts";
import { seamOf } from "./seam.ts";

/**
 * How long after main has learned of a node its workers know what they may write, in milliseconds in which its process
 * runs. A timer that is due while it stands still runs at once when it goes on: hence many short ones.
 */
const KNOWN_MS = 1_500;
const STEP_MS = 100;

interface VersionedOptions {
  /** The newest format that the process knows. */
  readonly newest: number;
  readonly clock: Clock;
  readonly subjects: Subjects;
  /** Called when an incarnation of this process begins. */
  readonly begins: (incarnation: string) => void;
}

/** What the workers must know of a node: its format; `new`: perhaps nothing yet; `over`: it has ended. */
type Known = number | "new" | "over";

/** The engines of one process, which observe what it reads and writes. */
export class VersionedEngines {
  readonly #options: VersionedOptions;
  /** What must be known, by the node's session. */
  #known = new Map<string, Known>();
  /** Writes that have started, which new nodes no longer influence. */
  readonly #begun = new Set<string>();

  constructor(options: VersionedOptions) {
    this.#options = options;
  }

  main(engine: Engine): Engine {
    const { subjects } = this.#options;
    const newer = this.#newer(engine);
    return {
      ...newer,
      append: (append, done) =>
        newer.append(append, (result) => {
          if (result.kind === "appended") this.#learns(append);
          done(result);
        }),
      last: (subject, done) =>
        newer.last(subject, (result) => {
          if (result.kind === "found" && result.record !== null) this.#learns(result.record);
          done(result);
        }),
      watch: (filter, watcher) => {
        if (filter === subjects.sessions) this.#known = new Map(); // it is another incarnation now
        const each = (record: EngineRecord) => {
          this.#learns(record);
          watcher.each(record);
        };
        return newer.watch(filter, { ...watcher, each });
      },
    };
  }

  worker(engine: Engine, workerId: string, incarnation: string): Engine {
    this.#options.begins(incarnation);
    const newer = this.#newer(engine);
    return {
      ...newer,
      append: (append, done) => {
        if (/\.(rooms|results)\./.test(append.subject)) this.#check(workerId, append.text);
        newer.append(append, done);
      },
    };
  }

  /** Learns from a record; a node that has ended stays so, even if an older record comes later. */
  #learns({ subject, text }: Pick<EngineRecord, "subject" | "text">): void {
    const { clock, subjects } = this.#options;
    const session = matches(subjects.sessions, subject) ? decode.session(text) : null;
    if (session === null) return;
    const { state, format } = session;
    const known = this.#known;
    if (state !== "alive") return void known.set(subject, "over");
    if (known.has(subject)) return;
    known.set(subject, "new");
    const isKnown = () => {
      if (known.get(subject) === "new") known.set(subject, format);
    };
    runFor(KNOWN_MS, clock, isKnown);
  }

  #check(workerId: string, text: string): void {
    const { write, format } = headerOf(text, NEXT_FORMAT);
    if (this.#begun.has(write)) return;
    this.#begun.add(write);
    const formats = [...this.#known.values()].filter((known) => typeof known === "number");
    const lowest = Math.min(NEXT_FORMAT, ...formats);
    if (format > lowest) {
      throw new Violation(
        `[C18] ${workerId} writes format ${format}, and somebody reads ${lowest} at most`,
      );
    }
  }

  /** Wraps an engine of the next version: it adds fields to messages that have no format. */
  #newer(engine: Engine): Engine {
    const seam = seamOf(engine);
    if (this.#options.newest === FORMAT) return seam;
    const withMore = (text: string) =>
      text.startsWith("{") ? `{"of_the_next":1,${text.slice(1)}` : text;
    return {
      ...seam,
      append: (append, done) =>
        engine.append(
          append.subject.includes(".control.")
            ? { ...append, text: withMore(append.text) }
            : append,
          done,
        ),
      publish: (subject, text) => engine.publish(subject, withMore(text)),
    };
  }
}

/** Calls `then` once the process of this clock has run for so long. */
function runFor(ms: number, clock: Clock, then: () => void): void {
  if (ms <= 0) then();
  else clock.after(STEP_MS, () => runFor(ms - STEP_MS, clock, then));
}
