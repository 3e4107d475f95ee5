/** A small TCP proxy that misbehaves in one way, between a client and a server on this machine. */

export interface Misbehaviour {
  /** Rewrites the head of a request. */
  readonly request?: (head: string) => string;
  /** Rewrites the head of an answer. */
  readonly answer?: (head: string) => string;
  /** Holds back for so long what the server sends first behind the head, in milliseconds. */
  readonly holdsMs?: number;
  /** Cuts a connection on which nothing came either way for so long, in milliseconds. */
  readonly cutsAfterMs?: number;
}

export class Proxy implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open = new Set<Deno.Conn>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #served: Promise<void>;

  constructor(serverPort: number, how: Misbehaviour) {
    this.#served = this.#accept(serverPort, how);
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const timer of this.#timers) clearTimeout(timer);
    for (const conn of this.#open) this.#end(conn);
    await this.#served;
  }

  async #accept(serverPort: number, how: Misbehaviour): Promise<void> {
    const tunnels: Promise<void>[] = [];
    for await (const client of this.#listener) tunnels.push(this.#tunnel(client, serverPort, how));
    await Promise.all(tunnels);
  }

  async #tunnel(client: Deno.Conn, port: number, how: Misbehaviour): Promise<void> {
    const server = await Deno.connect({ hostname: "127.0.0.1", port });
    const both = [client, server];
    for (const conn of both) this.#open.add(conn);
    const cut = () => both.forEach((conn) => this.#end(conn));
    let idle: ReturnType<typeof setTimeout> | undefined;
    let holdMs = how.holdsMs ?? 0;
    const hold = () => {
      const ms = holdMs;
      holdMs = 0;
      return this.#pass(ms);
    };
    const alive = () => {
      clearTimeout(idle);
      if (how.cutsAfterMs === undefined) return;
      idle = setTimeout(cut, how.cutsAfterMs);
      this.#timers.add(idle);
    };
    alive();
    await Promise.all([
      pump(client, server, { head: how.request, alive }),
      pump(server, client, { head: how.answer, alive, hold }),
    ]);
    clearTimeout(idle);
    cut();
  }

  async #pass(ms: number): Promise<void> {
    if (ms === 0) return;
    await new Promise<void>((resolve) => {
      this.#timers.add(setTimeout(resolve, ms));
    });
  }

  #end(conn: Deno.Conn): void {
    if (this.#open.delete(conn)) conn.close();
  }
}

/** Carries bytes one way until the stream ends; the head, which comes whole here, may be rewritten. */
async function pump(
  from: Deno.Conn,
  to: Deno.Conn,
  { head = (it) => it, alive, hold = () => Promise.resolve() }: {
    readonly head?: ((head: string) => string) | undefined;
    readonly alive: () => void;
    readonly hold?: () => Promise<void>;
  },
): Promise<void> {
  const bytes = new Uint8Array(65_536);
  try {
    for (let first = true;; first = false) {
      const count = await from.read(bytes);
      if (count === null) break;
      alive();
      let out = bytes.slice(0, count);
      if (first) {
        const text = Array.from(out, (byte) => String.fromCharCode(byte)).join("");
        const end = text.indexOf("\r\n\r\n");
        const changed = head(text.slice(0, end)) + text.slice(end);
        out = Uint8Array.from(changed, (character) => character.charCodeAt(0));
      } else await hold();
      for (let at = 0; at < out.length;) at += await to.write(out.subarray(at));
    }
    await to.closeWrite();
  } catch {
    // one of the two is gone, and the other follows
  }
}

/** A head without the header lines that begin like this. */
export function without(...names: readonly string[]): (head: string) => string {
  return (head) =>
    head.split("\r\n").filter((line) =>
      !names.some((name) => line.toLowerCase().startsWith(`${name}:`))
    ).join("\r\n");
}
