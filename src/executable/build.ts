/**
 * `deno task compile`: makes the executable `dist/estimatex-server` for this machine, or with `--all` one for
 * each target. It owns what goes in and what it may do; the page, `dist/page`, is made before.
 *
 * The program is bundled first, into a few files: it starts in two thirds of the time, and of packages only what it
 * uses goes in.
 */
import manifest from "../../deno.json" with { type: "json" };

const ROOT = new URL("../../", import.meta.url);
/** Where the bundle goes: as deep below the root as the sources are, which name other files from there. */
const BUNDLE = new URL("dist/bundle/", ROOT);

/** What a thread runs. Its source is named where threads are begun, so it has the same name there. */
const THREAD = "src/supervisor/worker.ts";

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

/** What goes in beside the program: the licence, too, without which `dist` would be the top of all files inside. */
const INCLUDED = ["LICENSE", "dist/bundle/worker.ts", "dist/page", "dist/build.json"];

/** When all files inside were changed: the executable has their times in it, and two of one commit shall be the same. */
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
    Deno.exit(helps ? 0 : 2);
  }
  await write("dist/build.json", { commit: await commit() });
  if (!await bundle()) {
    complain("NOT BUNDLED, for the reason above");
    Deno.exit(1);
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
  return await succeeds(["compile", ...FLAGS, ...goal, "--output", output, "dist/bundle/main.js"]);
}

/** Makes a few files of the program, in a folder with nothing else in it. Says whether it did. */
async function bundle(): Promise<boolean> {
  await Deno.remove(BUNDLE, { recursive: true }).catch(() => {}); // there was none
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

async function setTimes(file: URL): Promise<void> {
  const { isDirectory } = await Deno.stat(file);
  if (isDirectory) {
    for await (const { name } of Deno.readDir(file)) {
      await setTimes(new URL(`${file.href}/${name}`));
    }
  }
  await Deno.utime(file, FILES_AT, FILES_AT);
}

async function succeeds(args: readonly string[]): Promise<boolean> {
  return (await run(Deno.execPath(), args).spawn().status).success;
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

async function write(path: string, value: unknown): Promise<void> {
  await Deno.writeTextFile(new URL(path, ROOT), `${JSON.stringify(value, null, 2)}\n`);
}
