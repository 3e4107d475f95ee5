/** Who the person is where the server knows it from a proxy in front [A2]: then nobody types a name. */
import { type ReadonlySignal, signal } from "@preact/signals";

interface WhoOptions {
  /** Whether the server says who people are. */
  readonly isFixed: boolean;
  /** Asks the server; rejects where there is no answer. */
  readonly ask: () => Promise<unknown>;
}

export class Who {
  /** Whether people's names are the server's: nobody renames themselves. */
  readonly isFixed: boolean;
  readonly #name = signal<string | null>(null);

  constructor({ isFixed, ask }: WhoOptions) {
    this.isFixed = isFixed;
    if (isFixed) void this.#find(ask);
  }

  /** The person's name; null: it is theirs to choose, or not known yet. */
  get name(): ReadonlySignal<string | null> {
    return this.#name;
  }

  async #find(ask: WhoOptions["ask"]): Promise<void> {
    try {
      const { name } = Object(await ask());
      if (typeof name === "string" && name !== "") this.#name.value = name;
    } catch {
      // the server names them all the same
    }
  }
}
