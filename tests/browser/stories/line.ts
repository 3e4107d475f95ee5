/** Lines that break, servers that stop, tabs that nobody looks at: nothing that was typed or chosen is lost. */
import { assert, assertEquals } from "@std/assert";
import { programsFolder } from "../../program.ts";
import type { Person } from "../people.ts";
import type { Story } from "../play.ts";

/** Pings come every 20 s [W8]; so long a story waits for one. */
const PING_PATIENCE_MS = 60_000;

/** What a browser says of a server that isn't there. */
const NO_SERVER = /WebSocket connection to .* failed|ERR_CONNECTION_REFUSED/;

/** What a page is notified of when it may have slept, or is on another network. */
const WAKING = [
  ["globalThis", `new Event("online")`],
  ["document", `new Event("visibilitychange")`],
  ["globalThis", `new PageTransitionEvent("pageshow", { persisted: true })`],
] as const;

/** Timers of a second and more run when the story says so, without a worker that would run them. */
const LONG_TIMERS_BY_HAND = `
  globalThis.lost = [];
  globalThis.Worker = class {
    constructor() {
      throw new Error("this story has no workers");
    }
  };
  const timers = new Map();
  const { setTimeout, clearTimeout } = globalThis;
  let last = 1_000_000_000;
  globalThis.setTimeout = (run, ms, ...more) => {
    if (!(ms >= 1_000)) return setTimeout(run, ms, ...more);
    timers.set(++last, { run, ms });
    return last;
  };
  globalThis.clearTimeout = (id) => timers.delete(id) || clearTimeout(id);
  globalThis.timePasses = (ms) => {
    for (const [id, timer] of timers) {
      if (timer.ms > ms) continue;
      timers.delete(id);
      timer.run();
    }
  };
`;

async function pings({ page }: Person): Promise<void> {
  const [socket] = await Promise.all([page.waitForEvent("websocket"), page.reload()]);
  const isPing = {
    predicate: ({ payload }: { payload: unknown }) => String(payload).includes('"PING"'),
  };
  const standsStill = async () => {
    await page.getByRole("list", { name: "Voters" }).waitFor();
    // the page's own timers stand still, as in a tab that has long been hidden
    await page.evaluate("globalThis.setTimeout = globalThis.setInterval = () => 0");
  };
  await Promise.all([
    socket.waitForEvent("framesent", { ...isPing, timeout: PING_PATIENCE_MS }),
    standsStill(),
  ]);
}

/** Questions about an open ballot, by the button, and the ticket that is voted on before they are answered. */
const QUESTIONS = [
  ["Cancel", "Cancel voting on WEB-1?", "WEB-2"],
  ["Start over", "Start over?", "WEB-3"],
] as const;

export const LINE: Readonly<Record<string, Story>> = {
  "a page in a hidden tab goes on pinging [W8]": async (team) => {
    const { ana } = await team.meet("ana");
    await ana.opensRoom(team.origin, "Ana");
    await pings(ana);
  },

  "a line that died without a word is asked when the page wakes or the network changes [W8]":
    async (
      team,
    ) => {
      const { ana } = await team.meet("ana");
      const { page } = ana;
      await page.addInitScript(LONG_TIMERS_BY_HAND);
      await ana.opensRoom(team.origin, "Ana");
      await ana.seesAtTable("Ana");
      for (const [target, event] of WAKING) {
        // nothing gets through any more, and nobody says so
        await page.evaluate(
          "globalThis.openSockets.at(-1).send = (text) => globalThis.lost.push(text)",
        );
        await page.evaluate(`${target}.dispatchEvent(${event})`);
        const lost: string[] = await page.evaluate("globalThis.lost.splice(0)");
        assertEquals(lost.map((text) => JSON.parse(text).type), ["PING"], event);
        assertEquals(await page.getByText("Connection lost").count(), 0);
        const [back] = await Promise.all([
          page.waitForEvent("websocket"),
          page.evaluate("globalThis.timePasses(3000)"),
        ]);
        assert(back.url().includes("action=RESUME"));
        await ana.isBack();
      }
      // that a page is shown for the first time, or hidden, is no reason
      await page.evaluate(
        `dispatchEvent(new PageTransitionEvent("pageshow", { persisted: false }))`,
      );
      assertEquals(await page.evaluate("globalThis.lost"), []);
    },

  "whoever sets the clock does not change what the timer says": async (team) => {
    const { ana } = await team.meet("ana");
    await ana.opensRoom(team.origin, "Ana");
    await ana.begins("WEB-1");
    await ana.page.getByLabel("Start a timer").selectOption("5 min");
    const timer = ana.page.getByRole("timer");
    await timer.getByText(/^4:5\d$/).waitFor();
    await ana.page.evaluate(`
      globalThis.shown = [];
      const timer = document.querySelector("[role=timer]");
      const look = () => globalThis.shown.push(timer.innerText);
      new MutationObserver(look).observe(timer, { characterData: true, childList: true, subtree: true });
    `);
    for (const hours of [-1, 2]) {
      await ana.page.evaluate(`(async () => {
        const now = Date.now;
        Date.now = () => now() + ${hours} * 3_600_000;
        for (const before = shown.length; shown.length < before + 3;) {
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      })()`);
      await ana.votes(hours < 0 ? "5" : "8"); // a new state comes, and is measured
    }
    const shown: string[] = await ana.page.evaluate(
      "shown",
    );
    assertEquals(shown.filter((text) => !/^[0-4]:\d\d$/.test(text)), []);
  },

  "on a slow line a form keeps the focus, and a button that is pressed again does no more": async (
    team,
  ) => {
    const { ana } = await team.meet("ana");
    const { page } = ana;
    let [isSlow, isRefused] = [false, true];
    const late: (() => void)[] = [];
    const arrive = () => late.splice(0).forEach((one) => one());
    await page.routeWebSocket(/\/ws\?/, (socket) => {
      if (isRefused) return void late.push(() => socket.close({ code: 1013 }));
      const server = socket.connectToServer();
      server.onMessage((text) => isSlow ? late.push(() => socket.send(text)) : socket.send(text));
    });
    await page.goto(team.origin);
    await page.getByLabel("Your name").fill("Ana");
    const open = page.getByRole("button", { name: "Open the room" });
    await open.press("Enter");
    await page.locator("button:focus", { hasText: "Opening" }).press("Enter"); // nothing
    await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))");
    assertEquals(late.length, 1);
    arrive();
    await ana.sees("The server has no room for more people.");
    await open.and(page.locator(":focus")).waitFor();
    isRefused = false;
    await page.keyboard.press("Enter");
    await ana.begins("WEB-1");
    await ana.votes("5");
    await ana.reveals();

    // without a connection it is near what can't be pressed, and not at the page's beginning
    await page.getByRole("button", { name: "Vote again" }).focus();
    ana.expects(/ERR_INTERNET_DISCONNECTED/);
    isRefused = true;
    await page.evaluate("openSockets.at(-1).close()");
    await page.locator("section:focus", { hasText: "Vote again" }).waitFor();
    isRefused = false;
    arrive();
    await ana.isBack();

    isSlow = true;
    for (let press = 1; press <= 3; press++) await ana.presses("Vote again"); // nothing has come yet
    isSlow = false;
    arrive();
    await ana.sees("Vote 2");
    await ana.votes("5");
    await ana.reveals();
    await ana.presses("Vote again");
    await ana.sees("Vote 3"); // not sooner
    assertEquals(await page.locator(".notice.problem").allInnerTexts(), []);

    // what is typed while it is saved is there afterwards
    await ana.opensMenu();
    const name = page.getByLabel("Your name here", { exact: true });
    isSlow = true;
    await name.fill("Anna");
    await name.press("Enter");
    await name.fill("Annabel");
    isSlow = false;
    arrive();
    await ana.seesHeading("Anna");
    await name.press("Enter");
    await ana.seesHeading("Annabel");
  },

  "the network goes and comes back: what was typed and chosen is there, and is sent": async (
    team,
  ) => {
    const { ana, bob, cleo } = await team.meet("ana", "bob", "cleo");
    const link = await ana.opensRoom(team.origin, "Ana");
    await bob.joins(link, "Bob");
    await cleo.joins(link, "Cleo");
    await ana.begins("WEB-1");
    await bob.votes("3");
    await bob.goesOffline();
    await ana.seesAtTable("Bob", "away");
    await bob.card("13").click(); // changes the mind meanwhile
    await bob.sees("sent once you are back");
    await cleo.votes("5");
    await ana.votes("5");
    await bob.returns();
    await bob.hasPicked("13");
    await ana.seesAtTable("Bob");
    await ana.sees("Everybody has voted");
    await ana.reveals();
    assertEquals(await ana.table(), { Ana: "5", Bob: "13", Cleo: "5" });

    // the admin, in the middle of typing
    await ana.presses("Another ticket…");
    const ticket = ana.page.getByLabel("Ticket", { exact: true });
    await ticket.fill("WEB-2");
    await ana.page.getByLabel("Title (optional)").fill("Typed while connected");
    await ana.goesOffline();
    await ana.page.getByLabel("Title (optional)").fill("Typed on the train");
    assert(await ana.page.getByRole("button", { name: "Start voting" }).isDisabled());
    assertEquals(await ana.table(), { Ana: "5", Bob: "13", Cleo: "5" }); // all is still there
    await ana.returns();
    assertEquals(await ticket.inputValue(), "WEB-2");
    await ana.presses("Start voting");
    await bob.sees("Typed on the train");
  },

  "whoever comes back meets what is true now: another ticket, or the end, with what was seen of it":
    async (
      team,
    ) => {
      const { ana, bob } = await team.meet("ana", "bob");
      await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
      await ana.opensMenu();
      await ana.presses("Room settings…");
      await ana.picks("By every voter");
      await ana.closesDialog();
      await ana.begins("WEB-1");
      await ana.votes("5");
      for (const [button, question, next] of QUESTIONS) {
        await ana.presses(button);
        await ana.seesHeading(question);
        await ana.goesOffline();
        await bob.votes("5");
        await bob.reveals();
        await bob.begins(next);
        await bob.votes("8");
        await ana.returns();
        await ana.hasTicket(next);
        // it was about votes that are no longer open
        await ana.page.getByRole("dialog").waitFor({ state: "detached" });
        await ana.votes("5");
      }
      await ana.reveals();
      await bob.seesOutcome();
      await bob.goesOffline();
      await ana.opensMenu();
      await ana.presses("End the session");
      await ana.presses("End the session");
      await ana.seesHeading("The session is over");
      await bob.returns();
      await bob.sees("The room closed while you were away.");
      const row = bob.page.getByRole("row").filter({ hasText: "WEB-3" });
      await row.waitFor();
      await bob.page.reload();
      await bob.seesHeading("This room is over");
      await row.waitFor();
      await bob.sees("only part of the session’s results");
    },

  "the server is stopped and started: with --data the room goes on as if nothing had happened":
    async (
      team,
    ) => {
      const data = programsFolder();
      try {
        await team.hasOwnServer({ flags: ["--data", data, "--drain-timeout", "1s"] });
        const { ana, bob } = await team.meet("ana", "bob");
        for (const one of [ana, bob]) one.expects(NO_SERVER);
        await bob.joins(await ana.opensRoom(team.origin, "Ana"), "Bob");
        await ana.queues("WEB-2 The second");
        await ana.begins("WEB-1");
        await bob.votes("8");
        await ana.sees("1 of 2 voters voted");
        await team.stopsServer();
        for (const one of [ana, bob]) await one.sees(/Trying again in [1-5] s/);
        await ana.card("5").click();
        await ana.sees("sent once you are back");
        await team.startsServer();
        for (const one of [ana, bob]) await one.isBack();
        await ana.hasPicked("5");
        await bob.hasPicked("8");
        await ana.sees("Everybody has voted");
        await ana.reveals();
        assertEquals(await bob.table(), { Ana: "5", Bob: "8" });
        await ana.presses(/^Next: WEB-2/);
        await bob.sees("The second");
      } finally {
        await Deno.remove(data, { recursive: true });
      }
    },

  "the server is stopped without --data: everybody has the results": async (team) => {
    await team.hasOwnServer({ flags: ["--drain-timeout", "1s"] });
    const { ana, bob } = await team.meet("ana", "bob");
    for (const one of [ana, bob]) one.expects(NO_SERVER);
    const link = await ana.opensRoom(team.origin, "Ana");
    await bob.joins(link, "Bob");
    await ana.begins("WEB-1");
    await bob.votes("8");
    await ana.votes("8");
    await ana.reveals();
    await bob.seesOutcome();
    await team.stopsServer();
    for (const one of [ana, bob]) {
      await one.sees("The server was stopped, and the room closed with it.");
      await one.page.getByRole("row").filter({ hasText: "WEB-1" }).getByText("consensus").waitFor();
    }
    // whoever tries to open a room now is informed, and what was typed stays
    await bob.presses("Open a new room");
    await bob.presses("Open the room");
    await bob.page.getByRole("alert").waitFor();
    assertEquals(await bob.page.getByLabel("Your name").inputValue(), "Bob");
    await team.startsServer();
    await bob.presses("Open the room");
    await bob.seesAtTable("Bob");
  },
};
