/**
 * A tracker of the tests' own: it answers as the tracker's documents say, keeps what it was asked, and has trouble when
 * it is asked to. Each kind says in a file beside this how it is asked and how it answers.
 */
import type { TrackerKind } from "../../../src/trackers/tracker.ts";

/** A ticket as every kind has it; what is left out is missing from the tracker's answers, too. */
export interface StandInTicket {
  readonly number: number;
  readonly title?: string;
  /** In the form that the kind keeps descriptions in. */
  readonly description?: unknown;
  readonly sprint?: string;
  estimate?: number | string | null;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
}

export abstract class StandIn {
  abstract readonly kind: TrackerKind;
  /** Where estimates are; null: where the kind has them. */
  readonly field: string | null = null;
  /** A description with a heading, a list, code and a link, as `RICH_MARKDOWN` has it. */
  abstract readonly rich: unknown;
  /** Whether a field takes numbers with a fraction. */
  readonly takesFractions: boolean = true;
  token: string = "secret-token-1";
  readonly tickets: StandInTicket[];
  readonly asked: Asked[] = [];
  /** What becomes of the JSON of each answer; it stays as it is where a test has nothing else in mind. */
  damage: (json: unknown) => unknown = (json) => json;
  /** What becomes of the next requests, the first one first. */
  readonly #troubles: ((request: Request) => Response | Promise<Response>)[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  #isExpired = false;

  constructor(tickets: readonly StandInTicket[]) {
    this.tickets = tickets.map((it) => ({ ...it }));
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.#serve(request),
    );
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** What an operator would give as the tracker's address, with a slash at its end. */
  abstract get site(): string;

  /** What the ticket with this number is called. */
  abstract key(number: number): string;

  estimateOf(number: number): unknown {
    return this.tickets.find((it) => it.number === number)?.estimate ?? null;
  }

  /** The token is taken no more. */
  expire(): void {
    this.#isExpired = true;
  }

  /** The next request is answered so, whatever it asks. */
  trouble(answer: (request: Request) => Response | Promise<Response>): void {
    this.#troubles.push(answer);
  }

  /** The next request has come too early, at `now`, by the time of day. */
  tooMany(seconds: number, _now: number): void {
    this.trouble(() =>
      new Response("{}", { status: 429, headers: { "retry-after": `${seconds}` } })
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  /** Whether the request has the token, where this kind has it. */
  protected abstract knows(headers: Headers): boolean;

  /** What a request is answered that has the token. */
  protected abstract answer(asked: Asked): Response;

  /** What one without it is answered. */
  protected stranger(): Response {
    return Response.json({ message: "401 Unauthorized" }, { status: 401 });
  }

  /** The tickets that have the text in their title or sprint. */
  protected withText(text: string): readonly StandInTicket[] {
    return this.tickets.filter(({ title = "" }) =>
      title.toLowerCase().includes(text.toLowerCase())
    );
  }

  protected ofSprint(name: string): readonly StandInTicket[] {
    return this.tickets.filter(({ sprint }) => sprint === name);
  }

  async #serve(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const text = await request.text();
    const asked: Asked = {
      method: request.method,
      path: pathname + search,
      headers: request.headers,
      body: text === "" ? null : JSON.parse(text),
    };
    this.asked.push(asked);
    const trouble = this.#troubles.shift();
    if (trouble !== undefined) return await trouble(request);
    if (this.#isExpired || !this.knows(request.headers)) return this.stranger();
    const answer = this.answer(asked);
    const { status, headers } = answer;
    if (answer.body === null) return answer;
    const body = await answer.text();
    if (!headers.get("content-type")?.includes("json")) {
      return new Response(body, { status, headers });
    }
    return new Response(JSON.stringify(this.damage(JSON.parse(body))), { status, headers });
  }
}

/** What all rich descriptions come to. */
export const RICH_MARKDOWN = [
  "## Why",
  "",
  "People see a < b, and [the log](https://example.org/log).",
  "",
  "- first",
  "- second",
  "",
  "```",
  "if (a<b) run();",
  "```",
].join("\n");

/** A field of a body, as it should be. */
export function field<T>(body: unknown, name: string, is: (value: unknown) => value is T): T {
  const value = typeof body === "object" && body !== null
    ? Object.getOwnPropertyDescriptor(body, name)?.value
    : undefined;
  if (!is(value)) throw new Error(`${name} is not as documented: ${JSON.stringify(body)}`);
  return value;
}

export const isText = (value: unknown): value is string => typeof value === "string";
export const isNumber = (value: unknown): value is number => typeof value === "number";
export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
export const isTextOrNone = (value: unknown): value is string | undefined =>
  value === undefined || isText(value);
export const isThing = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
