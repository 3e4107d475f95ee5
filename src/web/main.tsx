/** The page's entry: puts the app together with the browser it runs in, and shows it. */
import { render } from "preact";
import { AppView } from "./components/app_view.tsx";
import { App } from "./state/app.ts";
import { browserStore, Memory } from "./state/memory.ts";
import { pageClock } from "./state/worker_clock.ts";

const app = new App({
  browser: globalThis,
  memory: new Memory(browserStore()),
  clock: pageClock(document.body.dataset["timerWorker"]),
});

addEventListener("popstate", () => app.follow());
addEventListener("online", () => app.retryNow());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") app.retryNow();
});

const place = document.getElementById("app");
if (place !== null) render(<AppView app={app} />, place);
