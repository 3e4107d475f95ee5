/** The recipes as they stand in the documents: what is tried is what people copy. */

const ROOT = new URL("../", import.meta.url);

/** What the operator's guide is. */
export const GUIDE = "src/supervisor/README.md";

/** The image's recipe. */
export const CONTAINERFILE = "src/executable/Containerfile";

/** The reference first, then the example session, then the old protocol. */
const PROTOCOL = ["src/protocol/README.md", "src/protocol/STORY.md", "src/protocol/V1.md"];

/** The protocol's documents as one. */
export async function protocolText(): Promise<string> {
  return (await Promise.all(PROTOCOL.map(documentText))).join("\n");
}

/** All of a document. */
export async function documentText(path: string): Promise<string> {
  return await Deno.readTextFile(new URL(path, ROOT));
}

/** Command lines of a document's shell blocks, each on one line. */
export async function shellCommands(path: string): Promise<string[]> {
  const blocks = [...(await documentText(path)).matchAll(/^```sh\n([^]*?)^```$/gm)];
  return blocks.flatMap(([, block = ""]) => block.replaceAll(/ \\\n\s*/g, " ").trim().split("\n"));
}

/** The shell blocks below one of a document's headings. */
export async function shellBlocks(path: string, heading: string): Promise<string[]> {
  const [, section] = (await documentText(path)).split(`\n## ${heading}\n`);
  if (section === undefined) throw new Error(`${path} has no section "${heading}"`);
  const [text = ""] = section.split("\n## ");
  return [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block = ""]) => block);
}

/** What those who run a cluster read. */
export const CLUSTER_GUIDE = "src/cluster/OPERATING.md";

/** A guide's one block of code in this language. */
export async function recipe(language: string, guide = GUIDE): Promise<string> {
  const text = await documentText(guide);
  const blocks = [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm"))];
  const [, code] = blocks[0] ?? [];
  if (blocks.length !== 1 || code === undefined) {
    throw new Error(`the guide has ${blocks.length} recipes in ${language}`);
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
