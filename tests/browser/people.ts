/**
 * People with browsers of their own, in one Chromium: each has its storage, its page, and everything that
 * went wrong in it. A story ends with nothing gone wrong in any page.
 */
import { assertEquals } from "@std/assert";
import type {
  Browser as Chromium,
  BrowserContext,
  BrowserContextOptions,
  Page,
} from "playwright-core";
import { PATIENCE_MS } from "../e2e/patience.ts";
import { Server, type ServerOptions } from "../e2e/server.ts";
import { launchChromium } from "./chromium.ts";

/** Keeps the page's sockets where a story can reach them, to cut them off. */
const KEEP_SOCKETS = `
  globalThis.openSockets = [];
  globalThis.WebSocket = class extends WebSocket {
    constructor(...how) {
      super(...how);
      globalThis.openSockets.push(this);
    }
  };
`;

/** A browser of one person's. */
export class Person {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page complained about: errors, refused requests, breaches of the content policy. */
  readonly troubles: string[] = [];
  /** Every text frame that its sockets got, oldest first. */
  readonly received: string[] = [];
  /** Hosts that it asked for anything. */
  readonly hosts = new Set<string>();

  constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    this.watch(page);
  }

  /** Watches a page, and every one opened from here on in this browser must be watched too. */
  watch(page: Page): void {
    page.on("pageerror", (error) => this.troubles.push(`error: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") {
        this.troubles.push(message.text());
      }
    });
    page.on("request", (request) => this.hosts.add(new URL(request.url()).host));
    page.on("websocket", (socket) => {
      socket.on("framereceived", ({ payload }) => this.received.push(String(payload)));
    });
  }

  /** Opens a room, and returns its address. */
  async opensRoom(origin: string, name: string): Promise<string> {
    await this.page.goto(origin);
    await this.page.getByLabel("Your name").fill(name);
    await this.page.getByRole("button", { name: "Open the room" }).click();
    await this.page.waitForURL(/\/r\/[0-9A-Z]{8}$/);
    return this.page.url();
  }

  /** Follows a room's link, and goes in. */
  async joins(link: string, name: string, { observer = false } = {}): Promise<void> {
    await this.page.goto(link);
    await this.page.getByLabel("Your name").fill(name);
    if (observer) await this.page.getByRole("radio", { name: "Observer" }).check();
    await this.page.getByRole("button", { name: "Join the room" }).click();
    await this.page.getByRole("list", { name: "Voters" }).waitFor();
  }

  async begins(ticket: string, title = ""): Promise<void> {
    await this.page.getByLabel("Ticket", { exact: true }).fill(ticket);
    await this.page.getByLabel("Title (optional)").fill(title);
    await this.page.getByRole("button", { name: "Start voting", exact: true }).click();
    await this.sees(ticket);
  }

  async votes(card: string): Promise<void> {
    await this.card(card).click();
    await this.page.getByText(`You picked ${card}`, { exact: true }).waitFor();
  }

  /** The network is gone, and with it the line; `returns` brings it back. */
  async goesOffline(): Promise<void> {
    await this.context.setOffline(true);
    // going offline stops new connections only
    await this.page.evaluate("for (const socket of globalThis.openSockets) socket.close()");
  }

  async returns(): Promise<void> {
    await this.context.setOffline(false);
  }

  card(card: string) {
    return this.page.getByRole("group", { name: "Pick a card" })
      .getByRole("button", { name: card, exact: true });
  }

  async presses(button: string | RegExp): Promise<void> {
    await this.page.getByRole("button", { name: button }).click();
  }

  /** Waits until this stands on the page. */
  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }
}

/** A server and a Chromium, for the length of a story. */
export class Team implements AsyncDisposable {
  readonly server: Server;
  readonly #chromium: Chromium;
  readonly #people: Person[] = [];

  private constructor(server: Server, chromium: Chromium) {
    this.server = server;
    this.#chromium = chromium;
  }

  static async meets(options: ServerOptions = {}): Promise<Team> {
    const server = await Server.start(options);
    try {
      return new Team(server, await launchChromium());
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  get origin(): string {
    return `http://127.0.0.1:${this.server.port}`;
  }

  /** Somebody with a fresh browser. */
  async person(options: BrowserContextOptions = {}): Promise<Person> {
    const context = await this.#chromium.newContext({
      viewport: { width: 1280, height: 800 },
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.addInitScript(KEEP_SOCKETS);
    const person = new Person(context, await context.newPage());
    this.#people.push(person);
    return person;
  }

  /** Nothing went wrong in any page, and no other host was asked for anything. */
  assertNoTrouble(): void {
    const host = new URL(this.origin).host;
    assertEquals(this.#people.flatMap(({ troubles }) => troubles), []);
    for (const { hosts } of this.#people) {
      assertEquals([...hosts].filter((one) => one !== host), []);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chromium.close();
    await this.server.stop();
  }
}
