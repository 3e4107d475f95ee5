/**
 * `deno task compile`: makes the executable `dist/estimatex-server` for this machine, or with `--all` one for each
 * target. It owns the executable's content and permissions. The page, `dist/page`, must have been built before.
 *
 * The program is bundled into a few files first, which cuts its start time by a third, and includes only the parts of
 * packages that it uses.
 */
import manifest from "../../deno.json" with { type: "json" };
import { EXIT } from "../base/exit.ts";
import { writeLine } from "../base/write_line.ts";

const ROOT = new URL("../../", import.meta.url);
/**
 * Where the bundle goes. It must be as deep below the root as the sources, which have relative paths to other files.
 */
const BUNDLE = new URL("dist/bundle/", ROOT);

/** The module of a thread. The bundle must have it at the same path, because the program starts it by that. */
const THREAD = "src/supervisor/worker.ts";

/** The targets of `--all`, by Deno's names. */
const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
];

/** The environment variables that servers and clients may read. */
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

/** Files to include. Without the licence, `dist` would become the root of the included files. */
const INCLUDED = ["LICENSE", "dist/bundle/worker.ts", "dist/page", "dist/build.json"];

/** The modification time of all included files: the executable has it inside, and must be reproducible. */
const FILES_AT = new Date(0);

const FLAGS = [
  ...["--no-lock", "--no-check", "--no-prompt", "--config", "dist/bundle/deno.json"],
  ...["--allow-net", `--allow-env=${VARIABLES.join(",")}`, "--allow-read", "--allow-write"],
  "--allow-sys=systemMemoryInfo,networkInterfaces,hostname",
  ...INCLUDED.map((it) => `--include=${it}`),
];

const USAGE = `deno task compile: makes dist/estimatex-server, for this machine
deno task compile:all: makes dist/estimatex-server-TARGET, for each system`;

if (import.meta.main) {
  const unknown = Deno.args.find((arg) => arg !== "--all");
  if (unknown !== undefined) {
    const helps = unknown === "--help" || unknown === "-h";
    complain(helps ? USAGE : `unknown: ${unknown}\n${USAGE}`);
    Deno.exit(helps ? EXIT.ok : EXIT.usage);
  }
  await write("dist/build.json", { commit: await commit() });
  if (!await bundle()) {
    complain("NOT BUNDLED, for the reason above");
    Deno.exit(EXIT.failed);
  }

  for (const path of ["LICENSE", "dist/build.json", "dist/page", "dist/bundle"]) {
    await setTimes(new URL(path, ROOT));
  }

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
    Deno.exit(EXIT.failed);
  }
}

function complain(line: string): void {
  writeLine(Deno.stderr, line);
}

/** Compiles for a target; null: this machine. Resolves with whether it succeeded. */
async function compile(target: string | null): Promise<boolean> {
  const output = `dist/estimatex-server${target === null ? "" : `-${target}`}`;
  const goal = target === null ? [] : ["--target", target];
  return await succeeds(["compile", ...FLAGS, ...goal, "--output", output, "dist/bundle/main.js"]);
}

/** Bundles the program into an empty folder. Resolves with whether it succeeded. */
async function bundle(): Promise<boolean> {
  await Deno.remove(BUNDLE, { recursive: true }).catch(() => {}); // it may not exist
  const done = await succeeds([
    ...["bundle", "--quiet", "--frozen", "--platform", "deno", "--code-splitting"],
    ...["--outdir", "dist/bundle", "main.ts", THREAD],
  ]);
  if (!done) return false;
  const { unstable } = manifest;
  await write("dist/bundle/deno.json", { workspace: [], unstable });
  const thread = `import "./${THREAD.replace(/ts$/, "js")}";\n`;
  await Deno.writeTextFile(new URL("worker.ts", BUNDLE), thread);
  return true;
}

/** Sets the modification time of a file or of a folder with all files in it. */
async function setTimes(file: URL): Promise<void> {
  const { isDirectory } = await Deno.stat(file);
  if (isDirectory) {
    for await (const { name } of Deno.readDir(file)) {
      await setTimes(new URL(`${file.href}/${name}`));
    }
  }
  await Deno.utime(file, FILES_AT, FILES_AT);
}

/** Runs Deno with these arguments; resolves with whether it succeeded. */
async function succeeds(args: readonly string[]): Promise<boolean> {
  return (await run(Deno.execPath(), args).spawn().status).success;
}

/** The commit that this is built from; "" if git does not know. */
async function commit(): Promise<string> {
  try {
    const args = ["describe", "--always", "--dirty", "--abbrev=12", "--match=none"];
    const { stdout } = await run("git", args, "piped").output();
    return new TextDecoder().decode(stdout).trim();
  } catch {
    return ""; // git is not installed
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

async function write(path: string, value: unknown): Promise<void> {
  await Deno.writeTextFile(new URL(path, ROOT), `${JSON.stringify(value, null, 2)}\n`);
}
