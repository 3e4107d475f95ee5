/**
 * What can be measured of how a page looks: that nothing is cut off or sticks out, and what axe-core finds.
 * It takes pictures too, for people to judge the rest.
 */
import { assertEquals } from "@std/assert";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { isExecutable } from "../program.ts";

/** Where pictures go; git ignores it. */
export const SCREENS = new URL("../../dist/screens/", import.meta.url);

export const SIZES = {
  narrow: { width: 360, height: 740 },
  wide: { width: 1280, height: 800 },
  wall: { width: 2560, height: 1440 },
} as const;

/**
 * What each phase is looked at in: narrow and wide, one of them dark, and the next phase the other way round.
 * Every phase in all four would take twice as long, and show the same.
 */
const LOOKS = [
  [["narrow", "light"], ["wide", "dark"]],
  [["narrow", "dark"], ["wide", "light"]],
] as const;

/** Looks at page after page, and goes on when something is wrong, so that one run shows all there is to mend. */
export class Album {
  readonly #found: string[] = [];
  #phases = 0;

  /**
   * Narrow and wide, light or dark: the layout in both, axe and a picture in one of them by turns: it finds the same
   * but for colours and what one of them hides. Every other time the layout on the wall, too.
   * Nothing moves meanwhile; afterwards all is as it was.
   */
  async take(page: Page, name: string): Promise<void> {
    const before = page.viewportSize() ?? SIZES.wide;
    await page.emulateMedia({ reducedMotion: "reduce" });
    const phase = this.#phases++;
    const odd = phase % 2;
    // so that all four come up
    const examined = (phase >> 1) % 2;
    const looks = LOOKS[odd === 0 ? 0 : 1];
    // the executable's page is the sources', byte for byte: there one look at each phase will do
    const taken = isExecutable() ? looks.slice(0, 1) : looks;
    for (const [at, [size, colorScheme]] of taken.entries()) {
      await page.setViewportSize(SIZES[size]);
      await page.emulateMedia({ colorScheme });
      const where = `${name}, ${size}, ${colorScheme}`;
      this.#note(where, await stickingOut(page));
      if (at !== examined && taken.length > 1) continue;
      const { pathname } = new URL(`${name}-${size}-${colorScheme}.png`, SCREENS);
      await page.screenshot({ path: pathname });
      this.#note(where, await violations(page));
    }
    if (odd === 1) {
      await page.setViewportSize(SIZES.wall);
      this.#note(`${name}, wall`, await stickingOut(page));
    }
    await page.setViewportSize(before);
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "no-preference" });
  }

  assertFlawless(): void {
    assertEquals(this.#found, []);
  }

  #note(where: string, found: readonly string[]): void {
    this.#found.push(...found.map((one) => `${where}: ${one}`));
  }
}

/** Waits until a change of the window is drawn, and whatever moves has arrived. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    // not `finished`: it never settles if asked of an animation that a change of styles has just cancelled
    const isMoving = ({ playState, effect }: Animation) =>
      playState === "running" && effect?.getComputedTiming().endTime !== Infinity;
    for (let frames = 0; frames < 2 || document.getAnimations().some(isMoving); frames++) {
      if (frames > 3_600) throw new Error("something has moved for a minute");
      await new Promise(requestAnimationFrame);
    }
  });
}

/** No scrolling sideways, nothing outside its window or panel, no label cut off or broken within a word. */
export async function assertNothingSticksOut(page: Page, where: string): Promise<void> {
  assertEquals(await stickingOut(page), [], where);
}

export async function stickingOut(page: Page): Promise<readonly string[]> {
  await settled(page);
  return await page.evaluate(() => {
    const wrong: string[] = [];
    const shown = (selector: string) =>
      [...document.querySelectorAll(selector)].filter((one): one is HTMLElement =>
        one instanceof HTMLElement && one.checkVisibility() &&
        one.closest(".unseen, .scroll, .spacer") === null
      );
    const say = (what: string, { tagName, className, innerText }: HTMLElement) =>
      wrong.push(`${what}: <${tagName.toLowerCase()} class="${className}"> ${innerText}`);
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) wrong.push("the page scrolls sideways");
    // a text's own element is as wide as the text, also in a label that is cut to nothing for the eye
    for (const one of shown("#app :not(whole-text)")) {
      const { left, right } = one.getBoundingClientRect();
      if (left < -1 || right > clientWidth + 1) say("outside the window", one);
    }
    const panels = "header, main, section, aside, form, fieldset, dialog, .panel, .field";
    for (const one of shown(panels)) {
      if (one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0) say("too narrow", one);
    }
    for (const one of shown("button, h1, h2, legend, label, th, .card, .group-card")) {
      if (one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0) say("cut off", one);
      const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
      while (texts.nextNode() !== null) {
        const node = texts.currentNode;
        for (
          const { index, 0: word } of (node.textContent ?? "").matchAll(/[\p{L}\p{N}]{2,}/gu)
        ) {
          if (word.length > 16) continue; // longer than some line anyway
          const range = document.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + word.length);
          const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
          if (lines.size > 1) say(`"${word}" is broken`, one);
        }
      }
    }
    return wrong;
  });
}

/** What axe-core finds. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(`globalThis.axe === undefined && (() => { ${axe.source} })()`);
  return await page.evaluate<string[]>(`axe.run(document, { resultTypes: ["violations"] })
    .then(({ violations }) => violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => [id, help, html, failureSummary].join("\\n"))))`);
}
