// What the documents name is there: a file that moved leaves its name behind in none of them.
import { assert, assertEquals } from "@std/assert";
import { permittedTest } from "./permitted.ts";

const ROOT = new URL("../", import.meta.url);

/** Where a document's paths begin: at the root, beside it, or in a folder that it speaks of as a whole. */
const FROM = ["", "src/", "tests/", "src/web/"];

/** Paths of files and folders, in code spans or as targets of links. */
const PATHS =
  /`([\w.-]+(?:\/[\w.-]+)*(?:\/|\.(?:tsx?|css|md|json)))`|\]\(([\w./-]+)(?:#[\w-]*)?\)/g;

permittedTest("the README is read in a minute", () => {
  const lines = Deno.readTextFileSync(new URL("README.md", ROOT)).trimEnd().split("\n");
  assert(lines.length <= 150, `${lines.length} lines`);
});

permittedTest("no inline code is broken over lines", () => {
  const broken = documents().flatMap((document) => {
    const text = Deno.readTextFileSync(new URL(document, ROOT));
    const prose = text.replace(/^```[^]*?^```$/gm, (block) => block.replace(/.+/g, ""));
    return prose.split("\n").flatMap((line, at) =>
      line.split("`").length % 2 === 1 ? [] : [`${document}:${at + 1}: ${line}`]
    );
  });
  assertEquals(broken, []);
});

permittedTest("every file that a document names is there", () => {
  const missing = documents().flatMap((document) => {
    const text = Deno.readTextFileSync(new URL(document, ROOT));
    const beside = document.replace(/[^/]*$/, "");
    return [...text.matchAll(PATHS)]
      .map(([, code, link]) => code ?? link ?? "")
      .filter((path) => path.includes("/") && !/^(\/|dist\/)/.test(path))
      .filter((path) => ![...FROM, beside].some((from) => isThere(from + path)))
      .map((path) => `${document}: ${path}`);
  });
  assertEquals(missing, []);
});

function documents(): string[] {
  const found = ["README.md", ...["src/", "tests/"].flatMap(documentsBelow)];
  assert(found.length > 10);
  return found;
}

function documentsBelow(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, ROOT))].flatMap(({ name, isDirectory }) =>
    isDirectory ? documentsBelow(`${folder}${name}/`) : name.endsWith(".md") ? folder + name : []
  );
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(new URL(path, ROOT));
    return true;
  } catch {
    return false;
  }
}
