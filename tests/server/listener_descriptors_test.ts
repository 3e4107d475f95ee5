// Real connections against a real limit of descriptors, since what the runtime does then is its own.
import { assertEquals } from "@std/assert";
import { httpExchange } from "../e2e/http_exchange.ts";
import { eventually, within } from "../e2e/patience.ts";
import { permittedTest } from "../permitted.ts";
import { RawSocket } from "../e2e/raw_socket.ts";
import { Transcript } from "../e2e/transcript.ts";
import { signalChild } from "../e2e/signal_child.ts";

/** What Deno has open by itself is about half of it. */
const DESCRIPTORS = 48;

/** `listening.ts` as a process of its own, with hardly any descriptors. */
class Listening implements AsyncDisposable {
  port = 0;
  readonly #child: Deno.ChildProcess;
  readonly #transcript = new Transcript("the listener");
  readonly #log: Readonly<Record<string, unknown>>[] = [];
  readonly #output: Promise<void>;

  private constructor() {
    const program = new URL("./listening.ts", import.meta.url).href;
    const run = [
      Deno.execPath(),
      "run",
      "--quiet",
      "--no-prompt",
      "--allow-net=127.0.0.1",
      program,
    ];
    this.#child = new Deno.Command("sh", {
      args: ["-c", `ulimit -n ${DESCRIPTORS}; exec "$0" "$@"`, ...run],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#output = this.#read();
  }

  static async start(): Promise<Listening> {
    const listening = new Listening();
    listening.port = Number((await listening.logged("listening"))["port"]);
    return listening;
  }

  has(event: string): boolean {
    return this.#log.some((line) => line["event"] === event);
  }

  async logged(event: string): Promise<Readonly<Record<string, unknown>>> {
    const found = () => this.#log.find((line) => line["event"] === event);
    return await this.#transcript.until(event, found);
  }

  /** Its input ends, and so should it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.stdin.close().catch(() => {});
    const status = within(this.#child.status, "end of the listener");
    const { code } = await status.catch(() => {
      signalChild(this.#child, "SIGKILL");
      return this.#child.status;
    });
    await this.#output;
    assertEquals(code, 0, `${this.#transcript}`);
  }

  async #read(): Promise<void> {
    let text = "";
    for await (const piece of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      text += piece;
      const lines = text.split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) {
        this.#log.push(JSON.parse(line));
        this.#transcript.note(line);
      }
    }
    this.#transcript.end("its output is over");
  }
}

/** null for a connection that nobody has accepted; any other error is thrown. */
function unanswered(error: unknown): null {
  const { ConnectionReset, ConnectionRefused } = Deno.errors;
  if (error instanceof ConnectionReset || error instanceof ConnectionRefused) return null;
  throw error;
}

/** Says something and gets it back. */
async function echo(socket: RawSocket): Promise<void> {
  await socket.text("hello");
  assertEquals(await socket.message(), { kind: "text", text: "hello" });
}

permittedTest(
  "[W10] out of descriptors: open connections live on, and it listens again when it can",
  async () => {
    await using listening = await Listening.start();
    const connect = () => Deno.connect({ hostname: "127.0.0.1", port: listening.port });
    await using first = await RawSocket.open(listening.port);
    await echo(first);

    const many: Deno.Conn[] = [];
    try {
      // it may be given up at any of these: then there is nobody to connect to
      for (let n = 0; n < 4 * DESCRIPTORS && !listening.has("listener_failed"); n++) {
        const conn = await connect().catch(() => null);
        if (conn === null) break;
        many.push(conn);
      }
      await echo(first);
    } finally {
      for (const conn of many) conn.close();
    }
    // the runtime may give it up at once, or (before Deno 2.9) when nothing waits for an answer any more
    await listening.logged("listener_failed");
    await listening.logged("listening_again");
    // it may fail again, and reset whoever waits for it, until its process has seen that all of these are closed
    const answer = await eventually(
      "an answer of the listener",
      () => httpExchange(listening.port, { path: "/" }).catch(unanswered),
    );
    assertEquals(answer.body, "here");
    await using late = await eventually(
      "a WebSocket to the listener",
      () => RawSocket.open(listening.port).catch(unanswered),
    );
    await echo(late);
    await echo(first);
  },
);
