/**
 * The browsers for the stories: Debian's, driven by Playwright. Without one of them its tests are left out, which is
 * reported in capitals.
 */
import type { Browser } from "playwright-core";
import { permittedTest } from "../permitted.ts";

export interface TestBrowser {
  /** null: it is not installed, or there is no permission to look for it. */
  readonly path: string | null;
  launch(): Promise<Browser>;
}

/** No sandbox, because tests run as root, and no requests to Google. */
const CHROMIUM_FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-features=OptimizationHints,OptimizationGuideModelDownloading,OnDeviceModelService",
];

/**
 * `ESTIMATEX_TEST_CHROMIUM` names another than Debian's without a window, which has the same engine as the one with,
 * and needs half of the time.
 */
export const CHROMIUM = browser(
  find("chromium-headless-shell", "ESTIMATEX_TEST_CHROMIUM"),
  async (executablePath) => {
    prepareDeno();
    const { chromium } = await import("playwright-core");
    return await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  },
);

/**
 * `ESTIMATEX_TEST_FIREFOX` names another than Debian's. It is driven by the standard that all browsers are to have
 * (WebDriver BiDi); newer versions of Playwright ask it for what it has not.
 */
export const FIREFOX = browser(
  find("firefox-esr", "ESTIMATEX_TEST_FIREFOX"),
  async (executablePath) => {
    prepareDeno();
    const { firefox } = await import("playwright-firefox");
    // an older version's Browser: all that the stories use is there
    return await firefox.launch({ executablePath, channel: "moz-firefox" }) as unknown as Browser;
  },
);

/** Registers a test that needs this browser; ignored where there is none. */
export function browserTest(
  { path }: TestBrowser,
  name: string,
  fn: (t: Deno.TestContext) => Promise<void>,
): void {
  if (path === null) {
    console.error(`NOT TESTED: ${name}. THERE IS NO SUCH BROWSER. RUN: tests/browser/run`);
  }
  permittedTest(name, fn, { where: path !== null });
}

function browser(path: string | null, launch: (path: string) => Promise<Browser>): TestBrowser {
  return {
    path,
    launch: () => path === null ? Promise.reject(new Error("it is not here")) : launch(path),
  };
}

function find(name: string, variable: string): string | null {
  try {
    const found = Deno.env.get(variable) ?? `/usr/bin/${name}`;
    return Deno.statSync(found).isFile ? found : null;
  } catch {
    return null; // not there, or not allowed to look
  }
}

/**
 * Loading Playwright looks into /proc for a Windows underneath, which Deno permits to nobody but --allow-all; with
 * this it doesn't.
 */
function prepareDeno(): void {
  Deno.env.set("__IS_WSL_TEST__", "1");
}
