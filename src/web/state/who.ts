/** Who the person is, if the server knows it from a proxy in front of it: then nobody types a name [A2]. */
import { type ReadonlySignal, signal } from "@preact/signals";

interface WhoOptions {
  /** Whether the server says who people are. */
  readonly isFixed: boolean;
  /** Asks the server; rejects if there is no answer. */
  readonly ask: () => Promise<unknown>;
}

export class Who {
  /** Whether the server gives people their names, so that nobody can rename themselves. */
  readonly isFixed: boolean;
  readonly #name = signal<string | null>(null);

  constructor({ isFixed, ask }: WhoOptions) {
    this.isFixed = isFixed;
    if (isFixed) void this.#find(ask);
  }

  /** The person's name; null: the person chooses it, or it is not known yet. */
  get name(): ReadonlySignal<string | null> {
    return this.#name;
  }

  async #find(ask: WhoOptions["ask"]): Promise<void> {
    try {
      const { name } = Object(await ask());
      if (typeof name === "string" && name !== "") this.#name.value = name;
    } catch {
      // not shown here, but the server still names the person
    }
  }
}
