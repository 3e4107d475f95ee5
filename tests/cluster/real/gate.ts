/**
 * A way to NATS servers that can be closed, for all connections or for those of some names: whatever is sent meanwhile
 * waits, and is delivered late, in its order, once it is open again. Connections that were given up meanwhile are no
 * exception.
 */
/** A client's connection. */
interface Pair {
  readonly client: Deno.TcpConn;
  /** The first that the client sent: its name is in it. */
  hello: string;
}

export class Gate implements AsyncDisposable {
  readonly urls: readonly string[];
  readonly #listeners: readonly Deno.TcpListener[];
  readonly #running: Promise<void>;
  #opened: PromiseWithResolvers<void> | null = null;
  /** By what name NATS knows those that it is closed for; null: for all. */
  #name: RegExp | null = null;

  constructor(ports: readonly number[]) {
    this.#listeners = ports.map(() => Deno.listen({ hostname: "127.0.0.1", port: 0 }));
    this.urls = this.#listeners.map(({ addr }) => `nats://127.0.0.1:${addr.port}`);
    this.#running = allOf(
      this.#listeners.map((listener, at) => this.#accept(listener, ports[at] ?? 0)),
    );
  }

  close(name: RegExp | null = null): void {
    this.#name = name;
    this.#opened ??= Promise.withResolvers();
  }

  open(): void {
    this.#opened?.resolve();
    this.#opened = null;
  }

  /** Takes no more connections, and waits for the end of those there are: their clients end first. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.open();
    for (const listener of this.#listeners) listener.close();
    await this.#running;
  }

  async #accept(listener: Deno.TcpListener, port: number): Promise<void> {
    const pairs = new Set<Promise<void>>();
    for await (const client of listener) {
      const pair = this.#serve(client, port).finally(() => pairs.delete(pair));
      pairs.add(pair);
    }
    await allOf([...pairs]);
  }

  async #serve(client: Deno.TcpConn, port: number): Promise<void> {
    if (this.#name === null) await this.#opened?.promise;
    let server: Deno.TcpConn;
    try {
      server = await Deno.connect({ hostname: "127.0.0.1", port });
    } catch {
      return close(client);
    }
    const pair: Pair = { client, hello: "" };
    await allOf([this.#pipe(client, server, pair), this.#pipe(server, client, pair)]);
  }

  #isFor({ hello }: Pair): boolean {
    return this.#name === null || this.#name.test(/"name":"([^"]*)"/.exec(hello)?.[1] ?? "");
  }

  async #pipe(from: Deno.TcpConn, to: Deno.TcpConn, pair: Pair): Promise<void> {
    const held = new TransformStream<Uint8Array, Uint8Array>({
      transform: async (chunk, controller) => {
        if (from === pair.client) pair.hello ||= new TextDecoder().decode(chunk);
        if (this.#isFor(pair)) await this.#opened?.promise;
        controller.enqueue(chunk);
      },
      // what waits has been read: whoever sends it notices nothing
    }, { highWaterMark: 1_000_000 });
    try {
      await from.readable.pipeThrough(held).pipeTo(to.writable);
    } catch {
      // one of them was cut
    }
    close(from);
    close(to);
  }
}

async function allOf(work: readonly Promise<void>[]): Promise<void> {
  await Promise.all(work);
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // it is closed
  }
}
