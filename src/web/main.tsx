/** The page's entry point: creates the app with the real browser, and renders it. */
import { effect } from "@preact/signals";
import { render, type VNode } from "preact";
import { AppView } from "./components/app_view.tsx";
import { pressOnce } from "./components/double_clicks.ts";
import { keepTextsWhole } from "./components/whole_texts.ts";
import { keepFocus } from "./components/kept_focus.ts";
import { Live } from "./components/live.tsx";
import { languageFor, speakIn } from "./languages/languages.ts";
import { words } from "./languages/words.ts";
import { App } from "./state/app.ts";
import { browserStore, Memory } from "./state/memory.ts";
import { rootOf } from "./state/page_address.ts";
import { pageClock } from "./state/worker_clock.ts";

// These links are relative to the page's address, which changes with the room. Others stay: they would be loaded again.
const READ_LATER = `link:is([rel="icon"], [rel="apple-touch-icon"], [rel="manifest"])`;
for (const link of document.querySelectorAll<HTMLLinkElement>(READ_LATER)) {
  link.setAttribute("href", link.href);
  const { marked } = link.dataset;
  if (marked !== undefined) link.dataset["marked"] = new URL(marked, document.baseURI).href;
}

/** How long the page waits for its language before it begins in English, in milliseconds. */
const LANGUAGE_WAIT_MS = 1_500;

// a task of its own: on a slow phone, evaluating the modules and rendering the page are each long enough
await nextTask();

const memory = new Memory(browserStore());
const language = languageFor(memory.preferences.language, navigator.languages);
const isSpoken = speakIn(language);

const app = new App({
  browser: globalThis,
  root: rootOf(import.meta.url),
  publicUrl: document.body.dataset["publicUrl"] ?? "",
  namesAreFixed: document.body.dataset["names"] === "fixed",
  memory,
  clock: pageClock(document.body.dataset["timerWorker"]),
});

addEventListener("popstate", () => app.follow());
// the connection may have been lost meanwhile without a close
addEventListener("online", () => app.checkConnection());
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) app.checkConnection();
});
addEventListener("pagehide", () => app.keepRoom());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") app.checkConnection();
});

effect(() => {
  const { code, direction } = words().language;
  document.documentElement.lang = code;
  document.documentElement.dir = direction;
});

// so that the page doesn't change its language after it is shown
await Promise.race([isSpoken, new Promise((late) => setTimeout(late, LANGUAGE_WAIT_MS))]);
// all of the above is a task of its own: the first screen comes in the next one
await nextTask();
keepTextsWhole();
pressOnce();
show("app", <AppView app={app} />);
show("live", <Live app={app} />);

function nextTask(): Promise<void> {
  return new Promise((next) => setTimeout(next));
}

function show(id: string, what: VNode): void {
  const place = document.getElementById(id);
  if (place === null) return;
  render(what, place);
  if (id === "app") keepFocus(place);
}
