/** Ways in, and out again: links, codes, full rooms, unknown ones, what the browser remembers. */
import { assert, assertEquals } from "@std/assert";
import { settled, SIZES } from "../looks.ts";
import type { Person } from "../people.ts";
import type { Story } from "../play.ts";

/** What the page offers as the thing to do. */
async function mainButtons({ page }: Person): Promise<string[]> {
  return await page.locator("main .primary").allInnerTexts();
}

/** Before the page's own code: every field that somebody is asked to fill is noted. */
const NOTES_FIELDS = `
  globalThis.fields = [];
  // however slow the machine is, the answer comes before the page gives up waiting for it: its one timer of less
  // than a second, before there is a room
  globalThis.Worker = class extends Worker {
    postMessage({ id, ms }) {
      super.postMessage({ id, ms: ms !== null && ms < 1_000 ? 60_000 : ms });
    }
  };
  new MutationObserver(() => {
    for (const { id } of document.querySelectorAll("input")) {
      if (!globalThis.fields.includes(id)) globalThis.fields.push(id);
    }
  }).observe(document, { childList: true, subtree: true });`;

/** What a proxy does that has put the server below `/poker/`, and nothing anywhere else. */
function belowPoker(head: string): string {
  const below = head.replace(/^GET \/poker\//, "GET /");
  const path = below === head ? head.replace(/^GET \S+/, "GET /nothing-is-here") : below;
  // each request gets its own head to rewrite; an upgrade has the connection to itself
  return /^upgrade:/im.test(path) ? path : path.replace(/^connection: .*$/im, "Connection: close");
}

export const WAYS_IN: Readonly<Record<string, Story>> = {
  "a link is copied, and leads in; so does the bare code": async (team) => {
    const ana = await team.person({ permissions: ["clipboard-read", "clipboard-write"] });
    const { bob } = await team.meet("bob");
    const link = await ana.opensRoom(team.origin, "Ana");
    await ana.page.getByRole("button", { name: "Copy link" }).click();
    await ana.page.getByRole("button", { name: "Link copied" }).waitFor();
    assertEquals(await ana.page.evaluate("navigator.clipboard.readText()"), link);

    await bob.page.goto(team.origin);
    await bob.page.getByLabel("Or join a room").fill(` ${link.slice(-8).toLowerCase()}`);
    await bob.page.getByRole("button", { name: "Join", exact: true }).click();
    await bob.page.getByLabel("Your name").fill("Bob");
    await bob.presses("Join the room");
    await ana.seesAtTable("Bob");
    assertEquals(bob.page.url(), link);
  },

  "[W13] below a path everything works: page, room, links, reload": async (team) => {
    team.isBehind({ request: belowPoker });
    const ana = await team.person({ permissions: ["clipboard-read", "clipboard-write"] });
    const { bob } = await team.meet("bob");
    const root = `${team.origin}/poker/`;
    const link = await ana.opensRoom(root, "Ana");
    assertEquals(link.startsWith(`${root}r/`), true, link);
    await ana.page.getByRole("button", { name: "Copy link" }).click();
    await ana.page.getByRole("button", { name: "Link copied" }).waitFor();
    assertEquals(await ana.page.evaluate("navigator.clipboard.readText()"), link);
    await bob.joins(link, "Bob");
    await ana.begins("WEB-1");
    await bob.votes("5");
    await bob.page.reload();
    await bob.hasPicked("5");
    await bob.page.goto(root);
    await bob.page.getByLabel("Or join a room").fill(link);
    await bob.page.getByRole("button", { name: "Join", exact: true }).click();
    await bob.hasPicked("5");
    assertEquals(bob.page.url(), link);
  },

  "[W13] opened on localhost, the link has an address that others can open": async (team) => {
    await team.hasOwnServer({ host: "0.0.0.0" });
    const { ana } = await team.meet("ana");
    const link = new URL(await ana.opensRoom(team.origin, "Ana"));
    const others = Deno.networkInterfaces()
      .filter(({ family, address }) => family === "IPv4" && !address.startsWith("127."))
      .map(({ address }) => `http://${address}:${link.port}${link.pathname}`);
    assert(others.length > 0, "this machine is in no network");
    await ana.sees(/which others can’t/);
    const shown = await ana.page.locator(".link-text").innerText();
    assert(others.includes(shown), `${shown} is none of ${others}`);
    ana.expects(/Cross-Origin-Opener-Policy header has been ignored/); // over plain http
    await ana.page.goto(shown); // the same room, at the other address
    await ana.seesHeading(`Join room ${shown.slice(-8)}`);
    ana.hosts.delete(new URL(shown).host);
  },

  "[W13] where there is no other address, the link is marked as working here only": async (
    team,
  ) => {
    const { ana } = await team.meet("ana");
    const link = await ana.opensRoom(team.origin, "Ana");
    await ana.sees(/^This link works on this computer only/);
    assertEquals(await ana.page.locator(".link-text").innerText(), link);
  },

  "[W13] with --public-url the link has that name, and nothing mentions localhost": async (
    team,
  ) => {
    await team.hasOwnServer({ flags: ["--public-url", "https://points.example.com/poker"] });
    const { ana } = await team.meet("ana");
    const link = await ana.opensRoom(team.origin, "Ana");
    const shown = await ana.page.locator(".link-text").innerText();
    assertEquals(shown, `https://points.example.com/poker/r/${link.slice(-8)}`);
    assertEquals(await ana.page.locator(".caution").count(), 0);
  },

  "where the device can share, the link goes that way, too": async (team) => {
    const { ana } = await team.meet("ana");
    await ana.context.addInitScript(
      "navigator.share = (what) => { globalThis.shared = what; return Promise.resolve(); }",
    );
    const link = await ana.opensRoom(team.origin, "Ana");
    await ana.presses("Share…");
    assertEquals(await ana.page.evaluate("globalThis.shared"), {
      title: `Room ${link.slice(-8)}`,
      url: link,
    });
  },

  "a link's preview is the same for every room, and its picture is there [W9]": async (team) => {
    const { ana } = await team.meet("ana");
    const link = await ana.opensRoom(team.origin, "Ana");
    const previewOf = async (address: string) => {
      const html = await (await fetch(address)).text();
      const metas = [...html.matchAll(/<meta (?:property|name)="(?:og|twitter)[^>]+>/g)];
      return { html, metas: metas.map(([meta]) => meta) };
    };
    const preview = await previewOf(link);
    assertEquals(await previewOf(`${team.origin}/r/00000000`), preview);
    assertEquals(preview.metas.length, 9);
    const linked = ["link[rel=manifest]", "link[rel=apple-touch-icon]", "link[rel=icon]"];
    for (const address of [link, team.origin]) {
      await ana.page.goto(address);
      const hrefs = await ana.page.evaluate(
        (selectors) => [
          document.querySelector('meta[property="og:image"]')?.getAttribute("content") ?? "",
          ...selectors.map((one) => document.querySelector(one)?.getAttribute("href") ?? ""),
        ],
        linked,
      );
      const types = await Promise.all(hrefs.map(async (href) => {
        const answer = await fetch(new URL(href, ana.page.url()));
        await answer.body?.cancel();
        return `${answer.status} ${answer.headers.get("content-type")}`;
      }));
      assertEquals(types, [
        "200 image/png",
        "200 application/manifest+json",
        "200 image/png",
        "200 image/svg+xml",
      ]);
    }
  },

  "a room is found however its link is written": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    const link = await ana.opensRoom(team.origin, "Ana");
    const id = link.slice(-8);
    const hyphened = `${id.slice(0, 4)}-${id.slice(4)}`.toLowerCase();
    for (const path of [`/R/${id}`, `//r/${id}`, `/r/${id}.`, `/r/${id})`, `/r/${hyphened}/`]) {
      await bob.page.goto(team.origin + path);
      await bob.seesHeading(`Join room ${id}`);
      assertEquals(bob.page.url(), link);
    }
    for (const typed of [hyphened, `${team.origin}/R/${hyphened}).`]) {
      await bob.page.goto(team.origin);
      await bob.page.getByLabel("Or join a room").fill(typed);
      await bob.page.getByRole("button", { name: "Join", exact: true }).click();
      await bob.seesHeading(`Join room ${id}`);
      assertEquals(bob.page.url(), link);
    }
  },

  "whoever is alone in a new room is shown the invitation once; then the header has the way to it":
    async (team) => {
      const { bob } = await team.meet("bob");
      const ana = await team.person({ viewport: SIZES.narrow });
      const link = await ana.opensRoom(team.origin, "Ana");
      const heading = ana.page.getByRole("heading", { name: "Invite your team" });
      const copy = ana.page.getByRole("button", { name: "Copy link" });
      const invite = ana.page.getByRole("button", { name: "Invite" });
      const ticket = ana.page.getByLabel("Ticket", { exact: true });
      await heading.waitFor();
      await ana.page.getByRole("img", { name: /QR code/ }).waitFor();
      assertEquals([await copy.count(), await invite.count()], [1, 0]);
      // in view without scrolling, also on a phone, and the thing to do
      await settled(ana.page);
      const { y = 0, height = 0 } = await copy.boundingBox() ?? {};
      assert(y > 0 && y + height < SIZES.narrow.height, `the button is at ${y}`);
      assertEquals(await mainButtons(ana), ["Copy link"]);

      const typing = await ticket.boundingBox();
      await bob.joins(link, "Bob");
      await heading.waitFor({ state: "detached" });
      assertEquals([await copy.count(), await invite.count()], [0, 1]);
      assertEquals(await ticket.boundingBox(), typing); // where somebody may be typing
      await ana.presses("Invite");
      await heading.waitFor();
      await ana.page.getByRole("img", { name: /QR code/ }).waitFor();
      await ana.closesDialog();
      await bob.leaves();
      await heading.waitFor(); // alone again, before anything began
      await ana.begins("WEB-1");
      await invite.waitFor();
    },

  "what is missing stands beside its field, before anything is sent": async (team) => {
    const { ana } = await team.meet("ana");
    await ana.page.goto(team.origin);
    await ana.presses("Open the room");
    await ana.sees("Type your name.");
    await ana.page.getByLabel("Your name").fill("Ana");
    await ana.page.getByLabel("Cards", { exact: true }).selectOption("Your own cards");
    await ana.page.getByLabel("Your own cards").fill("S");
    await ana.presses("Open the room");
    await ana.sees(/Type 2 to 24 different cards/);
    await ana.page.getByLabel("Your own cards").fill("S, M, L");
    await ana.page.getByText("More settings").click();
    await ana.page.getByLabel("Seats for voters").fill("none");
    await ana.presses("Open the room");
    await ana.sees("Type a whole number, 1 or more.");
    // and what only the server knows, it says
    await ana.page.getByLabel("Seats for voters").fill("5000");
    await ana.presses("Open the room");
    await ana.sees(/whole number from 1 to 100/);
    assertEquals(await ana.page.getByLabel("Your own cards").inputValue(), "S, M, L");
    await ana.page.getByLabel("Seats for voters").fill("3");
    await ana.presses("Open the room");
    await ana.seesAtTable("Ana");
  },

  "name and deck are remembered, and a room's seat is taken again after a reload": async (team) => {
    const { ana } = await team.meet("ana");
    await ana.opensRoom(team.origin, "Ana", { deck: "S, M, L" });
    await ana.begins("WEB-1");
    await ana.votes("M");
    await ana.page.reload();
    await ana.hasPicked("M"); // one's own card is shown again, to oneself [R7]
    await ana.page.goBack();
    await ana.sees(/^You still have a seat in Room/);
    await ana.presses("Go back");
    await ana.hasPicked("M");
    await ana.page.goto(team.origin);
    assertEquals(await ana.page.getByLabel("Your name").inputValue(), "Ana");
    assertEquals(await ana.page.getByLabel("Your own cards").inputValue(), "S, M, L");
    await ana.page.goBack();
    await ana.hasPicked("M");
  },

  "names and tickets are only ever text": async (team) => {
    const { ana, bob } = await team.meet("ana", "bob");
    const name = '<img src=x onerror="document.title=1">';
    const link = await ana.opensRoom(team.origin, "Ana");
    await bob.joins(link, name);
    await ana.seesAtTable(name);
    await ana.begins("<b>WEB-1</b>", "<script>document.title = 1</script>");
    await bob.sees("<script>document.title = 1</script>");
    assertEquals(await bob.page.locator("h2 b, h2 script, .seat img").count(), 0);
    await ana.hasTitle(`Your turn: 0/2 <b>WEB-1</b> · Room ${link.slice(-8)}`);
  },

  "a full room says so, and lets people watch while it takes observers [R2]": async (team) => {
    const { ana, bob, cleo } = await team.meet("ana", "bob", "cleo");
    const link = await ana.opensRoom(team.origin, "Ana", { seats: 1 });
    await bob.asksToJoin(link, "Bob");
    await bob.seesHeading("The room is full");
    await bob.sees(/^Every voter's seat is taken. Observers need none/);
    assertEquals(await mainButtons(bob), ["Watch as an observer"]);
    await bob.presses("Watch as an observer");
    await bob.sees("Ana picks the first ticket");
    await ana.page.getByRole("list", { name: "Observers" }).getByText("Bob").waitFor();
    // as many observers as voters
    await cleo.asksToJoin(link, "Cleo", { observer: true });
    await cleo.seesHeading("The room is full");
    await cleo.sees(/^It takes no more observers/);
    assertEquals(await mainButtons(cleo), ["Try again"]);
    assertEquals(await cleo.page.getByRole("button", { name: /Watch/ }).count(), 0);
    // who had to watch here is asked as a voter elsewhere
    await bob.page.goto(await cleo.opensRoom(team.origin, "Cleo"));
    assert(await bob.page.getByRole("radio", { name: "Voter" }).isChecked());
  },

  "an unknown room says so before it asks for a name, and what to do": async (team) => {
    const { ana } = await team.meet("ana");
    await ana.context.addInitScript(NOTES_FIELDS);
    await ana.page.goto(`${team.origin}/r/00000000`);
    await ana.seesHeading("There is no room 00000000");
    assertEquals(await ana.page.evaluate("globalThis.fields"), []);
    await ana.presses("Open a new room");
    await ana.page.getByLabel("Your name").fill("Ana");
    await ana.presses("Open the room");
    await ana.seesAtTable("Ana");
  },

  "a link to a room that is over says so, and whoever was there can open it again": async (
    team,
  ) => {
    const { ana, bob, cleo } = await team.meet("ana", "bob", "cleo");
    const link = await ana.opensRoom(team.origin, "Ana", { deck: "S, M, L", seats: 7 });
    await ana.opensMenu();
    await ana.presses("Room settings…");
    await ana.page.getByLabel("Name of the room", { exact: true }).fill("Checkout");
    await ana.page.getByRole("button", { name: "Save: Name of the room" }).click();
    await ana.seesHeading("Checkout");
    await ana.closesDialog();
    await bob.joins(link, "Bob");
    await cleo.joins(link, "Cleo");
    await cleo.leaves();
    await cleo.seesHeading("You left the room");
    await ana.seesAtTable("Bob");
    await ana.opensMenu();
    await ana.presses("End the session");
    await ana.presses("End the session");
    await bob.seesHeading("The session is over");

    await bob.context.addInitScript(NOTES_FIELDS);
    await bob.page.goto(link);
    await bob.seesHeading("Checkout is over");
    await bob.sees(/^You were here with Ana and Cleo/);
    assertEquals(await bob.page.evaluate("globalThis.fields"), []);
    assertEquals(await mainButtons(bob), ["Open it again"]);
    await bob.presses("Open it again");
    await bob.seesHeading("Checkout");
    await bob.seesAtTable("Bob", "admin");
    await bob.sees("With you the last time: Ana and Cleo.");
    assert(bob.page.url() !== link);
    await bob.begins("WEB-1");
    assertEquals(await bob.page.locator(".cards button").allInnerTexts(), ["S", "M", "L"]);
    // to a stranger it is any room that is not there
    const { dan } = await team.meet("dan");
    await dan.page.goto(link);
    await dan.seesHeading(`There is no room ${link.slice(-8)}`);
  },

  "a server that doesn't say whether there is the room keeps nobody from the form": async (
    team,
  ) => {
    const { ana } = await team.meet("ana");
    await ana.context.addInitScript(`
      globalThis.WebSocket = class extends WebSocket {
        set onclose(listener) {} // no answer comes
      };`);
    // with an answer it would say that there is none
    await ana.page.goto(`${team.origin}/r/00000000`);
    await ana.page.getByLabel("Your name").waitFor();
  },

  "in a second tab the first one says so, and can have the seat back [P2.7]": async (team) => {
    const { ana } = await team.meet("ana");
    const link = await ana.opensRoom(team.origin, "Ana");
    await ana.begins("WEB-1");
    await ana.votes("5");
    const first = ana.page;
    ana.page = await ana.opensTab();
    await ana.page.goto(link);
    await ana.hasPicked("5");
    await first.getByRole("heading", { name: "Open in another tab" }).waitFor();
    await first.getByRole("button", { name: "Use it here" }).click();
    await first.getByText("You picked 5", { exact: true }).waitFor();
    await ana.seesHeading("Open in another tab");
  },
};
