/** How this browser's person wants the page, in every room: theme, sound, keys. Remembered; nobody else sees it. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Memory, Theme } from "./memory.ts";

export class PageSettings {
  readonly theme: ReadonlySignal<Theme>;
  /** Whether a ballot's beginning, its last vote and its timer's end make a sound. */
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
    // theme_first.ts shows it
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
