/**
 * The browser that the stories are played in: Debian's Chromium, driven by Playwright. A machine without it
 * leaves these tests out, and says so in capitals.
 */
import type { Browser as Chromium } from "playwright-core";
import { permittedTest } from "../permitted.ts";

/** Debian's. `ESTIMATEX_TEST_CHROMIUM` names another. */
const DEFAULT_PATH = "/usr/bin/chromium";

/** No sandbox, since tests run as root; and nothing that calls home. */
const FLAGS = [
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

const path = findChromium();

if (path === null) {
  console.error(
    "THE PAGE WAS NOT TESTED IN A BROWSER: THERE IS NO CHROMIUM. RUN: tests/browser/run",
  );
}

/** Registers a test that needs Chromium; ignored where there is none. */
export function browserTest(name: string, fn: (t: Deno.TestContext) => Promise<void>): void {
  permittedTest(name, fn, { where: path !== null });
}

export async function launchChromium(): Promise<Chromium> {
  if (path === null) throw new Error("there is no Chromium");
  // Loading it looks into /proc for a Windows underneath, which Deno permits to nobody but --allow-all;
  // with this it doesn't.
  Deno.env.set("__IS_WSL_TEST__", "1");
  const { chromium } = await import("playwright-core");
  return await chromium.launch({ executablePath: path, args: FLAGS });
}

function findChromium(): string | null {
  try {
    const found = Deno.env.get("ESTIMATEX_TEST_CHROMIUM") ?? DEFAULT_PATH;
    return Deno.statSync(found).isFile ? found : null;
  } catch {
    return null; // not there, or not allowed to look
  }
}
