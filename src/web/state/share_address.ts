/**
 * The address that links to rooms begin with [W13]. Others can't open `localhost`: a page that was opened there asks
 * its server for the addresses of the machine. The server's `--public-url`, if it has one, takes precedence.
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { pathOf } from "./page_address.ts";

interface ShareOptions {
  /** Where the page was opened: its origin and root. */
  readonly opened: string;
  /** The server's `--public-url`; "": it has none. */
  readonly publicUrl: string;
  /** Gets the server's answer at this address; rejects if there is none. */
  readonly ask: (address: string) => Promise<unknown>;
}

export class ShareAddress {
  /** Addresses that others can open, best first; empty: there is no choice. */
  readonly offered: ReadonlySignal<readonly string[]>;
  /** The beginning of links; ends in a slash. */
  readonly base: ReadonlySignal<string>;
  /** Whether links work on this machine only. */
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
      // an older server, or none: the link stays as it is
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
