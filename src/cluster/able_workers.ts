/**
 * Which workers of this node can serve its shards [C20]. One that NATS doesn't answer, though it answers main, is given
 * up after the patience, and so is one that could not be replaced for so long: others take its shards, until it serves
 * again. Pure state.
 */

type State =
  | { readonly kind: "able" }
  /** NATS doesn't answer it; or it is gone. For so long, as far as main could reach NATS meanwhile. */
  | { readonly kind: "cut" | "gone"; readonly forMs: number }
  | { readonly kind: "given up" };

const ABLE: State = { kind: "able" };

export class AbleWorkers {
  readonly #patienceMs: number;
  readonly #states: State[];
  readonly #changed: () => void;

  /** `changed`: a worker may have shards that might not, or the other way round. */
  constructor(
    { workers, patienceMs }: { readonly workers: number; readonly patienceMs: number },
    changed: () => void,
  ) {
    this.#patienceMs = patienceMs;
    this.#changed = changed;
    this.#states = Array.from({ length: workers }, () => ABLE);
  }

  /** Whether NATS doesn't answer one that serves. */
  get isOneCut(): boolean {
    return this.#states.some(({ kind }) => kind === "cut");
  }

  /** Whether the shards of this worker are this node's to have. */
  mayHaveShards(worker: number): boolean {
    return this.#states[worker]?.kind !== "given up";
  }

  serves(worker: number): void {
    this.#set(worker, ABLE);
  }

  lost(worker: number): void {
    if (this.mayHaveShards(worker)) this.#set(worker, { kind: "gone", forMs: 0 });
  }

  /** NATS answers it, or doesn't. */
  reaches(worker: number, is: boolean): void {
    const kind = this.#states[worker]?.kind;
    if (is && kind === "cut") this.#set(worker, ABLE);
    if (!is && kind === "able") this.#set(worker, { kind: "cut", forMs: 0 });
  }

  /** So much time has passed in which main reached NATS. Those that serve, and are given up by that. */
  passed(ms: number): readonly number[] {
    const givenUp: number[] = [];
    for (const [worker, state] of this.#states.entries()) {
      if (!("forMs" in state)) continue;
      const forMs = state.forMs + ms;
      const isOver = forMs > this.#patienceMs;
      this.#set(worker, isOver ? { kind: "given up" } : { ...state, forMs });
      if (isOver && state.kind === "cut") givenUp.push(worker);
    }
    return givenUp;
  }

  #set(worker: number, state: State): void {
    const might = this.mayHaveShards(worker);
    this.#states[worker] = state;
    if (might !== this.mayHaveShards(worker)) this.#changed();
  }
}
