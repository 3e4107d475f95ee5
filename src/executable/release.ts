/**
 * `deno task release`: makes a release in `dist/release`: the executables, their checksums, an SBOM, and the changelog,
 * which is also written to `src/CHANGELOG.md`. It compiles everything twice, and reports executables that are not
 * reproducible. It publishes nothing.
 */
import manifest from "../../deno.json" with { type: "json" };
import { EXIT } from "../base/exit.ts";
import { writeLine } from "../base/write_line.ts";
import { changelogOf } from "./changelog.ts";
import { sbomOf } from "./sbom.ts";

const ROOT = new URL("../../", import.meta.url);
const CHANGELOG = "src/CHANGELOG.md";

const USAGE = `deno task release: makes dist/release, with an executable for each system
deno task release --here: only for this machine`;

if (import.meta.main) {
  const unknown = Deno.args.find((arg) => arg !== "--here");
  if (unknown === "--help" || unknown === "-h") fail(USAGE, EXIT.ok);
  if (unknown !== undefined) fail(`unknown: ${unknown}\n${USAGE}`, EXIT.usage);
  const build = ["run", "--no-prompt", "-A", "src/executable/build.ts"];
  if (!Deno.args.includes("--here")) build.push("--all");

  await Deno.remove(new URL("dist/release", ROOT), { recursive: true }).catch(() => {}); // it may not exist
  await Deno.mkdir(new URL("dist/release", ROOT), { recursive: true });
  for (const name of executables()) await Deno.remove(new URL(`dist/${name}`, ROOT));
  const sums: string[][] = [];
  for (let time = 1; time <= 2; time++) {
    if (!await succeeds(Deno.execPath(), build)) fail("NOT RELEASED, for the reason above");
    sums.push(await Promise.all(executables().map(sumOf)));
  }
  const [first = [], second = []] = sums;
  for (const [at, sum] of first.entries()) {
    if (second[at] !== sum) {
      complain(`NOT REPRODUCIBLE: ${sum.split("  ")[1]} differs when it is compiled again`);
    }
  }
  for (const name of executables()) {
    await Deno.rename(new URL(`dist/${name}`, ROOT), new URL(`dist/release/${name}`, ROOT));
  }
  await write("dist/release/SHA256SUMS", `${second.join("\n")}\n`);

  const at = await git("log", "-1", "--format=%cI");
  const { name, version } = manifest;
  const lock = JSON.parse(await Deno.readTextFile(new URL("deno.lock", ROOT)));
  const deno = Deno.version.deno;
  const sbom = sbomOf(lock, { name, version, deno, at, imported: await importedPackages() });
  await write("dist/release/sbom.cdx.json", `${JSON.stringify(sbom, null, 2)}\n`);

  const subjects = (await git("log", "--no-merges", "--format=%s")).split("\n");
  const changes = changelogOf(version, at.slice(0, 10), subjects);
  await write(CHANGELOG, `# Changelog\n\n${changes}`);
  await succeeds(Deno.execPath(), ["fmt", "--quiet", CHANGELOG]);
  await Deno.copyFile(new URL(CHANGELOG, ROOT), new URL("dist/release/CHANGELOG.md", ROOT));
  complain(`made dist/release of version ${version}`);
}

/** The names of the executables in `dist`. */
function executables(): readonly string[] {
  return [...Deno.readDirSync(new URL("dist", ROOT))].map(({ name }) => name)
    .filter((name) => name.startsWith("estimatex-server")).sort();
}

/** A line of SHA256SUMS, in the format of `sha256sum --check`. */
async function sumOf(name: string): Promise<string> {
  const bytes = await Deno.readFile(new URL(`dist/${name}`, ROOT));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `${[...hash].map((one) => one.toString(16).padStart(2, "0")).join("")}  ${name}`;
}

/** The npm packages that the program, its threads and the page import, without those of tests. */
async function importedPackages(): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const path of ["main.ts", "src/supervisor/worker.ts", "src/web/main.tsx"]) {
    const { success, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", path],
      cwd: ROOT,
      stderr: "inherit",
    }).output();
    if (!success) fail(`NOT RELEASED: deno info fails for ${path}`);
    const { npmPackages = {} } = JSON.parse(new TextDecoder().decode(stdout));
    for (const key of Object.keys(npmPackages)) found.add(key);
  }
  return [...found].sort();
}

async function git(...args: readonly string[]): Promise<string> {
  const { success, stdout } = await new Deno.Command("git", { args: [...args], cwd: ROOT })
    .output();
  if (!success) fail(`NOT RELEASED: git ${args[0]} fails; a release needs a git checkout`);
  return new TextDecoder().decode(stdout).trim();
}

async function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  const child = new Deno.Command(program, { args: [...args], cwd: ROOT, stdin: "null" }).spawn();
  return (await child.status).success;
}

async function write(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(new URL(path, ROOT), text);
}

function complain(line: string): void {
  writeLine(Deno.stderr, line);
}

function fail(line: string, code: number = EXIT.failed): never {
  complain(line);
  Deno.exit(code);
}
