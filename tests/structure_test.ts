// The house as it was drawn (src/README.md): imports run one way, nothing stands about unused, and the
// ground floor is pure. It reads the sources, so a run that may not read them says in capitals what it
// left out.
import { assert, assertEquals } from "@std/assert";

const ROOT = new URL("../", import.meta.url);

/** The client library as others import it. */
const CLIENT = "src/client/mod.ts";

/** Where programs, threads and libraries begin: nobody need import these. */
const ENTRANCES = [
  "main.ts",
  "src/supervisor/worker.ts",
  CLIENT,
  "src/web/main.tsx",
  "src/web/timer_worker.ts",
  "src/web/build.ts",
  "src/executable/build.ts",
];

/** Ambient types, named in deno.json. */
const AMBIENT = "src/std.d.ts";

/** Which floors each floor may import from, itself aside; and which packages. */
const FLOORS: Readonly<Record<string, { floors: readonly string[]; packages: RegExp | null }>> = {
  main: { floors: ["commands", "supervisor"], packages: null },
  commands: {
    floors: ["terminal", "supervisor", "store", "client", "results", "protocol", "room"],
    packages: /^@std\//,
  },
  terminal: {
    floors: ["client", "results", "tickets", "protocol", "room"],
    packages: /^string-width$/,
  },
  tickets: { floors: ["client", "protocol", "room"], packages: null },
  results: { floors: ["client"], packages: null },
  supervisor: { floors: ["server", "store", "protocol", "room"], packages: /^@std\// },
  executable: { floors: [], packages: null },
  server: { floors: ["store", "protocol", "room"], packages: /^@std\// },
  store: { floors: ["protocol", "room"], packages: /^(@std\/|node:(crypto|sqlite|timers)$)/ },
  web: {
    floors: ["client", "results", "tickets", "protocol", "room"],
    packages: /^(preact(\/hooks)?|@preact\/signals|uqr)$/,
  },
  client: { floors: ["protocol", "room"], packages: null },
  protocol: { floors: ["room"], packages: /^(@std\/|string-width$)/ },
  room: { floors: [], packages: null },
};

/** What these floors may use of room/ at run time; of the rest they may know the types. */
const VALUES_OF_ROOM: Readonly<Record<string, readonly string[]>> = {
  protocol: ["src/room/state.ts", "src/room/limits.ts", "src/room/deck.ts"],
  client: [],
  terminal: ["src/room/state.ts", "src/room/limits.ts"],
  web: ["src/room/state.ts", "src/room/limits.ts", "src/room/deck.ts"],
  tickets: ["src/room/limits.ts"],
};

/** Not part of the page but of its making: the only file of web/ that is no browser's. */
const PAGE_BUILD = "src/web/build.ts";

/** What pure code has no use for: clocks, chance, timers, waiting, the network, the terminal. */
const IMPURE = new RegExp(
  [
    /\b(Deno|console|crypto|performance|navigator|globalThis|self|WebSocket|Worker)\b/,
    /\b(BroadcastChannel|Promise|async|await|process|Temporal)\b/,
    /\b(fetch|setTimeout|setInterval|clearTimeout|clearInterval|queueMicrotask)\b/,
    /\bDate\b|\bMath\s*\.\s*random\b/,
  ].map(({ source }) => source).join("|"),
);

interface Import {
  readonly from: string;
  /** A path from the root, or a package's name. */
  readonly to: string;
  readonly types_only: boolean;
}

const permitted = (await Deno.permissions.query({ name: "read", path: ROOT })).state === "granted";

if (!permitted) {
  console.error(
    "THE STRUCTURE OF THE SOURCES WAS NOT CHECKED: THEY MAY NOT BE READ HERE. RUN IT WITH: deno task test",
  );
}

/** Registers a test that reads the sources; ignored where that is not permitted. */
function ofSources(name: string, check: (sources: ReadonlyMap<string, string>) => void): void {
  Deno.test({ name, ignore: !permitted, fn: () => check(readSources()) });
}

/** Every source file by its path from the root, without its comments. */
function readSources(): Map<string, string> {
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

function withoutComments(code: string): string {
  return code.replace(/\/\*[^]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}

const STATIC = /^(?:import|export)\s+(type\s)?([^"';]*?\bfrom\s+)?"([^"]+)"/gm;
const DYNAMIC = /\bimport\(\s*"([^"]+)"|new URL\(\s*"([^"]+)",\s*import\.meta\.url/g;

/** What a file imports; a list in braces of which each is marked as a type is types only, too. */
function importsOf(from: string, code: string): readonly Import[] {
  const found: Import[] = [];
  const add = (specifier: string, types_only: boolean) => {
    const to = specifier.startsWith(".")
      ? new URL(specifier, new URL(from, ROOT)).href.slice(ROOT.href.length)
      : specifier;
    found.push({ from, to, types_only });
  };
  for (const [, type, clause = "", specifier = ""] of code.matchAll(STATIC)) {
    const names = /\{([^}]*)\}/.exec(clause)?.[1]?.split(",").map((it) => it.trim()) ?? [""];
    const every = names.filter((it) => it !== "").every((it) => it.startsWith("type "));
    add(specifier, type !== undefined || (clause.startsWith("{") && every));
  }
  for (const [, module, url = ""] of code.matchAll(DYNAMIC)) {
    if (module !== undefined || !url.endsWith("/")) add(module ?? url, false); // or it is a folder's address
  }
  return found;
}

function allImports(sources: ReadonlyMap<string, string>): readonly Import[] {
  return [...sources].flatMap(([path, code]) => importsOf(path, code));
}

/** The floor a file stands on; null where it is none of ours. */
function floorOf(path: string): string | null {
  if (path === "main.ts") return "main";
  const folder = /^src\/(\w+)\//.exec(path)?.[1];
  return folder !== undefined && folder in FLOORS ? folder : null;
}

/** Whether the plan of the house has a place for this import. */
function isAllowed({ from, to, types_only }: Import): boolean {
  const floor = floorOf(from);
  const plan = FLOORS[floor ?? ""];
  if (floor === null || plan === undefined) return false;
  if ((floor === "main" || floor === "executable") && to === "deno.json") return true;
  // made by the compile task, and looked for in an executable alone
  if (from === "src/supervisor/built_from.ts" && to === "dist/build.json") return true;
  const below = floorOf(to);
  if (below === null && from === PAGE_BUILD) return /^node:(buffer|zlib)$/.test(to);
  if (below === null) return plan.packages?.test(to) ?? false;
  if (!/\.tsx?$/.test(to)) return false;
  if (below === floor) return true;
  if (floor === "results") return types_only && to === "src/client/types.ts";
  const values = below === "room" ? VALUES_OF_ROOM[floor] : undefined;
  if (values !== undefined && !types_only && !values.includes(to)) return false;
  return plan.floors.includes(below);
}

ofSources("imports run one way, from main.ts down to the room", (sources) => {
  const wrong = allImports(sources).filter((one) => one.from !== AMBIENT && !isAllowed(one));
  assertEquals(wrong.map(({ from, to }) => `${from} imports ${to}`), []);
});

ofSources("every source file is on one of the floors", (sources) => {
  const elsewhere = [...sources.keys()].filter((path) => path !== AMBIENT);
  assertEquals(elsewhere.filter((path) => floorOf(path) === null), []);
});

ofSources("no source file is out of reach of the entrances", (sources) => {
  const imports = allImports(sources);
  const reached = new Set(ENTRANCES);
  // a set grows while it is gone through
  for (const path of reached) {
    for (const { from, to } of imports) if (from === path && sources.has(to)) reached.add(to);
  }
  const unreached = [...sources.keys()].filter((path) => path !== AMBIENT && !reached.has(path));
  assertEquals(unreached, []);
});

ofSources(
  "the client library runs in a browser: no package, nothing of Deno, nothing of the server",
  (sources) => {
    const loaded = new Set([CLIENT]);
    const packages: string[] = [];
    for (const path of loaded) {
      for (const { to, types_only } of importsOf(path, sources.get(path) ?? "")) {
        if (types_only) continue;
        if (sources.has(to)) loaded.add(to);
        else packages.push(`${path} imports ${to}`);
      }
    }
    assertEquals(packages, []);
    const elsewhere = [...loaded].filter((path) => !/^src\/(client|protocol)\//.test(path));
    assertEquals(elsewhere, []);
    const bound = [...loaded].filter((path) => /\b(Deno|process)\b/.test(sources.get(path) ?? ""));
    assertEquals(bound, []);
  },
);

ofSources("the page is a browser's, and what is pure in it and in results/ is pure", (sources) => {
  const found: string[] = [];
  for (const [path, code] of sources) {
    const is_page = path.startsWith("src/web/") && path !== PAGE_BUILD;
    if (is_page && /\b(Deno|process)\b|innerHTML|\beval\b/.test(code)) found.push(path);
    if (!/^src\/(web\/pure|results)\//.test(path)) continue;
    // a time that was told is no clock
    const word = IMPURE.exec(code.replaceAll("new Date(revealed_at)", ""))?.[0] ??
      /\b(document|window|localStorage)\b/.exec(code)?.[0];
    if (word !== undefined) found.push(`${path} uses ${word}`);
  }
  assertEquals(found, []);
});

ofSources(
  "the lock names nothing of the browser's tests: Deno 2.4 compiles in all that it names",
  () => {
    const lock = Deno.readTextFileSync(new URL("deno.lock", ROOT));
    assertEquals(lock.match(/playwright[\w-]*|axe-core/g), null);
    const browsers = Deno.readTextFileSync(new URL("tests/browser/deno.lock", ROOT));
    assert(browsers.includes("playwright-core"), "they have a lock of their own");
  },
);

ofSources("every import leads to a file that is there", (sources) => {
  const ours = allImports(sources).filter(({ to }) => to.startsWith("src/"));
  assertEquals(
    ours.filter(({ to }) => !sources.has(to)).map(({ from, to }) => `${from}: ${to}`),
    [],
  );
  // and the search for imports finds some: each floor above the room uses one below
  for (const floor of Object.keys(FLOORS).filter((it) => it !== "room" && it !== "executable")) {
    assert(ours.some(({ from, to }) => floorOf(from) === floor && floorOf(to) !== floor), floor);
  }
});

ofSources(
  "room/ and protocol/ are pure: no clock, chance, timer, socket, log or wait",
  (sources) => {
    const found: string[] = [];
    for (const [path, code] of sources) {
      if (!/^src\/(room|protocol)\//.test(path)) continue;
      const word = IMPURE.exec(code)?.[0];
      if (word !== undefined) found.push(`${path} uses ${word}`);
    }
    assertEquals(found, []);
  },
);

Deno.test("the check itself tells what may be imported from what may not", () => {
  const table: [string, string, boolean][] = [
    ["src/room/room.ts", 'import { a } from "./state.ts";', true],
    ["src/room/room.ts", 'import type { A } from "../protocol/v1.ts";', false],
    ["src/room/room.ts", 'import { ulid } from "@std/ulid";', false],
    ["src/protocol/v1.ts", 'import type { RoomView } from "../room/view.ts";', true],
    ["src/protocol/v1.ts", 'import { type RoomView } from "../room/view.ts";', true],
    ["src/protocol/v1.ts", 'import { type RoomView, viewOf } from "../room/view.ts";', false],
    ["src/protocol/v1.ts", 'import { assertNever, type Member } from "../room/state.ts";', true],
    ["src/protocol/v1.ts", 'export { step } from "../room/room.ts";', false],
    ["src/protocol/v1.ts", 'import {\n  a,\n  b,\n} from "../store/home.ts";', false],
    ["src/terminal/view.ts", 'import type { RoomState } from "../client/mod.ts";', true],
    ["src/terminal/view.ts", 'import { assertNever } from "../room/state.ts";', true],
    ["src/terminal/view.ts", 'import { step } from "../room/room.ts";', false],
    ["src/terminal/run.ts", 'import type { Home } from "../store/home.ts";', false],
    ["src/client/mod.ts", 'import { CLOSE } from "../protocol/close_codes.ts";', true],
    ["src/client/mod.ts", 'import type { Deck } from "../room/deck.ts";', true],
    ["src/client/mod.ts", 'import { DECKS } from "../room/deck.ts";', false],
    ["src/client/mod.ts", 'import type { Clock } from "../store/clock.ts";', false],
    ["src/client/mod.ts", 'import { assert } from "@std/assert";', false],
    ["src/protocol/v1.ts", 'import type { X } from "../client/types.ts";', false],
    ["src/store/home.ts", 'import { step } from "../room/room.ts";', true],
    ["src/store/home.ts", 'import type { Server } from "../server/server.ts";', false],
    ["src/store/home.ts", 'const m = await import("../server/server.ts");', false],
    ["src/server/server.ts", 'import { X } from "npm:left-pad";', false],
    ["src/server/server.ts", 'import "../supervisor/worker.ts";', false],
    ["src/supervisor/workers.ts", 'new URL("./worker.ts", import.meta.url)', true],
    ["main.ts", 'import manifest from "./deno.json" with { type: "json" };', true],
    ["src/web/main.tsx", 'import { render } from "preact";', true],
    ["src/web/state/app.ts", 'import { RoomClient } from "../../client/mod.ts";', true],
    ["src/web/state/app.ts", 'import { step } from "../../room/room.ts";', false],
    ["src/web/state/app.ts", 'import { Server } from "../../server/server.ts";', false],
    ["src/web/build.ts", 'import { gzipSync } from "node:zlib";', true],
    ["src/web/main.tsx", 'import { gzipSync } from "node:zlib";', false],
    ["src/results/csv.ts", 'import type { RevealedBallot } from "../client/types.ts";', true],
    ["src/results/csv.ts", 'import { RoomClient } from "../client/mod.ts";', false],
    ["src/client/mod.ts", 'import { toCsv } from "../results/mod.ts";', false],
    ["src/server/pages.ts", 'import { App } from "../web/state/app.ts";', false],
    ["main.ts", 'import { step } from "./src/room/room.ts";', false],
  ];
  for (const [from, code, allowed] of table) {
    const imports = importsOf(from, code);
    assertEquals(imports.map(isAllowed), [allowed], `${from}: ${code}`);
  }
  for (const code of ["Date.now()", "Deno.args", "await x", "Math.random()", "console.log(1)"]) {
    assert(IMPURE.test(code), code);
  }
  assertEquals(
    withoutComments('/* Deno */ a; // Date\n"http://x" /** await\n*/ b').trim(),
    'a; \n"http://x"  b',
  );
});
