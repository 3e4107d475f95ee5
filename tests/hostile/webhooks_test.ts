// Malicious receivers of webhooks: attempts have a deadline, redirects are not followed, and answers are read up to a
// limit.
import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../src/base/clock.ts";
import { networkPost, type Outcome } from "../../src/webhooks/post.ts";
import { within } from "../e2e/patience.ts";
import { permittedTest } from "../permitted.ts";

const NOTICE = { id: "msg_1", type: "test", session_id: "s", at: 0, body: "{}" };

type Behave = (conn: Deno.TcpConn) => Promise<void>;

/** A peer that reads a request and does with the connection what `behave` does. */
class Hostile implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #running: Promise<void>;
  readonly #conns = new Set<Deno.TcpConn>();
  requests = 0;

  constructor(behave: Behave) {
    this.#running = this.#run(behave);
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${(this.#listener.addr as Deno.NetAddr).port}/?token=abc`);
  }

  async posts(withinMs: number): Promise<Outcome> {
    const options = { clock: systemClock, userAgent: "test", secrets: () => [], withinMs };
    const outcome = new Promise<Outcome>((resolve) => {
      networkPost(options)(this.url, NOTICE, resolve);
    });
    return await within(outcome, "outcome");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const conn of this.#conns) close(conn);
    await this.#running;
  }

  async #run(behave: Behave): Promise<void> {
    const all: Promise<void>[] = [];
    try {
      for await (const conn of this.#listener) {
        this.#conns.add(conn);
        this.requests++;
        const serve = async () => {
          await conn.read(new Uint8Array(4_096));
          await behave(conn);
        };
        all.push(serve().catch(() => {}).then(() => close(conn)));
      }
    } catch {
      // the listener is closed
    }
    await Promise.all(all);
  }
}

function close(conn: Deno.TcpConn): void {
  try {
    conn.close();
  } catch {
    // it is closed
  }
}

async function writes(conn: Deno.TcpConn, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

const OK_HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n";

permittedTest("[A4] an endless answer is cut off after a little; its status counts", async () => {
  let written = 0;
  const over = Promise.withResolvers<void>();
  await using peer = new Hostile(async (conn) => {
    await writes(conn, OK_HEAD);
    const some = "x".repeat(16 * 1_024);
    try {
      for (;;) {
        await writes(conn, some);
        written += some.length;
      }
    } finally {
      over.resolve(); // nobody reads it any more
    }
  });
  assertEquals(await peer.posts(60_000), { kind: "answered", status: 200, retryAfterMs: null });
  await within(over.promise, "end of the connection");
  // what the kernel's buffers took is not what was read
  assert(written < 32 * 1024 * 1024, `${written} bytes`);
});

permittedTest(
  "[A4] headers that never end, and a body that drips, hold an attempt only so long",
  async () => {
    const forever = async (conn: Deno.TcpConn) => void await conn.read(new Uint8Array(1));
    await using slow = new Hostile(async (conn) => {
      await writes(conn, "HTTP/1.1 200 OK\r\nX-A: ");
      await forever(conn);
    });
    assertEquals(await slow.posts(500), { kind: "failed", problem: "no answer within 0.5 s" });
    await using drip = new Hostile(async (conn) => {
      await writes(conn, `${OK_HEAD}x`);
      await forever(conn);
    });
    assertEquals(await drip.posts(5_000), { kind: "answered", status: 200, retryAfterMs: null });
  },
);

permittedTest("[A4] nobody is followed to another address", async () => {
  await using other = new Hostile(async (conn) => await writes(conn, OK_HEAD));
  for (const status of [301, 302, 303, 307, 308]) {
    await using peer = new Hostile(async (conn) =>
      await writes(
        conn,
        `HTTP/1.1 ${status} Moved\r\nLocation: ${other.url}\r\nContent-Length: 0\r\n\r\n`,
      )
    );
    assertEquals(await peer.posts(60_000), { kind: "answered", status, retryAfterMs: null });
  }
  assertEquals(other.requests, 0);
});

permittedTest("[A4] whatever is no answer is a failure, in words without the address", async () => {
  const table: [string, RegExp][] = [
    ["", /closed/],
    ["HTTP/1.1 20", /closed|not HTTP/],
    ["garbage\r\n\r\n", /not HTTP/],
    [`HTTP/1.1 200 OK\r\nX-A: ${"y".repeat(2_000_000)}\r\n\r\n`, /too large|closed/],
    [`HTTP/1.1 200 OK\r\n${"X-A: y\r\n".repeat(10_000)}\r\n`, /too large|closed/],
  ];
  for (const [text, problem] of table) {
    await using peer = new Hostile(async (conn) => await writes(conn, text));
    const outcome = await peer.posts(60_000);
    assert(outcome.kind === "failed" && problem.test(outcome.problem), JSON.stringify(outcome));
    assert(!outcome.problem.includes("token"));
  }
});

permittedTest("[A4] Retry-After is seconds or a date, and anything else is none", async () => {
  const table: [string, (ms: number | null) => boolean][] = [
    ["120", (ms) => ms === 120_000],
    ["99999999999999999999", (ms) => ms === null],
    ["-5", (ms) => ms === null || ms === 0],
    ["soon", (ms) => ms === null],
    ["Thu, 01 Jan 1970 00:00:00 GMT", (ms) => ms === 0],
    ["Fri, 31 Dec 2999 23:59:59 GMT", (ms) => ms !== null && ms > 1e12],
  ];
  for (const [text, fits] of table) {
    await using peer = new Hostile(async (conn) =>
      await writes(conn, `HTTP/1.1 503 Busy\r\nRetry-After: ${text}\r\nContent-Length: 0\r\n\r\n`)
    );
    const outcome = await peer.posts(60_000);
    assert(outcome.kind === "answered" && fits(outcome.retryAfterMs), JSON.stringify(outcome));
  }
});
