/**
 * TCP connections that end with a reset, as after a firewall has dropped them or a process was killed. Deno's
 * connections always end with a FIN, so these are Node's.
 */
import { connect, type Socket } from "node:net";
import { within } from "../e2e/patience.ts";

export class ResettableLine {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    // What comes is not of interest, nor is how the other side takes it.
    socket.on("error", () => {});
    socket.resume();
  }

  /** Connects, sends these bytes, and waits for the first of an answer. */
  static async open(port: number, bytes: string): Promise<ResettableLine> {
    const socket = connect({ host: "127.0.0.1", port });
    const line = new ResettableLine(socket);
    const answered = new Promise((resolve) => socket.once("data", resolve));
    socket.write(bytes);
    await within(answered, "answer");
    return line;
  }

  /** Connects, sends these bytes, and resets before there can be an answer. */
  static async unanswered(port: number, bytes: string): Promise<void> {
    const socket = connect({ host: "127.0.0.1", port });
    const line = new ResettableLine(socket);
    await within(new Promise((resolve) => socket.write(bytes, resolve)), "connection");
    await line.reset();
  }

  /** Resolves when it is gone. */
  async reset(): Promise<void> {
    const gone = new Promise((resolve) => this.#socket.once("close", resolve));
    this.#socket.resetAndDestroy();
    await within(gone, "end");
  }
}
