// The house as it was drawn (src/README.md): imports run one way, nothing stands about unused, and the
// ground floor is pure. It reads the sources, so a run that may not read them says in capitals what it
// left out.
import { assert, assertEquals } from "@std/assert";
import {
  circlesOf,
  type Import,
  importOf,
  type ModuleGraph,
  namesakes,
  readModuleGraph,
} from "./module_graph.ts";
import { printError } from "./print.ts";
import { readCode, readSources, withoutComments } from "./sources.ts";

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
  "src/web/theme_first.ts",
  "src/web/build.ts",
  "src/executable/build.ts",
  "src/executable/release.ts",
];

/** Ambient types, named in deno.json. */
const AMBIENT = "src/std.d.ts";

/** Which floors each floor may import from, itself aside; and which packages. */
const FLOORS: Readonly<Record<string, { floors: readonly string[]; packages: RegExp | null }>> = {
  main: { floors: ["cli", "base", "supervisor"], packages: null },
  cli: {
    floors: [
      ...["terminal", "supervisor", "server", "journal", "base", "client", "results", "tickets"],
      ...["cluster", "trackers", "webhooks", "protocol", "room"],
    ],
    packages: /^@std\//,
  },
  terminal: {
    floors: ["client", "results", "tickets", "base", "protocol", "room"],
    packages: null,
  },
  tickets: { floors: ["client", "protocol", "room"], packages: /^@std\/csv\// },
  results: { floors: ["client"], packages: null },
  supervisor: {
    floors: [
      ...["server", "cluster", "hosting", "trackers", "webhooks", "journal", "bus", "base"],
      ...["protocol", "room"],
    ],
    packages: /^(@std\/|node:process$)/,
  },
  executable: { floors: ["base"], packages: null },
  webhooks: { floors: ["journal", "base", "protocol"], packages: /^node:sqlite$/ },
  cluster: {
    floors: ["hosting", "journal", "bus", "base", "protocol", "room"],
    packages: /^(@nats-io\/|valibot$|node:dns\/promises$)/,
  },
  api: {
    floors: ["cluster", "hosting", "journal", "bus", "base", "protocol", "room", "results"],
    packages: /^(@std\/|valibot$|@valibot\/to-json-schema$)/,
  },
  server: {
    floors: ["api", "cluster", "hosting", "trackers", "journal", "bus", "base", "protocol", "room"],
    packages: /^@std\//,
  },
  hosting: {
    floors: ["trackers", "journal", "bus", "base", "protocol", "room"],
    packages: null,
  },
  trackers: { floors: ["base", "protocol", "room"], packages: /^valibot$/ },
  journal: {
    floors: ["bus", "base", "protocol", "room"],
    packages: /^(valibot|node:sqlite)$/,
  },
  bus: { floors: ["base", "protocol", "room"], packages: null },
  base: { floors: ["protocol", "room"], packages: /^(@std\/ulid|node:crypto)$/ },
  web: {
    floors: ["client", "results", "tickets", "protocol", "room"],
    packages: /^(preact(\/(hooks|jsx-runtime))?|@preact\/signals|uqr)$/,
  },
  client: { floors: ["protocol", "room"], packages: /^valibot$/ },
  protocol: {
    floors: ["room"],
    packages: /^(@std\/|get-east-asian-width$|valibot$|@valibot\/to-json-schema$)/,
  },
  room: { floors: [], packages: null },
};

/** What these floors may use of room/ at run time; of the rest they may know the types. */
const VALUES_OF_ROOM: Readonly<Record<string, readonly string[]>> = {
  protocol: ["src/room/state.ts", "src/room/limits.ts", "src/room/deck.ts", "src/room/results.ts"],
  client: [],
  terminal: ["src/room/state.ts", "src/room/limits.ts"],
  web: ["src/room/state.ts", "src/room/limits.ts", "src/room/deck.ts", "src/room/queue_size.ts"],
  tickets: ["src/room/limits.ts", "src/room/queue_size.ts"],
};

/** What came of something: the one type that every floor but the pure ground floor has in common. */
const RESULT = "src/base/result.ts";

/** What fits beside other windows, in characters; `deno fmt` leaves comments as they are. */
const COMMENT_WIDTH_MAX = 120;

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

const permitted = (await Deno.permissions.query({ name: "read", path: ROOT })).state === "granted";
const mayAsk = permitted && (await Deno.permissions.query({ name: "run" })).state === "granted";

if (!mayAsk) {
  printError(
    "THE STRUCTURE OF THE SOURCES WAS NOT CHECKED: THEY MAY NOT BE READ, OR DENO NOT RUN, HERE. RUN IT WITH: " +
      "deno task test",
  );
}

/** Registers a test that reads the sources; ignored where that is not permitted. */
function ofSources(name: string, check: (sources: ReadonlyMap<string, string>) => void): void {
  Deno.test({ name, ignore: !permitted, fn: () => check(readSources()) });
}

const NOTHING: ModuleGraph = { modules: new Set(), imports: [], broken: [] };
const GRAPH = mayAsk ? await readModuleGraph(ENTRANCES) : NOTHING;

/** Registers a test of what imports what; ignored where `deno info` may not be asked. */
function ofImports(name: string, check: (imports: readonly Import[]) => void): void {
  Deno.test({ name, ignore: !mayAsk, fn: () => check(GRAPH.imports) });
}

/** The floor a file stands on; null where it is none of ours. */
function floorOf(path: string): string | null {
  if (path === "main.ts") return "main";
  const folder = /^src\/(\w+)\//.exec(path)?.[1];
  return folder !== undefined && folder in FLOORS ? folder : null;
}

/** Whether the plan of the house has a place for this import. */
function isAllowed({ from, to, typesOnly }: Omit<Import, "onDemand">): boolean {
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
  if (to === RESULT && typesOnly && floor !== "room") return true;
  // the type of the settings follows from the table of flags
  if (from === "src/server/config.ts") return typesOnly && to === "src/cli/flags.ts";
  if (floor === "results") return typesOnly && to === "src/client/types.ts";
  const values = below === "room" ? VALUES_OF_ROOM[floor] : undefined;
  if (values !== undefined && !typesOnly && !values.includes(to)) return false;
  return plan.floors.includes(below);
}

ofImports("imports run one way, from main.ts down to the room", (imports) => {
  const wrong = imports.filter((one) => one.from !== AMBIENT && !isAllowed(one));
  assertEquals(wrong.map(({ from, to }) => `${from} imports ${to}`), []);
});

ofImports("no module has to be loaded before itself", (imports) => {
  assertEquals(circlesOf(imports), []);
});

ofImports("no two files of one name are in sight of each other", (imports) => {
  assertEquals(namesakes(readSources().keys(), imports), []);
});

ofSources("every source file is on one of the floors", (sources) => {
  const elsewhere = [...sources.keys()].filter((path) => path !== AMBIENT);
  assertEquals(elsewhere.filter((path) => floorOf(path) === null), []);
});

ofImports("no source file is out of reach of the entrances", () => {
  assertEquals([...readSources().keys()].filter((path) => !GRAPH.modules.has(path)), []);
});

ofImports(
  "the client library runs in a browser: no package but valibot, nothing of Deno, nothing of the server",
  (imports) => {
    const sources = readSources();
    const loaded = new Set([CLIENT]);
    const packages: string[] = [];
    for (const path of loaded) {
      for (const { from, to, typesOnly } of imports) {
        if (from !== path || typesOnly) continue;
        if (sources.has(to)) loaded.add(to);
        else if (to !== "valibot") packages.push(`${path} imports ${to}`);
      }
    }
    assertEquals(packages, []);
    const elsewhere = [...loaded].filter((path) => !/^src\/(client|protocol)\//.test(path));
    assertEquals(elsewhere, []);
    const bound = [...loaded].filter((path) => /\b(Deno|process)\b/.test(sources.get(path) ?? ""));
    assertEquals(bound, []);
  },
);

/** What takes 10 to 40 ms to load, each. Of types there may be any. */
const SLOW_TO_LOAD = ["node:crypto", "node:process", "node:timers", "string-width"];

ofImports(
  "a server that starts loads nothing that is slow to load and that it needs later",
  (imports) => {
    const loaded = new Set([
      ...["main.ts", "src/cli/serve.ts", "src/supervisor/worker.ts", "src/cli/results.ts"],
    ]);
    const sources = readSources();
    const slow: string[] = [];
    for (const path of loaded) {
      for (const { from, to, typesOnly, onDemand } of imports) {
        if (from !== path || typesOnly || onDemand) continue;
        if (SLOW_TO_LOAD.includes(to)) slow.push(`${from} imports ${to}`);
        loaded.add(to);
      }
    }
    assertEquals(slow, []);
    assert(loaded.has("src/room/room.ts"));
    // what is about a cluster is loaded with --cluster alone
    assertEquals([...loaded].filter((path) => path.startsWith("src/cluster/")), []);
    assertEquals([...loaded].filter((path) => path.startsWith("src/webhooks/")), []);
    // and of trackers no more than their names without --tracker
    const ofTrackers = [...loaded].filter((path) => path.startsWith("src/trackers/"));
    assertEquals(ofTrackers, ["src/trackers/tracker.ts"]);
    assert(sources.has("src/cluster/node.ts"));
    const eager = [...loaded].filter((path) =>
      /^const \w+ = new Intl\b/m.test(sources.get(path) ?? "")
    );
    assertEquals(eager, []);
  },
);

ofSources(
  "the page is a browser's, and what is pure in it, in results/ and in tickets/ is pure",
  (sources) => {
    const found: string[] = [];
    for (const [path, code] of sources) {
      const isPage = path.startsWith("src/web/") && path !== PAGE_BUILD;
      if (isPage && /\b(Deno|process)\b|innerHTML|\beval\b/.test(code)) found.push(path);
      if (!/^src\/(web\/pure|results|tickets)\//.test(path)) continue;
      // a time that is given is no clock
      const word = IMPURE.exec(code.replaceAll("new Date(revealed_at)", ""))?.[0] ??
        /\b(document|window|localStorage)\b/.exec(code)?.[0];
      if (word !== undefined) found.push(`${path} uses ${word}`);
    }
    assertEquals(found, []);
  },
);

ofSources(
  "the lock names nothing of the browser's tests: Deno 2.4 compiles in all that it names",
  () => {
    const lock = Deno.readTextFileSync(new URL("deno.lock", ROOT));
    assertEquals(lock.match(/playwright[\w-]*|axe-core/g), null);
    const browsers = Deno.readTextFileSync(new URL("tests/browser/deno.lock", ROOT));
    assert(browsers.includes("playwright-core"), "they have a lock of their own");
  },
);

ofImports("every import leads to a file that is there", (imports) => {
  // what the compile task makes is there in an executable alone
  assertEquals(GRAPH.broken.filter((path) => path !== "dist/build.json"), []);
  // and some are found: each floor above the room uses one below
  const ours = imports.filter(({ to }) => to.startsWith("src/"));
  for (const floor of Object.keys(FLOORS).filter((it) => it !== "room" && it !== "executable")) {
    assert(ours.some(({ from, to }) => floorOf(from) === floor && floorOf(to) !== floor), floor);
  }
});

Deno.test({
  name: `no line of a comment is wider than ${COMMENT_WIDTH_MAX}`,
  ignore: !permitted,
  fn() {
    const wide: string[] = [];
    for (const [path, code] of readCode("src/", "tests/")) {
      for (const [at, line] of code.split("\n").entries()) {
        const isComment = /^\s*(\/\/|\/?\*)/.test(line);
        if (isComment && line.length > COMMENT_WIDTH_MAX) wide.push(`${path}:${at + 1}`);
      }
    }
    assertEquals(wide, []);
  },
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

Deno.test("the check itself finds what may not be imported", () => {
  const table: [string, string, "types" | "values", boolean][] = [
    ["src/room/room.ts", "src/room/state.ts", "values", true],
    ["src/room/room.ts", "src/protocol/v1_decode.ts", "types", false],
    ["src/room/room.ts", "@std/ulid", "values", false],
    ["src/protocol/v1_decode.ts", "src/room/secrecy.ts", "types", true],
    ["src/protocol/v1_decode.ts", "src/room/secrecy.ts", "values", false],
    ["src/protocol/v1_decode.ts", "src/room/state.ts", "values", true],
    ["src/protocol/v1_decode.ts", "src/room/room.ts", "values", false],
    ["src/protocol/v1_decode.ts", "src/store/home.ts", "values", false],
    ["src/protocol/v1_decode.ts", "src/base/result.ts", "types", true],
    ["src/protocol/v1_decode.ts", "src/base/result.ts", "values", false],
    ["src/protocol/v1_decode.ts", "src/base/clock.ts", "types", false],
    ["src/room/room.ts", "src/base/result.ts", "types", false],
    ["src/terminal/view.ts", "src/client/mod.ts", "types", true],
    ["src/terminal/view.ts", "src/room/state.ts", "values", true],
    ["src/terminal/view.ts", "src/room/room.ts", "values", false],
    ["src/terminal/run.ts", "src/store/home.ts", "types", false],
    ["src/client/mod.ts", "src/protocol/close_codes.ts", "values", true],
    ["src/client/mod.ts", "src/room/deck.ts", "types", true],
    ["src/client/mod.ts", "src/room/deck.ts", "values", false],
    ["src/client/mod.ts", "src/store/clock.ts", "types", false],
    ["src/client/mod.ts", "@std/assert", "values", false],
    ["src/protocol/v1_decode.ts", "src/client/types.ts", "types", false],
    ["src/hosting/home.ts", "src/room/room.ts", "values", true],
    ["src/hosting/home.ts", "src/server/server.ts", "types", false],
    ["src/hosting/home.ts", "src/server/server.ts", "values", false],
    ["src/server/server.ts", "npm:left-pad", "values", false],
    ["src/server/server.ts", "src/supervisor/worker.ts", "values", false],
    ["src/supervisor/memory_limit.ts", "node:process", "values", true],
    ["src/server/memory.ts", "node:process", "values", false],
    ["main.ts", "deno.json", "values", true],
    ["src/web/main.tsx", "preact", "values", true],
    ["src/web/state/app.ts", "src/client/mod.ts", "values", true],
    ["src/web/state/app.ts", "src/room/room.ts", "values", false],
    ["src/web/state/app.ts", "src/server/server.ts", "values", false],
    ["src/web/build.ts", "node:zlib", "values", true],
    ["src/web/main.tsx", "node:zlib", "values", false],
    ["src/results/csv.ts", "src/client/types.ts", "types", true],
    ["src/results/csv.ts", "src/client/mod.ts", "values", false],
    ["src/client/mod.ts", "src/results/mod.ts", "values", false],
    ["src/tickets/delimited.ts", "@std/csv/parse", "values", true],
    ["src/tickets/delimited.ts", "@std/ulid", "values", false],
    ["src/server/pages.ts", "src/web/state/app.ts", "values", false],
    ["main.ts", "src/room/room.ts", "values", false],
  ];
  for (const [from, to, what, allowed] of table) {
    const typesOnly = what === "types";
    assertEquals(isAllowed({ from, to, typesOnly }), allowed, `${from}: ${what} of ${to}`);
  }
  for (const code of ["Date.now()", "Deno.args", "await x", "Math.random()", "console.log(1)"]) {
    assert(IMPURE.test(code), code);
  }
  assertEquals(
    withoutComments('/* Deno */ a; // Date\n"http://x" /** await\n*/ b').trim(),
    'a; \n"http://x"  b',
  );
});

Deno.test("the check itself finds a circle, a namesake, and an import of types alone", () => {
  const values = (from: string, to: string) => importOf(from, { specifier: to, code: {} });
  const types = (from: string, to: string) => importOf(from, { specifier: to, type: {} });
  const onDemand = (from: string, to: string) =>
    importOf(from, { specifier: to, code: {}, isDynamic: true });
  const line = [values("a.ts", "b.ts"), values("b.ts", "c.ts"), values("a.ts", "c.ts")];
  assertEquals(circlesOf(line), []);
  assertEquals(circlesOf([...line, types("c.ts", "a.ts"), onDemand("c.ts", "b.ts")]), []);
  assertEquals(circlesOf([...line, values("c.ts", "b.ts")]), ["b.ts -> c.ts -> b.ts"]);

  const apart = ["src/a/x.ts", "src/b/x.ts"];
  assertEquals(namesakes(apart, [values("src/m.ts", "src/a/x.ts")]), []);
  const both = apart.map((path) => types("src/m.ts", path));
  assertEquals(namesakes(apart, both), ["src/a/x.ts and src/b/x.ts"]);
  assertEquals(namesakes(apart, [values("src/a/x.ts", "src/b/x.ts")]).length, 1);
  assertEquals(namesakes(["src/a/x.ts", "src/a/b/x.tsx"], []).length, 1);
  assertEquals(namesakes(["src/a/mod.ts", "src/a/b/mod.ts"], []), []);
});
