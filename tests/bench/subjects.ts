/** The programs that are measured: the server as its start task runs it, and the bare programs. */
import { taskWords, withData } from "../program.ts";
import { portIn } from "./listening.ts";
import { Process } from "./process.ts";

/** What is loaded: one program, or several that form one service. */
export interface Subject {
  /** Where members connect, in turn. */
  readonly urls: readonly string[];
  readonly pids: readonly number[];
  /** Processes that it depends on, whose CPU is counted apart. */
  readonly besides: readonly number[];
  /** How many commits it has made so far; none: it makes none, or nobody counts them. */
  readonly commits?: () => Promise<number>;
  end(): Promise<void>;
}

/** A program that serves, on a free port of this machine. */
interface Program extends Subject {
  readonly url: string;
  readonly pid: number;
}

interface ServerOptions {
  readonly workers?: number;
  readonly flags?: readonly string[];
  /** Default: any that is free. */
  readonly port?: number;
  /** A directory to keep rooms in. */
  readonly data?: string;
}

/** The server without limits, because all members have one address and send without pauses. */
export function startServer(
  { workers = 1, flags = [], port = 0, data }: ServerOptions = {},
): Promise<Program> {
  const all = [
    ...["--host", "127.0.0.1", "--port", `${port}`, "--workers", `${workers}`],
    ...["--log-format", "json", "--max-room-capacity", "1000"],
    ...["--max-connections", "0", "--max-connections-per-ip", "0", "--max-rooms-per-ip", "0"],
    ...["--message-rate", "0", ...flags],
    ...data === undefined ? [] : ["--data", data],
  ];
  // what the task runs, so that what is measured is what users run
  return start([...withData(taskWords("start"), all), ...all]);
}

/** A server with `--data`, in a directory that is removed with it. */
export async function startKeeping(
  flags: readonly string[] = [],
  options: Pick<ServerOptions, "workers"> = {},
): Promise<Subject> {
  const data = await Deno.makeTempDir({ prefix: "estimatex-bench-" });
  const subject = await startServer({ ...options, data, flags });
  return {
    ...subject,
    end: async () => {
      await subject.end();
      await Deno.remove(data, { recursive: true });
    },
  };
}

/** Starts bare_broadcast.ts. */
export function startBroadcast(): Promise<Subject> {
  return start(["run", "--frozen", "--allow-net=127.0.0.1", "tests/bench/bare_broadcast.ts"]);
}

/** Starts bare_sockets.ts. */
export function startSockets(): Promise<Subject> {
  return start(["run", "--frozen", "--allow-net=127.0.0.1", "tests/bench/bare_sockets.ts"]);
}

/** Runs a program and waits for the line with its port, as the server's log does. */
async function start(args: readonly string[]): Promise<Program> {
  const process = new Process({ args });
  const port = await portIn(() => process.line());
  process.ignoreRest();
  const url = `ws://127.0.0.1:${port}/ws`;
  return {
    ...{ url, urls: [url], pid: process.pid, pids: [process.pid], besides: [] },
    end: () => process.end(),
  };
}
