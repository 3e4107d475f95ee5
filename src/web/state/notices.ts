/** Short messages that come and go: what went wrong, what was done. It owns how long each is shown. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Clock } from "../../client/mod.ts";

export interface Notice {
  readonly id: number;
  readonly kind: "done" | "problem";
  readonly text: string;
}

/** How long a notice is shown, in milliseconds, and how many at once. */
export const SHOWN_MS: Readonly<Record<Notice["kind"], number>> = { done: 4_000, problem: 9_000 };
export const NOTICES_MAX = 3;

export class Notices {
  readonly #clock: Clock;
  readonly #shown = signal<readonly Notice[]>([]);
  #last_id = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get shown(): ReadonlySignal<readonly Notice[]> {
    return this.#shown;
  }

  show(kind: Notice["kind"], text: string): void {
    const notice = { id: ++this.#last_id, kind, text };
    // the same twice is said once, and stays for longer
    const others = this.#shown.value.filter((one) => one.text !== text);
    this.#shown.value = [...others, notice].slice(-NOTICES_MAX);
    this.#clock.after(SHOWN_MS[kind], () => this.dismiss(notice.id));
  }

  dismiss(id: number): void {
    this.#shown.value = this.#shown.value.filter((one) => one.id !== id);
  }
}
