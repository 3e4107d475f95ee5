/** A TCP proxy between client and server, which a test can cut and restore. */

export class CuttableLine implements AsyncDisposable {
  readonly #to: number;
  readonly #listener: Deno.TcpListener;
  readonly #open = new Set<Deno.Conn>();
  readonly #carrying = new Set<Promise<void>>();
  #isCut = false;

  constructor(to: number) {
    this.#to = to;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#track(this.#accept());
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  /** Cuts all connections, and new ones until it is restored. */
  cut(): void {
    this.#isCut = true;
    for (const conn of this.#open) hangUp(conn);
  }

  mend(): void {
    this.#isCut = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#listener.close();
    await Promise.all(this.#carrying);
  }

  #track(work: Promise<void>): void {
    this.#carrying.add(work);
    work.finally(() => this.#carrying.delete(work));
  }

  async #accept(): Promise<void> {
    try {
      for await (const near of this.#listener) this.#track(this.#connect(near));
    } catch {
      // closed
    }
  }

  async #connect(near: Deno.Conn): Promise<void> {
    if (this.#isCut) return hangUp(near);
    const far = await Deno.connect({ hostname: "127.0.0.1", port: this.#to });
    for (const conn of [near, far]) this.#open.add(conn);
    const one = async (from: Deno.Conn, to: Deno.Conn) => {
      try {
        await from.readable.pipeTo(to.writable);
      } catch {
        // cut
      }
      hangUp(from);
      hangUp(to);
    };
    await Promise.all([one(near, far), one(far, near)]);
    for (const conn of [near, far]) this.#open.delete(conn);
  }
}

function hangUp(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // it is closed
  }
}
