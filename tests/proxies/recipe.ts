/** The recipes as they stand in the README: what is tried is what people copy. */

/** Whether programs may be run at all. */
export const permitted = (await Deno.permissions.query({ name: "run" })).state === "granted" &&
  (await Deno.permissions.query({ name: "env" })).state === "granted";

if (permitted && !Deno.env.has("ESTIMATEX_TEST_PROXIES")) {
  console.error("THE RECIPES OF THE README WERE NOT TRIED. TRY THEM WITH: tests/proxies/run");
}

const README = new URL("../../README.md", import.meta.url);

/** The one block of code in this language. */
export async function recipe(language: string): Promise<string> {
  const text = await Deno.readTextFile(README);
  const blocks = [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm"))];
  const [, code] = blocks[0] ?? [];
  if (blocks.length !== 1 || code === undefined) {
    throw new Error(`the README has ${blocks.length} recipes in ${language}`);
  }
  return code;
}

/** Replaces each text, which must be there. */
export function adapted(
  code: string,
  replacements: readonly (readonly [string, string])[],
): string {
  return replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the recipe has no ${from}`);
    return text.replaceAll(from, to);
  }, code);
}

/** Whether this program is here; without it what needs it is left out, in capitals. */
export async function isHere(program: string): Promise<boolean> {
  if (!Deno.env.has("ESTIMATEX_TEST_PROXIES")) return false;
  const { success } = await new Deno.Command("sh", { args: ["-c", `command -v ${program}`] })
    .output();
  if (!success) {
    console.error(`THE RECIPE FOR ${program.toUpperCase()} WAS NOT TRIED: IT IS NOT HERE`);
  }
  return success;
}
