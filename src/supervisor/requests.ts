/**
 * One thread's requests to another: each has an id, and waits in one map for the response with the same id. It owns
 * the waiting, not the messages: whoever has the other thread posts them.
 */

export class Requests<Request, Response> {
  readonly #post: (id: number, request: Request) => void;
  readonly #open = new Map<number, (response: Response | null) => void>();
  #lastId = 0;
  #closed: { readonly response: Response } | null = null;

  constructor(post: (id: number, request: Request) => void) {
    this.#post = post;
  }

  /** Resolves with the response; null: there was none within so many milliseconds. */
  send(request: Request, withinMs: number): Promise<Response | null> {
    if (this.#closed !== null) return Promise.resolve(this.#closed.response);
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.settle(id, null), withinMs);
      this.#open.set(id, (response) => {
        clearTimeout(timer);
        resolve(response);
      });
      this.#post(id, request);
    });
  }

  /** A response came; null: none will. One that is late, or comes twice, is ignored. */
  settle(id: number, response: Response | null): void {
    const resolve = this.#open.get(id);
    this.#open.delete(id);
    resolve?.(response);
  }

  /** The other thread is gone: this is the response to every open request, and to all that follow. */
  close(response: Response): void {
    this.#closed = { response };
    for (const id of [...this.#open.keys()]) this.settle(id, response);
  }
}
