/** The program's own sources, for the tests that read them. */

const ROOT = new URL("../", import.meta.url);

/** Every source file by its path from the root, without its comments. */
export function readSources(): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  const read = (path: string) => {
    sources.set(path, withoutComments(Deno.readTextFileSync(new URL(path, ROOT))));
  };
  const walk = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, ROOT))) {
      if (isDirectory) walk(`${folder}${name}/`);
      else if (/\.tsx?$/.test(name)) read(folder + name);
    }
  };
  read("main.ts");
  walk("src/");
  return sources;
}

export function withoutComments(code: string): string {
  return code.replace(/\/\*[^]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}
