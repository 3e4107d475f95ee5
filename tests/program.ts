/**
 * The program under test, for whoever starts one: what the README's tasks run, permissions included, or the
 * executable that they make. It owns what is started, where and as whom; what becomes of the process is the
 * caller's.
 *
 *     ESTIMATEX_TEST_BINARY=FILE    this executable, run in the folder that it is in
 *     ESTIMATEX_TEST_DENO=FILE      the tasks, run by this Deno instead of the one that runs the tests
 *     ESTIMATEX_TEST_USER=UID:GID   as this user; takes root, util-linux and a program that this user may run
 */
import manifest from "../deno.json" with { type: "json" };

/** Where the tasks run. */
export const ROOT = new URL("../", import.meta.url).pathname;

/** Whether the executable is tested, whose permissions are baked in, instead of the sources. */
export function isExecutable(): boolean {
  return isAsked("ESTIMATEX_TEST_BINARY");
}

/** Whether this variable is set; a run without permissions, which may not look, is asked for nothing. */
export function isAsked(variable: string): boolean {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" && Deno.env.has(variable);
}

/** The folder that the program runs in; the executable stands in it alone. */
export function workingFolder(): string {
  return Deno.env.get("ESTIMATEX_TEST_BINARY")?.replace(/[^/]*$/, "") ?? ROOT;
}

/** The user that the program runs as, if it is another than ours. */
export function otherUser(): { readonly uid: number; readonly gid: number } | null {
  const text = Deno.env.get("ESTIMATEX_TEST_USER");
  if (text === undefined) return null;
  const [, uid, gid] = /^(\d+):(\d+)$/.exec(text) ?? [];
  if (uid === undefined) throw new Error(`ESTIMATEX_TEST_USER must be UID:GID, got "${text}"`);
  return { uid: Number(uid), gid: Number(gid) };
}

/**
 * What the start task runs, with these flags; from sources it may also read `reads`. `launcher`: what becomes the
 * program, and is given its words. `preload`: a module that runs before the sources do: for bugs on purpose.
 */
export function serverWords(
  flags: readonly string[],
  reads: readonly string[] = [],
  launcher: readonly string[] = [],
  preload: string | null = null,
): readonly string[] {
  const [run = "", ...words] = taskWords("start").map((word) =>
    word.startsWith("--allow-read=") ? [word, ...reads].join(",") : word
  );
  const task = [run, ...preload === null ? [] : [`--preload=${preload}`], ...words];
  return program(withData(task, flags), flags, launcher);
}

/** What the client task runs for somebody whose home is `home`, with these arguments. */
export function clientWords(args: readonly string[], home: string): readonly string[] {
  return program(taskWords("client").map((word) => word.replaceAll("$HOME", home)), args);
}

/** A task's command without the name of Deno before it. */
export function taskWords(task: "start" | "client"): readonly string[] {
  return manifest.tasks[task].command.replaceAll(/["']/g, "").split(" ").slice(1);
}

/** The start task may write to `data` alone; a test's data is elsewhere, and stands in its place. */
export function withData(task: readonly string[], flags: readonly string[]): readonly string[] {
  const data = flags[flags.indexOf("--data") + 1];
  if (data === undefined || !flags.includes("--data")) return task;
  return task.map((word) =>
    /^--allow-(read|write)=/.test(word) ? word.replace(/\bdata(?=,|$)/, data) : word
  );
}

/** Our own environment without what would configure the program. */
export function cleanEnvironment(): Record<string, string> {
  const entries = Object.entries(Deno.env.toObject());
  const ours = (name: string) => name.startsWith("ESTIMATEX_") || name === "PORT";
  return { ...Object.fromEntries(entries.filter(([name]) => !ours(name))), NO_COLOR: "1" };
}

/** A new folder that belongs to whoever the program runs as. */
export function programsFolder(prefix = "estimatex-"): string {
  const folder = Deno.makeTempDirSync({ prefix });
  giveToProgram(folder);
  return folder;
}

/** Makes whoever the program runs as the owner. */
export function giveToProgram(...paths: readonly string[]): void {
  const user = otherUser();
  if (user !== null) { for (const path of paths) Deno.chownSync(path, user.uid, user.gid); }
}

function program(
  task: readonly string[],
  args: readonly string[],
  launcher: readonly string[] = [],
): readonly string[] {
  const binary = Deno.env.get("ESTIMATEX_TEST_BINARY");
  const deno = Deno.env.get("ESTIMATEX_TEST_DENO") ?? Deno.execPath();
  const started = binary === undefined ? [deno, ...task, ...args] : [binary, ...args];
  const words = [...launcher, ...started];
  const user = otherUser();
  if (user === null) return words;
  // it becomes the program, so that signals and process ids are the program's own
  const as = ["--reuid", `${user.uid}`, "--regid", `${user.gid}`, "--clear-groups"];
  return ["setpriv", ...as, "--no-new-privs", "--", ...words];
}
