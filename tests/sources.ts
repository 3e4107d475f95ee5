/** The program's own sources, and those of its tests, for the tests that read them. */

const ROOT = new URL("../", import.meta.url);

/** Every source file by its path from the root, without its comments. */
export function readSources(): ReadonlyMap<string, string> {
  return new Map([...readCode("src/")].map(([path, code]) => [path, withoutComments(code)]));
}

/** `main.ts` and every file of code in these folders, by its path from the root, as it stands. */
export function readCode(...folders: readonly string[]): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  const read = (path: string) => {
    sources.set(path, Deno.readTextFileSync(new URL(path, ROOT)));
  };
  const walk = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, ROOT))) {
      if (isDirectory) walk(`${folder}${name}/`);
      else if (/\.tsx?$/.test(name)) read(folder + name);
    }
  };
  read("main.ts");
  folders.forEach(walk);
  return sources;
}

export function withoutComments(code: string): string {
  return code.replace(/\/\*[^]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}
