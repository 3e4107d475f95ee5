// Command lines and environments that can't be meant: the real program ends at once, with exit code 2 and one
// line that names what somebody wrote and says what is allowed.
import { assertEquals, assertMatch } from "@std/assert";
import manifest from "../../deno.json" with { type: "json" };
import { permittedTest } from "../permitted.ts";
import { cleanEnvironment, serverWords, workingFolder } from "../program.ts";
import { Home } from "../terminal/program.ts";

type Env = Readonly<Record<string, string>>;

interface Misuse {
  readonly words: readonly string[];
  readonly env?: Env;
  readonly line: RegExp;
}

const KEPT = "needs --data: without it nothing is kept";
const LONG = "x".repeat(41);

/** What is asked of the server, and of the commands beside it. */
const OF_SERVER: readonly Misuse[] = [
  {
    words: ["jion", "7K2M9QXD"],
    line: /^"jion" is no command, did you mean join\? \(--help lists all\)$/,
  },
  { words: ["doctor", "--_", "http://x"], line: /^unknown flag --_ \(--help lists all flags\)$/ },
  { words: ["doctor", "http://x", "http://y"], line: /^doctor needs one URL.*"http:\/\/y"$/ },
  { words: ["doctor", "http://x", "--idle"], line: /^--idle needs a value: a time such as 30s/ },
  {
    words: ["doctor", "http://x", "--idle", "99d"],
    line: /^--idle must be at most 24d, got "99d"$/,
  },
  { words: ["doctor", "http://x", "--json=maybe"], line: /^--json takes no value$/ },
  {
    words: ["doctor", "http://x", "--idle=1s", "--idle=2s"],
    line: /^--idle was given 2 times, it can only be given once$/,
  },
  { words: ["health", "ftp://x"], line: /^URL must be an address such as .*, got "ftp:\/\/x"$/ },
  {
    words: ["health"],
    env: { PORT: "http" },
    line: /^PORT must be a whole number from 0 to 65535, got "http"$/,
  },
  {
    words: ["health"],
    env: { ESTIMATEX_ADMIN_PORT: "0" },
    line: /^ESTIMATEX_ADMIN_PORT is 0, any free port: give the server's address$/,
  },
  {
    words: ["health"],
    env: { ESTIMATEX_HOST: "a b" },
    line: /^ESTIMATEX_HOST must be an IP address or a host name, got "a b"$/,
  },
  { words: ["health", "http://x", "y"], line: /^unexpected argument "y"$/ },
  { words: ["backup"], line: /^backup needs a directory: backup \/backups\/monday --data/ },
  { words: ["restore", "a"], line: /^--data \(or ESTIMATEX_DATA\) must be the directory that/ },
  {
    words: ["results", "delete", "7K2M9QXD", "--cluster", "a"],
    line: /^delete needs --data: of what a cluster keeps, no session can be deleted alone$/,
  },
  { words: ["tickets"], line: /^tickets needs a FILE, or - for standard input$/ },
  { words: ["tickets", "a.csv", "b.csv"], line: /^unexpected argument "b\.csv"$/ },
  { words: ["tickets", "--_", "a.csv"], line: /^unknown flag --_ \(--help lists all flags\)$/ },
  {
    words: ["tickets", "a.csv", "--id", "0"],
    line: /^--id must be the number of a column, from 1, got "0"$/,
  },
  {
    words: ["tickets", "a.csv", "--title"],
    line: /^--title needs a value: the number of a column/,
  },
  { words: ["tickets", "a.csv", "--json=maybe"], line: /^--json takes no value$/ },
  {
    words: ["move", "--data", "d"],
    line: /^move needs --data and --cluster: first from where, then to where$/,
  },
  {
    words: ["move", "--data", "d", "--cluster", "nats://user:secret@a"], // [C23]
    line: /^--cluster must be addresses of NATS servers.*, got "\*\*\*@a"$/,
  },
  { words: ["results", "--_", "y"], line: /^unknown flag --_ \(--help lists all flags\)$/ },
  {
    words: ["results", "--data", "a", "--data", "b"],
    line: /^--data was given 2 times, it can only be given once$/,
  },
  { words: ["results"], line: /^--data \(or ESTIMATEX_DATA\) must be the directory/ },
  {
    words: ["results"],
    env: { ESTIMATEX_DAT: "d" },
    line: /^ESTIMATEX_DAT is no setting, did you mean ESTIMATEX_DATA\?/,
  },
  {
    words: [],
    env: { ESTIMATEX_MAXROOMS: "5" },
    line: /^ESTIMATEX_MAXROOMS is no setting, did you mean ESTIMATEX_MAX_ROOMS\? \(--help lists/,
  },
  { words: ["--data-sync", "full"], line: new RegExp(`^--data-sync ${KEPT}$`) },
  {
    words: [],
    env: { ESTIMATEX_RESULTS_KEEP: "90d" },
    line: new RegExp(`^ESTIMATEX_RESULTS_KEEP ${KEPT}$`),
  },
  { words: ["--admin-host", "::1"], line: /^--admin-host needs --admin-port: / },
  {
    words: ["--port", "9000", "--admin-port", "9000"],
    line: /^--admin-port must be another port than --port, got 9000 for both$/,
  },
  {
    words: ["--resume-grace", "1m"],
    env: { ESTIMATEX_ADMIN_GRACE: "1h" },
    line: /^ESTIMATEX_ADMIN_GRACE must be at most --resume-grace, got 1h and 1m$/,
  },
  {
    words: [],
    env: { ESTIMATEX_TLS_CERT: "/nowhere/cert.pem", ESTIMATEX_TLS_KEY: "/nowhere/key.pem" },
    line: /^can't read ESTIMATEX_TLS_CERT "\/nowhere\/cert\.pem": /,
  },
  { words: ["--node", "a"], line: /^--node needs --cluster: without it this machine is alone$/ },
  {
    words: ["--cluster", "a", "--data", "d"],
    line: /^--cluster can't be used with --data: the cluster keeps the rooms$/,
  },
  {
    words: ["--cluster", "a"],
    env: { ESTIMATEX_CLUSTER_CREDS: "/nowhere/a.creds" },
    line: /^can't read ESTIMATEX_CLUSTER_CREDS "\/nowhere\/a\.creds": /,
  },
  { words: ["client"], line: /^client takes create, or join ROOM \(/ },
  { words: ["client", "--port", "1"], line: /^client takes create, or join ROOM, got "--port" \(/ },
  { words: ["client", "jion"], line: /^client takes create, or join ROOM, got "jion" \(/ },
];

/** What is asked of the client, in a folder with `taken.csv`, which is a folder, too. */
const JOIN = ["join", "7K2M9QXD", "--name", "Ana", "--server", "localhost:1"];
const OF_CLIENT: readonly Misuse[] = [
  { words: [...JOIN, "--save", "x.txt"], line: /^--save must end with \.csv, \.json or \.md, got/ },
  {
    words: [...JOIN, "--save", "FOLDER/missing/x.csv"],
    line: /^--save can't write ".*x\.csv": there is no such folder$/,
  },
  {
    words: [...JOIN, "--save", "FOLDER/taken.csv"],
    line: /^--save can't write ".*": it is a folder$/,
  },
  { words: [...JOIN, "--queue-id", "1"], line: /^--queue-id and --queue-title need --queue FILE$/ },
  ...["passcode-file", "header-file", "queue"].map((flag) => ({
    words: [...JOIN, `--${flag}`, "FOLDER/missing"],
    line: new RegExp(`^--${flag} .*: there is no such file$`),
  })),
  {
    words: [...JOIN, "--queue", "x.csv", "--queue-title", "0"],
    line: /^--queue-title must be the number of a column, from 1, got "0"$/,
  },
  { words: [...JOIN, "--port", "1"], line: /^unknown flag --port / },
  {
    words: ["join", "7K2M9QXD"],
    env: { ESTIMATEX_SERVR: "localhost:1" },
    line: /^ESTIMATEX_SERVR is no setting, did you mean ESTIMATEX_SERVER\?/,
  },
  {
    words: ["join", "7K2M9QXD"],
    env: { ESTIMATEX_PASSCOD: "sesame" },
    line: /^ESTIMATEX_PASSCOD is no setting, did you mean ESTIMATEX_PASSCODE\?/,
  },
  {
    words: JOIN,
    env: { ESTIMATEX_PASSCODE: "x".repeat(65) },
    line: /^ESTIMATEX_PASSCODE must have 1 to 64 characters$/,
  },
  {
    words: ["join", "7K2M9QXD"],
    env: { ESTIMATEX_SERVER: "ftp://x" },
    line: /^ESTIMATEX_SERVER must be an address such as/,
  },
  {
    words: ["join", "7K2M9QXD"],
    env: { ESTIMATEX_NAME: LONG },
    line: /^ESTIMATEX_NAME must have 1 to 40 characters/,
  },
];

permittedTest("a mistake ends the server's and the commands' start with one line", async () => {
  for (const { words, env = {}, line } of OF_SERVER) {
    await ends(serverWords(words), { ...cleanEnvironment(), ...env }, line);
  }
});

permittedTest("a mistake ends the client's start with one line, before it connects", async () => {
  await using home = new Home();
  const folder = `${home.path}/.config/estimatex`; // where the task may write
  Deno.mkdirSync(`${folder}/taken.csv`, { recursive: true });
  for (const { words, env = {}, line } of OF_CLIENT) {
    const placed = words.map((word) => word.replace("FOLDER", folder));
    await ends(home.command(placed), { ...home.environment, ...env }, line);
  }
});

Deno.test("the client's task never starts a server: its arguments follow the word client", () => {
  assertMatch(manifest.tasks.client.command, / main\.ts client$/);
});

permittedTest("a folder without permission is named, and who denies it", async () => {
  const words = serverWords(["results", "--data", "/nowhere/at/all"]);
  const { code, lines } = await run(words, cleanEnvironment());
  assertEquals([code, lines.length], [1, 1], lines.join("\n"));
  // the executable may read everywhere
  assertMatch(lines[0] ?? "", /can't be read: this process may not|is not there/);
});

permittedTest("[C23] a cluster that can't be reached ends the start with one line", async () => {
  // nobody listens on port 1
  const words = serverWords(["--cluster", "127.0.0.1:1", "--port", "0", "--log-level", "error"]);
  const { code, lines } = await run(words, cleanEnvironment());
  assertEquals([code, lines.length], [1, 1], lines.join("\n"));
  assertMatch(
    lines[0] ?? "",
    /^NATS can't be reached at nats:\/\/127\.0\.0\.1:1 \(.*\): start it, or correct --cluster$/,
  );
});

async function ends(words: readonly string[], env: Env, line: RegExp): Promise<void> {
  const { code, lines } = await run(words, env);
  const ours = Object.keys(env).filter((name) => name.startsWith("ESTIMATEX_"));
  const output = `${ours} ${words.slice(-4).join(" ")}:\n${lines.join("\n")}`;
  assertEquals([code, lines.length], [2, 1], output);
  assertMatch(lines[0] ?? "", line, output);
}

async function run(
  [program = "", ...args]: readonly string[],
  env: Env,
): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  const ended = await new Deno.Command(program, {
    args,
    cwd: workingFolder(),
    env,
    clearEnv: true,
    stdin: "null",
    signal: AbortSignal.timeout(PATIENCE_MS), // a mistake that is not seen starts a server
  }).output();
  const text = [ended.stdout, ended.stderr].map((bytes) => new TextDecoder().decode(bytes)).join(
    "",
  );
  return { code: ended.code, lines: text.trimEnd().split("\n") };
}

const PATIENCE_MS = 60_000;
