/**
 * Where links to a room lead that people pass on [W13]. `localhost` is nobody else's: a page that was opened there
 * asks its server for the machine's own addresses. What the world calls the server, where it says so, beats all.
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { pathOf } from "./page_address.ts";

interface ShareOptions {
  /** Where the page was opened: its origin and root. */
  readonly opened: string;
  /** The server's `--public-url`; "": it has none. */
  readonly publicUrl: string;
  /** Gets what the server answers at this address; rejects where it can't be had. */
  readonly ask: (address: string) => Promise<unknown>;
}

export class ShareAddress {
  /** Addresses that others can open, best first; none: there is but the one that links have. */
  readonly offered: ReadonlySignal<readonly string[]>;
  /** What links begin with; ends in a slash. */
  readonly base: ReadonlySignal<string>;
  /** Whether a link leads nobody here but on this machine. */
  readonly isForNobody: ReadonlySignal<boolean>;
  readonly #options: ShareOptions;
  readonly #offered = signal<readonly string[]>([]);
  readonly #chosen = signal<string | null>(null);
  readonly #isLoopback: boolean;
  #asked = false;

  constructor(options: ShareOptions) {
    this.#options = options;
    this.#isLoopback = options.publicUrl === "" && isLoopback(new URL(options.opened).hostname);
    this.offered = this.#offered;
    this.base = computed(() =>
      options.publicUrl || (this.#chosen.value ?? this.#offered.value[0] ?? options.opened)
    );
    this.isForNobody = computed(() => this.#isLoopback && this.#offered.value.length === 0);
  }

  /** Finds out, once, whether there are better addresses than the page's own. */
  async find(): Promise<void> {
    if (!this.#isLoopback || this.#asked) return;
    this.#asked = true;
    try {
      this.#offered.value = addressesIn(
        await this.#options.ask(`${this.#options.opened}addresses`),
      );
    } catch {
      // an older server, or none: the link stays what it is
    }
  }

  choose(address: string): void {
    this.#chosen.value = address;
  }

  linkTo(roomId: string): string {
    return pathOf(this.base.value, roomId);
  }
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function addressesIn(answer: unknown): readonly string[] {
  if (typeof answer !== "object" || answer === null || !("addresses" in answer)) return [];
  const { addresses } = answer;
  if (!Array.isArray(addresses)) return [];
  return addresses.filter((one): one is string => typeof one === "string" && URL.canParse(one));
}
