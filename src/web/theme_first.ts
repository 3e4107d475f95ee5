/**
 * Light or dark, before anything is drawn: a script of its own that the page waits for, so that no frame is in the
 * wrong one. It stands by itself, for it is no module.
 */
const REMEMBERED = "estimatex.preferences"; // memory.ts has written it

const dark = matchMedia("(prefers-color-scheme: dark)");
const { dataset } = document.documentElement;

/** What is chosen in this tab counts where nothing can be remembered. */
function chosen(): unknown {
  if (dataset["chosenTheme"] !== undefined) return dataset["chosenTheme"];
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED) ?? "{}").theme;
  } catch {
    return undefined; // storage is off
  }
}

function show(): void {
  const theme = chosen();
  const isDark = theme === "dark" || (theme !== "light" && dark.matches);
  dataset["theme"] = isDark ? "dark" : "light";
  setMeta("color-scheme", isDark ? "dark" : "light");
  setMeta("theme-color", isDark ? "#15171c" : "#f6f6f3"); // --ground of base.css
}

function setMeta(name: string, content: string): void {
  document.querySelector(`meta[name="${name}"]`)?.setAttribute("content", content);
}

show();
dark.addEventListener("change", show);
addEventListener("themechosen", show); // page_settings.ts
addEventListener("storage", () => {
  delete dataset["chosenTheme"];
  show();
});
