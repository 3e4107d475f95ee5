/** Links and codes that lead into a room: what they are, where they lead, and how they are shared [W13]. */
import { assert, assertEquals } from "@std/assert";
import type { Story } from "../play.ts";

/** What a proxy does that has put the server below `/poker/`, and nothing anywhere else. */
function belowPoker(head: string): string {
  const below = head.replace(/^GET \/poker\//, "GET /");
  const path = below === head ? head.replace(/^GET \S+/, "GET /nothing-is-here") : below;
  // each request gets its own head to rewrite; an upgrade has the connection to itself
  return /^upgrade:/im.test(path) ? path : path.replace(/^connection: .*$/im, "Connection: close");
}

export const LINKS: Readonly<Record<string, Story>> = {
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
    await ana.sees(/^This link works only on this computer/);
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
};
