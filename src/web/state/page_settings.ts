/** The person's settings of the page, in every room: theme, sound, keys. Remembered in this browser only. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Memory, Theme } from "./memory.ts";

export class PageSettings {
  readonly theme: ReadonlySignal<Theme>;
  /** Whether there is a sound when a ballot begins, when all have voted, and when the timer ends. */
  readonly sound: ReadonlySignal<boolean>;
  /** Whether keys that type a character do something outside fields (WCAG 2.1.4). */
  readonly keys: ReadonlySignal<boolean>;
  readonly #memory: Memory;
  readonly #theme;
  readonly #sound;
  readonly #keys;

  constructor(memory: Memory) {
    const { theme, sound, keys } = memory.preferences;
    this.#memory = memory;
    this.theme = this.#theme = signal(theme);
    this.sound = this.#sound = signal(sound);
    this.keys = this.#keys = signal(keys);
  }

  chooseTheme(theme: Theme): void {
    this.#memory.prefer({ theme });
    this.#theme.value = theme;
    // theme_first.ts applies it
    document.documentElement.dataset["chosenTheme"] = theme;
    dispatchEvent(new Event("themechosen"));
  }

  switchSound(sound: boolean): void {
    this.#memory.prefer({ sound });
    this.#sound.value = sound;
  }

  switchKeys(keys: boolean): void {
    this.#memory.prefer({ keys });
    this.#keys.value = keys;
  }
}
