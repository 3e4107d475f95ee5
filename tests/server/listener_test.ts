import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Handler } from "../../src/server/handler.ts";
import { listen, type Listener } from "../../src/server/listener.ts";
import type { Clock } from "../../src/base/clock.ts";
import { systemClock } from "../../src/base/clock.ts";
import { permittedTest } from "../permitted.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { RecordingLog } from "../base/recording_log.ts";

interface Story {
  readonly port?: number;
  readonly handler?: Handler;
  readonly clock?: Clock;
  readonly log?: RecordingLog;
}

function start(
  { port = 0, handler = () => new Response("here"), clock = systemClock, log = new RecordingLog() }:
    Story = {},
): Listener {
  return listen({ host: "127.0.0.1", port, reusePort: false, tls: null, handler, clock, log });
}

async function get(port: number): Promise<[number, string]> {
  const response = await fetch(`http://127.0.0.1:${port}/some?thing`, {
    headers: { connection: "close" },
  });
  return [response.status, await response.text()];
}

permittedTest(
  "[W1] it answers with the handler, which learns who asks, and frees the port when stopped",
  async () => {
    const seen: string[] = [];
    const handler: Handler = (request, remote) => {
      seen.push(`${remote} ${new URL(request.url).pathname}`);
      return new Response("here");
    };
    const first = start({ handler });
    assert(first.port > 0);
    assertEquals(await get(first.port), [200, "here"]);
    assertEquals(seen, ["127.0.0.1 /some"]);
    await first.stop();
    await first.stop();
    const second = start({ port: first.port });
    assertEquals(second.port, first.port);
    await second.stop();
  },
);

permittedTest("[W1] a port in use is an error at the start", async () => {
  const first = start();
  assertThrows(() => start({ port: first.port }), Deno.errors.AddrInUse);
  await first.stop();
});

permittedTest(
  "a bug in the handler is a 500 without a word of it, and a line in the log",
  async () => {
    const log = new RecordingLog();
    const handler: Handler = () => {
      throw new Error("the secret of line 7");
    };
    const listener = start({ handler, log });
    const [status, body] = await get(listener.port);
    assertEquals([status, body.includes("secret")], [500, false]);
    assertEquals(log.of("request_failed").length, 1);
    await listener.stop();
  },
);

/** A runtime whose listeners fail on command; in `outcomes` is what becomes of each further attempt to listen. */
function failingRuntime(outcomes: ("listens" | "throws")[]) {
  const real = Deno.serve;
  const ports: unknown[] = [];
  const fail: ((error: Error) => void)[] = [];
  const serve = (options: Deno.ServeTcpOptions) => {
    ports.push(options.port);
    if (outcomes.shift() === "throws") throw new Deno.errors.AddrInUse("still taken");
    const { promise, reject, resolve } = Promise.withResolvers<void>();
    fail.push(reject);
    const shutdown = () => Promise.resolve(resolve());
    return { addr: { port: options.port || 4242 }, finished: promise, shutdown };
  };
  Object.defineProperty(Deno, "serve", { value: serve, configurable: true, writable: true });
  return {
    ports,
    /** The listener that was started last is given up. */
    async fails() {
      fail.at(-1)?.(new Error("Too many open files"));
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    },
    [Symbol.dispose]() {
      Object.defineProperty(Deno, "serve", { value: real, configurable: true, writable: true });
    },
  };
}

Deno.test("[W10] given up by the runtime, it listens again on its port, later each time it can't", async () => {
  using runtime = failingRuntime(["listens", ...new Array<"throws">(8).fill("throws"), "listens"]);
  const clock = new FakeClock();
  const log = new RecordingLog();
  const listener = start({ clock, log });
  await runtime.fails();
  assertEquals(log.of("listener_failed").length, 1);
  for (const wait of [50, 100, 200, 400, 800, 1_600, 2_000, 2_000, 2_000]) {
    const attempts = runtime.ports.length;
    clock.advance(wait - 1);
    assertEquals(runtime.ports.length, attempts, `${wait} ms`);
    clock.advance(1);
    assertEquals(runtime.ports.length, attempts + 1, `${wait} ms`);
  }
  assertEquals(log.of("listening_again").length, 1);
  assertEquals([runtime.ports.at(-1), clock.pending], [listener.port, 0]);
  // and the next failure starts from the shortest wait
  await runtime.fails();
  clock.advance(50);
  assertEquals([log.of("listener_failed").length, log.of("listening_again").length], [2, 2]);
  await listener.stop();
});

Deno.test("[W10] stopped while it waits to listen again, it doesn't", async () => {
  using runtime = failingRuntime([]);
  const clock = new FakeClock();
  const log = new RecordingLog();
  const listener = start({ clock, log });
  await runtime.fails();
  assertEquals(clock.pending, 1);
  await listener.stop();
  clock.advance(10_000);
  assertEquals([runtime.ports.length, clock.pending], [1, 0]);
  // nor when it fails because it was stopped
  await runtime.fails();
  assertEquals([log.of("listener_failed").length, clock.pending], [1, 0]);
});
