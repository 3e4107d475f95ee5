/**
 * `deno task cold-start`: measures the time from the start of the process until a client has opened the first room, and
 * the same for a minimal server (bare_sockets.ts). The programs take turns, and the median of the turns' ratios counts:
 * milliseconds depend on the machine, ratios hardly.
 *
 *     deno task cold-start [--turns 15]
 *     deno task cold-start --binary dist/estimatex-server --bare-binary dist/bare-sockets
 *
 * With executables these are measured, too; the bare one is made by
 * `deno compile --no-config --allow-net=127.0.0.1 --output dist/bare-sockets tests/bench/bare_sockets.ts`.
 */
import { integer, readFlags } from "../flags.ts";
import { taskWords } from "../program.ts";
import { median } from "./latencies.ts";
import { TextLineStream } from "./lines.ts";
import { portIn } from "./listening.ts";
import { table } from "./report.ts";
import { print } from "../print.ts";
import { signalChild } from "../e2e/signal_child.ts";

const USAGE = "deno task cold-start [--turns 15] [--binary FILE --bare-binary FILE]";
const PATH = "/ws?action=CREATE_ROOM&name=ana&max_room_capacity=2";
const FLAGS = ["--host", "127.0.0.1", "--port", "0", "--log-format", "json"];
const BARE = ["run", "--frozen", "--allow-net=127.0.0.1", "tests/bench/bare_sockets.ts"];

interface Program {
  readonly name: string;
  readonly words: readonly string[];
  /** The program that it is compared with; undefined: none. */
  readonly bare?: string;
}

/** Milliseconds from the start to the first frame, and of these until it listened. */
interface ColdStart {
  readonly listeningMs: number;
  readonly roomMs: number;
}

/** Starts the program, opens a room in it, and ends it. */
async function coldStart([program = "", ...args]: readonly string[]): Promise<ColdStart> {
  const began = performance.now();
  const child = new Deno.Command(program, {
    args,
    cwd: new URL("../../", import.meta.url),
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream()).getReader();
  try {
    const port = await portIn(() => nextOf(lines));
    const listeningMs = performance.now() - began;
    await firstFrame(`ws://127.0.0.1:${port}${PATH}`);
    return { listeningMs, roomMs: performance.now() - began };
  } finally {
    signalChild(child, "SIGKILL"); // its end is not measured
    while (!(await lines.read()).done);
    await child.status;
  }
}

async function nextOf(lines: ReadableStreamDefaultReader<string>): Promise<string> {
  const { done, value } = await lines.read();
  if (done) throw new Error("it ended before it listened");
  return value;
}

async function firstFrame(url: string): Promise<void> {
  const socket = new WebSocket(url);
  await new Promise<void>((resolve, reject) => {
    socket.onerror = () => reject(new Error(`no answer at ${url}`));
    socket.onmessage = ({ data }) => {
      if (`${data}`.startsWith('{"type":"CREATE_ROOM"')) resolve();
      else reject(new Error(`an answer that is no room: ${data}`));
    };
  });
  socket.onerror = null;
  socket.close();
}

/** The programs to measure; with executables, if they are given. */
function programs(binary: string | undefined, bare: string | undefined): readonly Program[] {
  const deno = Deno.execPath();
  const start = [deno, ...taskWords("start"), ...FLAGS];
  const ours = (name: string, words: readonly string[], bare: string): Program[] => [
    { name: `${name}, one worker`, words: [...words, "--workers", "1"], bare },
    { name: `${name}, two workers`, words: [...words, "--workers", "2"], bare },
  ];
  const all: Program[] = [
    { name: "bare program, deno run", words: [deno, ...BARE] },
    ...ours("server, deno run", start, "bare program, deno run"),
  ];
  if (binary === undefined || bare === undefined) return all;
  return [
    ...all,
    { name: "bare program, executable", words: [bare] },
    ...ours("server, executable", [binary, ...FLAGS], "bare program, executable"),
  ];
}

if (import.meta.main) {
  const given = readFlags(USAGE, ["turns", "binary", "bare-binary"]);
  const turns = integer(given, "turns", 15);
  const file = (name: string) => {
    const path = given.get(name)?.[0];
    // a path as the shell has it, whatever folder the program runs in
    return path === undefined ? undefined : new URL(path, `file://${Deno.cwd()}/`).pathname;
  };
  const all = programs(file("binary"), file("bare-binary"));
  const times = new Map<string, ColdStart[]>(all.map(({ name }) => [name, []]));
  // the first start fills caches, and does not count
  for (const { words } of all) await coldStart(words);
  for (let turn = 0; turn < turns; turn++) {
    for (const { name, words } of all) times.get(name)?.push(await coldStart(words));
  }
  const rows = all.map(({ name, bare }) => {
    const own = times.get(name) ?? [];
    const held = times.get(bare ?? "");
    const ratios = held?.map(({ roomMs }, turn) => (own[turn]?.roomMs ?? NaN) / roomMs) ?? [];
    return [
      name,
      median(own.map(({ listeningMs }) => listeningMs)).toFixed(0),
      median(own.map(({ roomMs }) => roomMs)).toFixed(0),
      held === undefined ? "" : median(ratios).toFixed(2),
    ];
  });
  const head = [`medians of ${turns} turns`, "listening ms", "first room ms", "ratio"];
  for (const line of table([head, ...rows])) print(line);
}
