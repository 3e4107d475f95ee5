/**
 * The participants of a story: people with browsers, v1 clients, and their server. All stories share one browser, and
 * one server unless they change it. At the end it checks that no page had an error or sent a request to another host,
 * and that no card was shown too early [R7].
 */
import { assertEquals } from "@std/assert";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { type Misbehaviour, Proxy } from "../cli/proxy.ts";
import { PATIENCE_MS } from "../e2e/patience.ts";
import { Server, type ServerOptions } from "../e2e/server.ts";
import { Terminal } from "../e2e/v1_terminal.ts";
import { BEFORE_THE_PAGE, Person } from "./people.ts";
import { shownTooEarly } from "./secrecy.ts";

/** Longer than for a socket: six pages draw on two cores. */
const PAGE_PATIENCE_MS = 2 * PATIENCE_MS;

/** What Chromium says of a server on a Deno that sends every close twice, as its log warns at the start. */
const CLOSED_TWICE = /: Close received after close$/;

export class Team implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #people: Person[] = [];
  readonly #terminals: Terminal[] = [];
  #server: Server;
  #own: { readonly options: ServerOptions } | null = null;
  #proxy: Proxy | null = null;
  #balancer: { readonly port: number } | null = null;

  constructor(browser: Browser, server: Server) {
    this.#browser = browser;
    this.#server = server;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#balancer ?? this.#proxy ?? this.#server).port}`;
  }

  get people(): readonly Person[] {
    return this.#people;
  }

  /** A person with a fresh browser. */
  async person(options: BrowserContextOptions = {}): Promise<Person> {
    const context = await this.#browser.newContext({
      viewport: { width: 1280, height: 800 },
      ...options,
    });
    context.setDefaultTimeout(PAGE_PATIENCE_MS);
    await context.addInitScript(BEFORE_THE_PAGE);
    const person = new Person(context, await context.newPage());
    this.#people.push(person);
    return person;
  }

  /** People with fresh browsers. */
  async meet<const Names extends readonly string[]>(
    ...names: Names
  ): Promise<{ [Name in Names[number]]: Person }> {
    const entries = await Promise.all(names.map(async (name) => [name, await this.person()]));
    return Object.fromEntries(entries);
  }

  /** A person with the v1 client. */
  async terminal(name: string, link: string): Promise<Terminal> {
    const terminal = await Terminal.join(this.#server.port, name, link.slice(-8));
    this.#terminals.push(terminal);
    return terminal;
  }

  /** Starts a server for this story alone. */
  async hasOwnServer(options: ServerOptions = {}): Promise<void> {
    this.#server = await Server.start(options);
    this.#own = { options };
  }

  /** Puts a proxy in front of the server, which misbehaves like this. */
  isBehind(how: Misbehaviour): void {
    this.#proxy = new Proxy(this.#server.port, how);
  }

  /** From here on the team meets behind this, at the story's own nodes. */
  isBalancedBy(balancer: { readonly port: number }): void {
    this.#balancer = balancer;
  }

  /** Stops the story's own server, like a service manager. */
  async stopsServer(): Promise<void> {
    if (this.#own === null) throw new Error("the server is everybody's");
    await this.#server.stop();
  }

  /** Starts it again on the same port. */
  async startsServer(): Promise<void> {
    const { port } = this.#server;
    this.#server = await Server.start({ ...this.#own?.options, port });
  }

  assertNoTrouble(): void {
    const { host } = new URL(this.origin);
    const runs_on_old = this.#server.log.some(({ event }) => event === "runtime_old");
    for (const { troubles, hosts, received } of this.#people) {
      assertEquals(runs_on_old ? troubles.filter((one) => !CLOSED_TWICE.test(one)) : troubles, []);
      assertEquals([...hosts].filter((one) => one !== host), []);
      assertEquals(shownTooEarly(received), []);
    }
  }

  /** Pictures of every page, for whoever looks for what went wrong. */
  async photograph(name: string, folder: URL): Promise<void> {
    for (const [n, { page }] of this.#people.entries()) {
      const { pathname } = new URL(`failed-${name.replaceAll(/\W+/g, "-")}-${n}.png`, folder);
      await page.screenshot({ path: pathname }).catch(() => {}); // a page may be gone
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#people.map(({ context }) => context.close()));
    await Promise.all(this.#terminals.map((one) => one.interrupt()));
    await this.#proxy?.[Symbol.asyncDispose]();
    if (this.#own !== null) await this.#server.stop();
  }
}
