/**
 * A person with a browser: its storage, its pages, what they received, and their errors. Its methods are what people
 * do, in the page's own words.
 */
import type { BrowserContext, Page } from "playwright-core";

/**
 * Before the page's own code: its sockets are kept where a story can cut them off, and a breach of the
 * content policy becomes an error on the console wherever it happens.
 */
export const BEFORE_THE_PAGE = `
  globalThis.openSockets = [];
  globalThis.WebSocket = class extends WebSocket {
    constructor(...how) {
      super(...how);
      globalThis.openSockets.push(this);
    }
  };
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
    console.error("policy broken:", violatedDirective, blockedURI));
`;

interface RoomOptions {
  readonly seats?: number;
  /** Cards of one's own, with commas between. */
  readonly deck?: string;
}

export class Person {
  readonly context: BrowserContext;
  /** Text frames that its sockets got and sent, oldest first. */
  readonly received: string[] = [];
  readonly sent: string[] = [];
  /** Hosts that it asked for anything. */
  readonly hosts = new Set<string>();
  page: Page;
  readonly #troubles: string[] = [];
  readonly #expected: RegExp[] = [];

  constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    this.#watch(page);
  }

  /** Errors on the pages' consoles that the story does not expect, breaches of the content policy included. */
  get troubles(): readonly string[] {
    return this.#troubles.filter((one) => !this.#expected.some((it) => it.test(one)));
  }

  /** Expects errors that match this. */
  expects(trouble: RegExp): void {
    this.#expected.push(trouble);
  }

  /** One more tab in the same browser. */
  async opensTab(): Promise<Page> {
    const tab = await this.context.newPage();
    this.#watch(tab);
    return tab;
  }

  /** Opens a room, and returns its address. */
  async opensRoom(origin: string, name: string, options: RoomOptions = {}): Promise<string> {
    await this.page.goto(origin);
    await this.page.getByLabel("Your name").fill(name);
    if (options.deck !== undefined) {
      await this.page.getByLabel("Cards", { exact: true }).selectOption("Your own cards");
      await this.page.getByLabel("Your own cards").fill(options.deck);
    }
    if (options.seats !== undefined) {
      await this.page.getByText("More settings").click();
      await this.page.getByLabel("Seats for voters").fill(`${options.seats}`);
    }
    await this.presses("Open the room");
    await this.page.waitForURL(/\/r\/[0-9A-Z]{8}$/);
    await this.page.getByRole("list", { name: "Voters" }).waitFor();
    return this.page.url();
  }

  /** Types a name at a room's link and asks to be let in; what comes of it is the story's. */
  async asksToJoin(link: string, name: string, { observer = false } = {}): Promise<void> {
    await this.page.goto(link);
    await this.page.getByLabel("Your name").fill(name);
    if (observer) await this.page.getByRole("radio", { name: "Observer" }).check();
    await this.presses("Join the room");
  }

  /** Follows a room's link, and goes in. */
  async joins(link: string, name: string, options: { observer?: boolean } = {}): Promise<void> {
    await this.asksToJoin(link, name, options);
    await this.page.getByRole("list", { name: "Voters" }).waitFor();
  }

  async begins(ticket: string, title = ""): Promise<void> {
    const field = this.page.getByLabel("Ticket", { exact: true });
    const other = this.page.getByRole("button", { name: "Another ticket…" });
    await field.or(other).first().waitFor();
    if (!await field.isVisible()) await other.click();
    await field.fill(ticket);
    await this.page.getByLabel("Title (optional)").fill(title);
    await this.page.getByRole("button", { name: "Start voting", exact: true }).click();
    await this.hasTicket(ticket);
  }

  /** Waits until this ticket is on the table. */
  async hasTicket(ticket: string): Promise<void> {
    await this.page.getByRole("region", { name: `Ticket ${ticket}`, exact: true }).waitFor();
  }

  async votes(card: string): Promise<void> {
    await this.card(card).click();
    await this.hasPicked(card);
  }

  async hasPicked(card: string): Promise<void> {
    await this.page.getByText(`You picked ${card}`, { exact: true }).waitFor();
  }

  card(card: string) {
    return this.page.getByRole("group", { name: "Pick a card" })
      .getByRole("button", { name: card, exact: true });
  }

  async reveals(): Promise<void> {
    await this.presses("Reveal the cards");
    await this.seesOutcome();
  }

  /** Settles on one of the cards on offer. */
  async settlesOn(card: string): Promise<void> {
    // the estimate stands in the outcome and beside the ticket, not here once more
    const chip = this.page.getByRole("group", { name: "Final estimate", exact: true })
      .getByRole("button", { name: card, exact: true });
    await chip.click();
    await chip.and(this.page.locator("[aria-pressed=true]")).waitFor();
  }

  /** Adds tickets to the queue as they were pasted. */
  async queues(text: string): Promise<void> {
    await this.presses("Add tickets");
    await this.page.getByLabel("One ticket a line").fill(text);
    await this.presses(/^Add \d+ tickets?$/);
    await this.page.getByRole("dialog").waitFor({ state: "detached" });
  }

  async opensMenu(): Promise<void> {
    await this.presses(/^Menu of /);
    await this.page.getByRole("dialog").waitFor();
  }

  /** Leaves the room, and confirms it. */
  async leaves(): Promise<void> {
    await this.opensMenu();
    await this.presses("Leave the room");
    await this.page.getByRole("button", { name: "Leave", exact: true }).click();
  }

  async closesDialog(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await this.page.getByRole("dialog").waitFor({ state: "detached" });
  }

  async presses(button: string | RegExp): Promise<void> {
    await this.page.getByRole("button", { name: button }).click();
  }

  /** Presses a radio of the room's, which shows what is true: it is picked once the server has agreed. */
  async picks(radio: string): Promise<void> {
    const one = this.page.getByRole("radio", { name: radio });
    await one.click();
    await one.and(this.page.locator(":checked")).waitFor({ state: "attached" });
  }

  /** Waits until this stands on the page. */
  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  /** Waits until what is typed goes into this field. */
  async hasFocusIn(field: string): Promise<void> {
    await this.page.getByLabel(field).and(this.page.locator(":focus")).waitFor();
  }

  async seesHeading(name: string | RegExp): Promise<void> {
    await this.page.getByRole("heading", { name }).waitFor();
  }

  /** Waits until the tab is called so. */
  async hasTitle(title: string): Promise<void> {
    await this.page.waitForFunction((wanted) => document.title === wanted, title);
  }

  async seesOutcome(): Promise<void> {
    await this.page.getByRole("region", { name: "Outcome" }).waitFor();
  }

  /** Waits until this person has a seat at the table, with this beside the name. */
  async seesAtTable(name: string, note = ""): Promise<void> {
    await this.page.getByRole("list", { name: "Voters" }).locator(".seat")
      .filter({ hasText: name }).filter({ hasText: note }).waitFor();
  }

  /** Who has which card face up before them. */
  async table(): Promise<Record<string, string>> {
    const seats = this.page.getByRole("list", { name: "Voters" }).locator(".seat");
    return Object.fromEntries(
      await seats.evaluateAll((all) =>
        all.map((seat): [string, string] => [
          seat.querySelector(".member-name")?.textContent ?? "",
          seat.closest(".group")?.getAttribute("data-card") ?? "",
        ])
      ),
    );
  }

  /** The tickets to come, in order. */
  async queue(): Promise<string[]> {
    return await this.page.getByRole("complementary", { name: "Tickets to come" })
      .locator(".ticket-id").allInnerTexts();
  }

  /** Cuts the network and all connections; `returns` restores it. */
  async goesOffline(): Promise<void> {
    this.expects(/ERR_INTERNET_DISCONNECTED/);
    await this.context.setOffline(true);
    // going offline stops new connections only
    await this.page.evaluate("for (const socket of globalThis.openSockets) socket.close()");
    await this.sees("Connection lost");
  }

  async returns(): Promise<void> {
    await this.context.setOffline(false);
    await this.isBack();
  }

  /** Waits until the page is connected again. */
  async isBack(): Promise<void> {
    await this.page.getByText("Connection lost").waitFor({ state: "detached" });
  }

  #watch(page: Page): void {
    page.on("pageerror", (error) => this.#troubles.push(`error: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") {
        this.#troubles.push(message.text());
      }
    });
    page.on("request", (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol !== "blob:") this.hosts.add(host);
    });
    page.on("websocket", (socket) => {
      this.hosts.add(new URL(socket.url()).host);
      socket.on("framereceived", ({ payload }) => this.received.push(String(payload)));
      socket.on("framesent", ({ payload }) => this.sent.push(String(payload)));
    });
  }
}
