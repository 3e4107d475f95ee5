/** The recipes as they stand in the README: what is tried is what people copy. */

const README = new URL("../README.md", import.meta.url);

/** All of it. */
export async function readme(): Promise<string> {
  return await Deno.readTextFile(README);
}

/** The one block of code in this language. */
export async function recipe(language: string): Promise<string> {
  const text = await readme();
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
