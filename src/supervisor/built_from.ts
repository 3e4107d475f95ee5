/** What the executable was built from, which `deno task compile` writes into it. */

/** The commit's hash; null: run from sources, or built without git. */
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
