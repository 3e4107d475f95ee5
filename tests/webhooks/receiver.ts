/** A receiver of webhooks on this machine: it keeps what it is sent, and answers as a test has it answer. */
import { within } from "../e2e/patience.ts";

export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Answer = (received: Received) => Response | Promise<Response>;

export class Receiver implements AsyncDisposable {
  readonly received: Received[] = [];
  answer: Answer = () => new Response(null, { status: 204 });
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #waiting: (() => void)[] = [];

  constructor(port = 0) {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port, onListen() {} }, async (request) => {
      const received = {
        headers: Object.fromEntries(request.headers),
        body: await request.text(),
      };
      const answer = this.answer(received);
      this.received.push(received);
      for (const look of this.#waiting) look();
      return await answer;
    });
  }

  get port(): number {
    return this.#server.addr.port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  /** Resolves once so many have come, with all of them. */
  async gets(count: number): Promise<readonly Received[]> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => this.received.length >= count && resolve();
    this.#waiting.push(look);
    look();
    await within(promise, `${count} deliveries, ${this.received.length} came`);
    return this.received;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** A secret as an operator makes one. */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}

/** A file with these secrets, in a folder that goes with it. */
export class SecretFile implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "estimatex-" });
  readonly path = `${this.folder}/webhook.secret`;

  constructor(...secrets: readonly string[]) {
    this.write(...secrets);
  }

  write(...secrets: readonly string[]): void {
    Deno.writeTextFileSync(this.path, `${secrets.join("\n")}\n`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}
