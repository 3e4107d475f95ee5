/**
 * Draws the page's bitmaps from `icon.svg`: icons for home screens, and the picture of a link's preview. They are kept
 * with the sources, because building the page needs no browser.
 *
 *     deno run --config tests/browser/deno.json --frozen -A tests/browser/draw_images.ts
 */
import type { Page } from "playwright-core";
import { CHROMIUM } from "./browsers.ts";

const IMAGES = new URL("../../src/web/images/", import.meta.url);
const ICON = Deno.readTextFileSync(new URL("../../src/web/icon.svg", import.meta.url));

const GROUND = "#e6eafb";

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly html: string;
}

/** The icon in a square; `share`: how much of it the cards take, since systems cut corners and circles out of it. */
function square(size: number, share: number, ground: string): Picture {
  const side = Math.round(size * share);
  const html = `<div style="width:${size}px;height:${size}px;background:${ground};display:grid;
    place-items:center"><div style="width:${side}px;height:${side}px">${ICON}</div></div>`;
  return { width: size, height: size, html };
}

function card(text: string, turn: number, isBack = false): string {
  const ground = isBack ? "#9db2f5" : "#3451c6";
  return `<div style="width:162px;height:226px;box-sizing:border-box;border-radius:22px;border:6px solid #f6f6f3;background:${ground};color:#fff;
    display:grid;place-items:center;font-size:84px;font-weight:700;margin-left:-34px;
    transform:rotate(${turn}deg) translateY(${Math.abs(turn) * 1.6}px)">${text}</div>`;
}

const PREVIEW: Picture = {
  width: 1200,
  height: 630,
  html: `<div style="width:1200px;height:630px;background:#f6f6f3;
    display:grid;place-content:center;justify-items:center;gap:26px;color:#1c1e24;
    font-family:'DejaVu Sans',sans-serif">
    <div style="display:flex;margin-bottom:34px">
      ${card("3", -14, true)}${card("5", -5)}${card("8", 5)}${card("?", 14, true)}</div>
    <div style="font-size:84px;font-weight:700;letter-spacing:-2px">estimatex</div>
    <div style="font-size:38px;color:#5a5e6b">Estimate together, in real time.</div></div>`,
};

const PICTURES: Readonly<Record<string, Picture>> = {
  "icon_small": square(192, 1, "transparent"),
  "icon_large": square(512, 1, "transparent"),
  "icon_maskable": square(512, 0.6, GROUND),
  "icon_touch": square(180, 0.76, GROUND),
  "preview": PREVIEW,
};

async function draw(page: Page, name: string, { width, height, html }: Picture): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.setContent(
    `<style>body{margin:0;background:transparent}svg{display:block}</style>${html}`,
  );
  const { pathname } = new URL(`${name}.png`, IMAGES);
  await page.screenshot({ path: pathname, omitBackground: true });
}

const chromium = await CHROMIUM.launch();
try {
  const page = await (await chromium.newContext()).newPage();
  for (const [name, picture] of Object.entries(PICTURES)) await draw(page, name, picture);
} finally {
  await chromium.close();
}
