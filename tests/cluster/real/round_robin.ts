/** A plain TCP balancer, as one stands before a cluster: each connection goes to the next node that takes it. */

interface Target {
  readonly host: string;
  readonly port: number;
}

export class RoundRobin implements AsyncDisposable {
  readonly port: number;
  readonly #listener: Deno.TcpListener;
  readonly #targets: () => readonly Target[];
  readonly #connectTo: (target: Target) => Promise<Deno.Conn>;
  readonly #open = new Set<Deno.Conn>();
  readonly #running: Promise<void>;
  #next = 0;

  /** `targets`: the nodes, those that are down among them; `connectTo`: how they are reached (default: over TCP). */
  constructor(targets: () => readonly Target[], connectTo = overTcp) {
    this.#targets = targets;
    this.#connectTo = connectTo;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.port = this.#listener.addr.port;
    this.#running = this.#accept();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of this.#open) close(connection);
    await this.#running;
  }

  async #accept(): Promise<void> {
    const pairs = new Set<Promise<void>>();
    for await (const client of this.#listener) {
      const pair = this.#serve(client).finally(() => pairs.delete(pair));
      pairs.add(pair);
    }
    await Promise.all(pairs);
  }

  async #serve(client: Deno.TcpConn): Promise<void> {
    this.#open.add(client);
    const node = await this.#connect();
    if (node !== null) {
      this.#open.add(node);
      await Promise.all([pipe(client, node), pipe(node, client)]);
      this.#open.delete(node);
    } else close(client);
    this.#open.delete(client);
  }

  async #connect(): Promise<Deno.Conn | null> {
    const targets = this.#targets();
    for (let tries = 0; tries < targets.length; tries++) {
      const target = targets[this.#next++ % targets.length];
      if (target === undefined) break;
      try {
        return await this.#connectTo(target);
      } catch {
        // down: the next one, as a balancer with passive checks does
      }
    }
    return null;
  }
}

function overTcp({ host, port }: Target): Promise<Deno.Conn> {
  return Deno.connect({ hostname: host, port });
}

/** Everything from one to the other; the end of one is the end of both. */
async function pipe(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  try {
    await from.readable.pipeTo(to.writable);
  } catch {
    // one of them was cut
  }
  close(from);
  close(to);
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // it is closed
  }
}
