// What the documents name is there: a file that moved leaves its name behind in none of them.
import { assert, assertEquals } from "@std/assert";
import { permittedTest } from "./permitted.ts";
import { GUIDE } from "./readme.ts";
import { readSources } from "./sources.ts";

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

permittedTest("the README's figures are those that were measured", () => {
  const read = (path: string) => Deno.readTextFileSync(new URL(path, ROOT)).replace(/\s+/g, " ");
  const [readme, figures] = [read("README.md"), read("tests/bench/README.md")];
  const micros = Number(/all CPU for a v2 delivery, 50 rooms, us \| ([\d.]+)/.exec(figures)?.[1]);
  const kib = Number(/idle v2 connection, [^|]*KiB \| ([\d.]+)/.exec(figures)?.[1]);
  const mib = /resident memory, MiB[^|]*\|[^|]*\| (\d+)/.exec(figures)?.[1];
  const perSecond = Math.floor(1e6 / micros / 10_000) * 10_000;
  for (
    const figure of [
      `${Math.round(micros)} microseconds`,
      `${perSecond.toLocaleString("en")} messages a second`,
      `${Math.round(kib)} KiB of memory`,
      `${mib} MiB and no lost message`,
    ]
  ) assert(readme.includes(figure), figure);
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

permittedTest("every link to a heading leads to one", () => {
  const broken = documents().flatMap((document) => {
    const text = Deno.readTextFileSync(new URL(document, ROOT));
    return [...text.matchAll(/\]\(([\w./-]*)#([\w-]+)\)/g)].flatMap(
      ([, path = "", anchor = ""]) => {
        const target = path === ""
          ? new URL(document, ROOT)
          : new URL(path, new URL(document, ROOT));
        return anchorsOf(target).includes(anchor) ? [] : [`${document}: ${path}#${anchor}`];
      },
    );
  });
  assertEquals(broken, []);
});

/** How code names a line of the log: where it logs it, or where it hands the name to whoever does. */
const LOG_EVENT =
  /(?:\blog\.(?:debug|info|warn|error)\(\s*|new RareLog\([^)]*event: |#lost\(|giveUp\(\w+, |formatLine\([^)]*\)[^)]*event: )"(\w+)"/g;

/** Where lines are logged whose names are put together there, or (none) were handed over. */
const NAMED_OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  "src/base/rare_log.ts": [],
  "src/base/sparing_log.ts": [],
  "src/cluster/worker_cluster.ts": ["peer_stuck", "link_reset"],
  "src/hosting/room_log.ts": [
    ...["joined", "left", "removed", "role_changed", "away", "back", "voted", "withdrawn"]
      .map((event) => `member_${event}`),
    ...["opened", "restarted", "cancelled", "completed"].map((event) => `ballot_${event}`),
  ],
  "src/supervisor/worker_replacement.ts": [],
  "src/supervisor/worker_thread.ts": [],
};

permittedTest("every line of the log has a row in a guide for operators", () => {
  const rows = documents().filter((path) => path === GUIDE || path.endsWith("OPERATING.md"))
    .flatMap((path) => [
      ...Deno.readTextFileSync(new URL(path, ROOT)).matchAll(/^\| (`[^|]*`) *\|/gm),
    ]);
  const explained = new Set(rows.flatMap(([, cell = ""]) => cell.match(/\w+/g) ?? []));
  const sources = [...readSources()];
  const otherwise = sources.filter(([, code]) =>
    /\blog\.(debug|info|warn|error)\(\s*[^"\s]/.test(code)
  );
  assertEquals(otherwise.map(([path]) => path).sort(), Object.keys(NAMED_OTHERWISE));
  const events = sources.flatMap(([, code]) =>
    [...code.matchAll(LOG_EVENT)].map(([, event = ""]) => event)
  );
  for (const event of ["worker_stuck", "joins_refused", "log_lines_lost", "listening"]) {
    assert(events.includes(event), event);
  }
  const all = [...events, ...Object.values(NAMED_OTHERWISE).flat()];
  assertEquals(all.filter((event) => !explained.has(event)), []);
});

permittedTest("every metric that a document names is one", () => {
  const sources = [...readSources().values()].join("\n");
  const named = documents().flatMap((document) => {
    const text = Deno.readTextFileSync(new URL(document, ROOT));
    return [...text.matchAll(/`((?:estimatex|process)_[a-z0-9_]*[a-z0-9])(?:\{[^`]*)?`/g)]
      .map(([, name = ""]) => name);
  });
  assert(named.length > 10);
  const missing = named.filter((name) => !sources.includes(`"${name}"`));
  assertEquals(missing, []);
});

permittedTest("no cell of the protocol's tables is a paragraph", () => {
  const long = documents().filter((path) => path.startsWith("src/protocol/")).flatMap((path) => {
    const text = Deno.readTextFileSync(new URL(path, ROOT));
    const cells = [...text.matchAll(/^\| (?!-)(.*) \|$/gm)].flatMap(([, row = ""]) =>
      row.split(" | ")
    );
    return cells.map((cell) => cell.trim()).filter((cell) => cell.length > 130);
  });
  assertEquals(long, []);
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

/** `Class.method` or `function`, and the file that it is in. */
const CALLS = /`(?:(\w+)\.)?(\w+)` in `([\w/]+\.ts)`/g;

/** The calls that a text names, and that are not in the files that it names. */
function missingCalls(text: string, sources: ReadonlyMap<string, string>): readonly string[] {
  return [...text.replace(/\s+/g, " ").matchAll(CALLS)].flatMap(([call, owner, name, path]) => {
    const code = sources.get(`src/${path}`) ?? "";
    const isThere = owner === undefined
      ? new RegExp(`^export (?:async )?(?:function|const) ${name}\\b`, "m").test(code)
      : code.includes(`class ${owner} `) && new RegExp(`^  (?:async )?${name}[(<]`, "m").test(code);
    return isThere ? [] : [call];
  });
}

permittedTest("every call on a message's way is in the file that the map names", () => {
  const map = Deno.readTextFileSync(new URL("src/README.md", ROOT));
  const sources = readSources();
  assert([...map.replace(/\s+/g, " ").matchAll(CALLS)].length >= 8);
  assertEquals(missingCalls(map, sources), []);
  assertEquals(
    missingCalls("`Home.goes` in `hosting/home.ts`, `step` in\n`room/votes.ts`", sources),
    [
      "`Home.goes` in `hosting/home.ts`",
      "`step` in `room/votes.ts`",
    ],
  );
});

/** What headings are called in links. */
function anchorsOf(document: URL): readonly string[] {
  const text = Deno.readTextFileSync(document).replace(/^```[^]*?^```$/gm, "");
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, "").replaceAll(" ", "-")
  );
}

function documents(): string[] {
  const found = ["README.md", ...["src/", "tests/"].flatMap(documentsBelow)];
  assert(found.length > 10);
  return found;
}

function documentsBelow(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, ROOT))].flatMap(({ name, isDirectory }) =>
    isDirectory
      ? documentsBelow(`${folder}${name}/`)
      : name.endsWith(".md") && name !== "CHANGELOG.md" // what was, not what is
      ? folder + name
      : []
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
