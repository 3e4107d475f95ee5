/** What all sockets of tests have in common: at most one listener for each kind of event, as the server adds them. */
import { assert } from "@std/assert";

export class ListenedSocket {
  readonly #listeners = new Map<string, EventListenerObject>();

  addEventListener(type: string, listener: EventListenerObject): void {
    assert(!this.#listeners.has(type), `a second listener for ${type}`);
    this.#listeners.set(type, listener);
  }

  removeEventListener(type: string): void {
    this.#listeners.delete(type);
  }

  dispatch(event: Event): void {
    this.#listeners.get(event.type)?.handleEvent(event);
  }
}
