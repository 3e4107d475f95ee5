/** Requests of one thread to another, and their responses, which are matched by id. The caller posts the messages. */

export class Requests<Request, Response> {
  readonly #post: (id: number, request: Request) => void;
  readonly #open = new Map<number, (response: Response | null) => void>();
  #lastId = 0;
  #closed: { readonly response: Response } | null = null;

  constructor(post: (id: number, request: Request) => void) {
    this.#post = post;
  }

  /** Resolves with the response; null: it did not come within `withinMs` milliseconds. */
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

  /** A response has come; null: none will. A late or repeated one is ignored. */
  settle(id: number, response: Response | null): void {
    const resolve = this.#open.get(id);
    this.#open.delete(id);
    resolve?.(response);
  }

  /** The other thread is gone: all open and later requests get this response. */
  close(response: Response): void {
    this.#closed = { response };
    for (const id of [...this.#open.keys()]) this.settle(id, response);
  }
}
