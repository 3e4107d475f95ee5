/**
 * Writers that compete for the same subjects through engines of their own, each as the contract says: it expects the
 * record that it knows, and looks when it lost. The auditor then holds what was acknowledged against what is kept.
 */
import { assertEquals } from "@std/assert";
import type { Engine, EngineRecord } from "../../../src/cluster/engine.ts";

/** Before a writer tries again after a failure. */
const AGAIN_MS = 20;

export class Load {
  /** What was acknowledged, by sequence. */
  readonly acknowledged: EngineRecord[] = [];
  failures = 0;
  readonly #subjects: readonly string[];
  #isOver = false;
  #writing = 0;
  #timers = 0;

  /** Each engine writes to each subject. */
  constructor(engines: readonly Engine[], subjects: readonly string[]) {
    this.#subjects = subjects;
    for (const [at, engine] of engines.entries()) {
      for (const subject of subjects) this.#write(engine, `w${at}`, subject, 0, 0);
    }
  }

  /** Whether every writer has finished its last write. */
  get isIdle(): boolean {
    return this.#isOver && this.#writing === 0 && this.#timers === 0;
  }

  /** Writers finish what they are about, and begin nothing. */
  end(): void {
    this.#isOver = true;
  }

  /** Each record was appended to the one that its writer expected, and none that was acknowledged is missing. */
  audit(kept: readonly EngineRecord[]): void {
    for (const subject of this.#subjects) {
      let last = 0;
      for (const { seq, text } of kept.filter((record) => record.subject === subject)) {
        assertEquals(expectedBy(text), last, `${subject}: ${seq} follows ${last}, ${text}`);
        last = seq;
      }
    }
    const bySeq = new Map(kept.map((record) => [record.seq, record]));
    for (const record of this.acknowledged) assertEquals(bySeq.get(record.seq), record);
  }

  #write(engine: Engine, who: string, subject: string, number: number, expected: number): void {
    if (this.#isOver) return;
    const text = `${who} ${number} expects ${expected}`;
    this.#writing++;
    engine.append({ subject, text, expected }, (result) => {
      this.#writing--;
      if (result.kind === "appended") {
        this.acknowledged.push({ subject, seq: result.seq, text });
        return this.#write(engine, who, subject, number + 1, result.seq);
      }
      if (result.kind === "failed") this.failures++;
      this.#look(engine, who, subject, number);
    });
  }

  #look(engine: Engine, who: string, subject: string, number: number): void {
    this.#writing++;
    engine.last(subject, (result) => {
      this.#writing--;
      this.#timers++;
      setTimeout(() => {
        this.#timers--;
        if (this.#isOver) return;
        if (result.kind === "failed") return this.#look(engine, who, subject, number);
        this.#write(engine, who, subject, number + 1, result.record?.seq ?? 0);
      }, AGAIN_MS);
    });
  }
}

function expectedBy(text: string): number {
  return Number(/expects (\d+)$/.exec(text)?.[1]);
}
