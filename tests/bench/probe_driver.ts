/**
 * A v2 member of a room of its own, which sends commands at fixed times, and measures each reply from the time at which
 * its command was due, so that delays in this process count, too. It runs from "go" to "stop", which are lines of its
 * standard input, and answers "stop" with one line of JSON. Its only argument is the server's URL; it needs the
 * network.
 */
import { kindOf } from "./frames.ts";
import { Latencies } from "./latencies.ts";
import { type Listener, LoadSocket, targetOf } from "./socket.ts";
import { V2_NAME } from "../../src/protocol/offer.ts";
import { print, printError } from "../print.ts";

/** The interval of commands, in milliseconds. */
const ASK_EVERY_MS = 10;

class Probe implements Listener {
  readonly #socket: LoadSocket;
  /** When each command without a reply was due. */
  readonly #due: number[] = [];
  #latencies = new Latencies();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hasVoted = false;
  #replied = Promise.withResolvers<void>();

  constructor(socket: LoadSocket) {
    this.#socket = socket;
    socket.listen(this);
    this.#asks("BEGIN_VOTING", { ticket_id: "T1" }, performance.now());
  }

  go(): void {
    this.#latencies = new Latencies();
    this.#next(performance.now());
  }

  /** Waits for all replies, and resolves with the latencies. */
  async stop(): Promise<Latencies> {
    clearTimeout(this.#timer);
    while (this.#due.length > 0) {
      this.#replied = Promise.withResolvers();
      await this.#replied.promise;
    }
    return this.#latencies;
  }

  frame(bytes: Uint8Array, start: number, end: number): void {
    if (kindOf(bytes, start, end) !== "ok") return;
    this.#latencies.add(performance.now() - (this.#due.shift() ?? NaN));
    this.#replied.resolve();
  }

  over(why: string): void {
    printError(`the probe is out: ${why}`);
    Deno.exit(1);
  }

  #next(due: number): void {
    this.#timer = setTimeout(() => {
      this.#hasVoted = !this.#hasVoted;
      this.#asks("MEMBER_VOTED", { ticket_id: "T1", vote: this.#hasVoted ? "5" : null }, due);
      this.#next(due + ASK_EVERY_MS);
    }, Math.max(0, due - performance.now()));
  }

  #asks(type: string, data: unknown, due: number): void {
    this.#due.push(due);
    this.#socket.send(JSON.stringify({ type, data, id: "c" }));
  }
}

if (import.meta.main) {
  const query = new URLSearchParams({
    action: "CREATE_ROOM",
    name: "probe",
    max_room_capacity: "1",
  });
  const target = targetOf(Deno.args[0] ?? "");
  const options = { query: query.toString(), protocol: V2_NAME };
  const probe = new Probe(await LoadSocket.open(target, options));
  for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    if (text === "go\n") probe.go();
    else print(JSON.stringify((await probe.stop()).toJSON()));
  }
  Deno.exit();
}
