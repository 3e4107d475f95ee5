/**
 * `deno task compile`: makes the executable `dist/estimatex-server` for this machine, or with `--all` one for
 * each target. It owns what goes in and what it may do; the page, `dist/page`, is made before.
 *
 * Deno compiles in every package, whole, that its configuration and lock name, those of the tests and the
 * page's, which is bundled, too. So it is given a configuration and a lock of their own, made here of those
 * at the root: the same versions and checksums, and nothing that only they need.
 */
import manifest from "../../deno.json" with { type: "json" };

const ROOT = new URL("../../", import.meta.url);
/** Where what is given to the compiler goes. */
const GIVEN = new URL("dist/compile/", ROOT);

/** Imports of the tests alone. */
const OF_TESTS: readonly string[] = ["@std/assert", "fast-check", "string-width"];

/** For whom `--all` compiles, by Deno's names. */
const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
];

/** The variables that a server or a client reads. */
const VARIABLES = [
  ...[
    "ESTIMATEX_*",
    "PORT",
    "HOME",
    "XDG_CONFIG_HOME",
    "XDG_STATE_HOME",
    "APPDATA",
    "LOCALAPPDATA",
  ],
  ...["TERM", "TERM_PROGRAM", "VTE_VERSION", "WT_SESSION", "LANG", "LC_ALL", "LC_CTYPE"],
];

const FLAGS = [
  ...["--frozen", "--no-check", "--no-prompt", "--config", "dist/compile/deno.json"],
  ...["--allow-net", `--allow-env=${VARIABLES.join(",")}`, "--allow-read", "--allow-write"],
  "--allow-sys=systemMemoryInfo,networkInterfaces",
  ...["src/supervisor/worker.ts", "dist/page", "dist/build.json"].map((it) => `--include=${it}`),
];

/** What of deno.lock is of interest here. */
export interface Lock {
  readonly version: string;
  /** What was asked for, and the version that it got: `npm:name@1.0.0` and `1.0.0`. */
  readonly specifiers: Readonly<Record<string, string>>;
  /** Every package by `name@version`. */
  readonly npm: Readonly<Record<string, { readonly dependencies?: readonly string[] }>>;
  /** Of these only the modules in use are compiled in. */
  readonly jsr?: unknown;
  /** What the configuration asks for. */
  readonly workspace: { readonly dependencies?: readonly string[] };
}

const USAGE = `deno task compile: makes dist/estimatex-server, for this machine
deno task compile:all: makes dist/estimatex-server-TARGET, for each system`;

if (import.meta.main) {
  const unknown = Deno.args.find((arg) => arg !== "--all");
  if (unknown !== undefined) {
    const helps = unknown === "--help" || unknown === "-h";
    complain(helps ? USAGE : `unknown: ${unknown}\n${USAGE}`);
    Deno.exit(helps ? 0 : 2);
  }
  await Deno.mkdir(GIVEN, { recursive: true });
  await write(new URL("dist/build.json", ROOT), { commit: await commit() });
  const imports = Object.fromEntries(
    Object.entries(manifest.imports).filter(([name]) => !OF_TESTS.includes(name)),
  );
  const lock: Lock = JSON.parse(await Deno.readTextFile(new URL("deno.lock", ROOT)));
  const { unstable } = manifest;
  await write(new URL("deno.json", GIVEN), { workspace: [], imports, unstable });
  await write(new URL("deno.lock", GIVEN), prunedLock(lock, Object.values(imports)));

  const all = Deno.args.includes("--all");
  const failed: string[] = [];
  for (const target of all ? TARGETS : [null]) {
    const done = await compile(target);
    if (!done) failed.push(target ?? "this machine");
  }
  if (failed.length > 0) {
    complain(`NOT COMPILED, for the reason above: ${failed.join(", ")}`);
    if (all) {
      complain(
        "Each target takes Deno's runtime for it, which Deno fetches from dl.deno.land.",
      );
    }
    Deno.exit(1);
  }
}

/** Writes a line to standard error. */
function complain(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}

/** Compiles for a target; null: this machine. Says whether it did. */
async function compile(target: string | null): Promise<boolean> {
  const output = `dist/estimatex-server${target === null ? "" : `-${target}`}`;
  const goal = target === null ? [] : ["--target", target];
  const { success } = await run(Deno.execPath(), [
    ...["compile", ...FLAGS, ...goal, "--output", output, "main.ts"],
  ]).spawn().status;
  return success;
}

/** The lock of a program that asks for these specifiers only. */
export function prunedLock(
  { version, specifiers, npm, jsr }: Lock,
  wanted: readonly string[],
): Lock {
  const asked = Object.entries(specifiers).filter(([specifier]) =>
    wanted.some((one) => one === specifier || one.startsWith(`${specifier}/`))
  );
  const kept = new Set(
    asked.map(([specifier, version]) =>
      `${specifier.replace(/^npm:/, "").replace(/@[^@]*$/, "")}@${version}`
    ),
  );
  // a set grows while it is gone through; a dependency has its version only where there are several
  for (const id of kept) {
    for (const name of npm[id]?.dependencies ?? []) {
      const found = Object.keys(npm).find((one) => one === name || one.startsWith(`${name}@`));
      if (found === undefined) throw new Error(`deno.lock lacks ${name}, which ${id} needs`);
      kept.add(found);
    }
  }
  return {
    version,
    specifiers: Object.fromEntries(asked),
    ...jsr !== undefined && { jsr },
    npm: Object.fromEntries(Object.entries(npm).filter(([id]) => kept.has(id))),
    workspace: { dependencies: asked.map(([specifier]) => specifier) },
  };
}

/** What this is built from; empty where git doesn't know. */
async function commit(): Promise<string> {
  try {
    const args = ["describe", "--always", "--dirty", "--abbrev=12", "--match=none"];
    const { stdout } = await run("git", args, "piped").output();
    return new TextDecoder().decode(stdout).trim();
  } catch {
    return ""; // there is no git
  }
}

function run(
  program: string,
  args: readonly string[],
  stdout: "inherit" | "piped" = "inherit",
): Deno.Command {
  const stderr = stdout === "piped" ? "null" : "inherit";
  return new Deno.Command(program, { args: [...args], cwd: ROOT, stdin: "null", stdout, stderr });
}

async function write(file: URL, value: unknown): Promise<void> {
  await Deno.writeTextFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
