/**
 * Sets the light or dark theme before anything is drawn: a separate script that blocks the page, so that no frame has
 * the wrong theme. It imports nothing, since it is not a module.
 */
const REMEMBERED = "estimatex.preferences"; // written by memory.ts

const dark = matchMedia("(prefers-color-scheme: dark)");
const { dataset } = document.documentElement;

/** The chosen theme: this tab's choice, which also works if storage is off, or else the remembered one. */
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
addEventListener("themechosen", show); // dispatched by page_settings.ts
addEventListener("storage", () => {
  delete dataset["chosenTheme"];
  show();
});
