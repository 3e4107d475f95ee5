/** What this executable was built from. Only `deno task compile` knows, and leaves word inside of it. */

/** The commit, as git names it; null: run from sources, or built where git was not at hand. */
export function builtFrom(): string | null {
  if (!Deno.build.standalone) return null;
  try {
    const text = Deno.readTextFileSync(new URL("../../dist/build.json", import.meta.url));
    const built: unknown = JSON.parse(text);
    const named = typeof built === "object" && built !== null && "commit" in built;
    return named && typeof built.commit === "string" && built.commit !== "" ? built.commit : null;
  } catch {
    return null; // built in some other way
  }
}
