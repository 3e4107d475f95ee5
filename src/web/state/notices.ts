/** Short messages about what went wrong or was done. It owns how long each is shown. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Clock } from "../../client/mod.ts";

interface Notice {
  readonly id: number;
  readonly kind: "done" | "problem";
  readonly text: string;
  /** What the person can do about it while it is shown. */
  readonly action?: NoticeAction | undefined;
  /** What it is about. One that follows about the same is shown in its place: both can't be true. */
  readonly topic?: string | undefined;
}

interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

/** How long a notice is shown, in milliseconds, and how many at once. */
const SHOWN_MS: Readonly<Record<Notice["kind"], number>> = { done: 4_000, problem: 9_000 };
const WITH_ACTION_MS = 10_000;
const NOTICES_MAX = 3;

export class Notices {
  readonly #clock: Clock;
  readonly #shown = signal<readonly Notice[]>([]);
  #lastId = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get shown(): ReadonlySignal<readonly Notice[]> {
    return this.#shown;
  }

  show(
    kind: Notice["kind"],
    text: string,
    { action, topic }: Pick<Notice, "action" | "topic"> = {},
  ): void {
    const notice = { id: ++this.#lastId, kind, text, action, topic };
    // a message that is already shown stays longer, and is not shown twice
    const others = this.#shown.value.filter((one) =>
      one.text !== text && (topic === undefined || one.topic !== topic)
    );
    this.#shown.value = [...others, notice].slice(-NOTICES_MAX);
    const shownMs = action === undefined ? SHOWN_MS[kind] : WITH_ACTION_MS;
    this.#clock.after(shownMs, () => this.dismiss(notice.id));
  }

  /** Removes all of them: what they are about is over, and so is what they offer. */
  clear(): void {
    this.#shown.value = [];
  }

  dismiss(id: number): void {
    this.#shown.value = this.#shown.value.filter((one) => one.id !== id);
  }
}
