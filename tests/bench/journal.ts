/**
 * What keeping rooms costs: the same load on a server without `--data` and on one with, in turn, several times.
 * Prints the medians of CPU per delivered message and of the time until a command is answered, and their ratios:
 * absolute numbers are the machine's, ratios are ours. Run it with:
 *
 *   deno run --frozen --allow-all tests/bench/journal.ts
 */
import { Server } from "../e2e/server.ts";
import { programsFolder } from "../program.ts";

const ROUNDS = 5;
const ROOMS = 20;
const MEMBERS = 5;
const COMMANDS = 60;
/** Between two commands of a member, in milliseconds. */
const PAUSE_MS = 20;

interface Run {
  readonly cpu_us: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
}

class Client {
  received = 0;
  readonly latencies: number[] = [];
  readonly #socket: WebSocket;
  #answered: () => void = () => {};
  welcome: { room: { room_id: string } } | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async connect(port: number, query: Record<string, string>): Promise<Client> {
    const url = `ws://127.0.0.1:${port}/ws?${new URLSearchParams(query)}`;
    const socket = new WebSocket(url, "estimatex.v2");
    const client = new Client(socket);
    await new Promise<void>((resolve, reject) => {
      socket.onerror = () => reject(new Error("no connection"));
      socket.onmessage = ({ data }) => {
        client.received++;
        const message = JSON.parse(data);
        if (message.type === "WELCOME") {
          client.welcome = message.data;
          resolve();
        } else if (message.re !== undefined) client.#answered();
      };
    });
    return client;
  }

  async asks(type: string, data: unknown): Promise<void> {
    const from = performance.now();
    const answered = new Promise<void>((resolve) => this.#answered = resolve);
    this.#socket.send(JSON.stringify({ type, data, id: "1" }));
    await answered;
    this.latencies.push(performance.now() - from);
  }

  close(): void {
    this.#socket.onmessage = null;
    this.#socket.close();
  }
}

async function room(port: number): Promise<Client[]> {
  const create = { action: "CREATE_ROOM", name: "m", max_room_capacity: `${MEMBERS}` };
  const admin = await Client.connect(port, create);
  const room_id = admin.welcome?.room.room_id ?? "";
  const members = [admin];
  while (members.length < MEMBERS) {
    members.push(await Client.connect(port, { action: "JOIN_ROOM", name: "m", room_id }));
  }
  await admin.asks("BEGIN_VOTING", { ticket_id: "T" });
  return members;
}

/** Everybody votes and takes the vote back: each command changes what all see. */
async function load(member: Client): Promise<void> {
  for (let n = 0; n < COMMANDS; n++) {
    const vote = n % 2 === 0 ? "5" : null;
    await member.asks("MEMBER_VOTED", { ticket_id: "T", vote });
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (0.5 + Math.random())));
  }
}

/** Milliseconds of processor time that a process has had. */
async function cpuOf(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function run(flags: readonly string[]): Promise<Run> {
  const server = await Server.start({ flags: ["--message-rate", "0", ...flags] });
  const rooms: Client[][] = [];
  for (let n = 0; n < ROOMS; n++) rooms.push(await room(server.port));
  const clients = rooms.flat();
  const received = () => clients.reduce((sum, client) => sum + client.received, 0);
  const before = { cpu: await cpuOf(server.pid), received: received() };
  for (const client of clients) client.latencies.length = 0;
  await Promise.all(clients.map(load));
  const cpu_ms = await cpuOf(server.pid) - before.cpu;
  const sorted = clients.flatMap(({ latencies }) => latencies).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  const delivered = received() - before.received;
  for (const client of clients) client.close();
  await server.kill("SIGKILL");
  return { cpu_us: cpu_ms * 1_000 / delivered, p50_ms: at(0.5), p99_ms: at(0.99) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const runs = { none: [] as Run[], normal: [] as Run[], full: [] as Run[] };
for (let n = 0; n < ROUNDS; n++) {
  runs.none.push(await run([]));
  for (const sync of ["normal", "full"] as const) {
    const directory = programsFolder();
    runs[sync].push(await run(["--data", directory, "--data-sync", sync]));
    await Deno.remove(directory, { recursive: true });
  }
}
for (const key of ["cpu_us", "p50_ms", "p99_ms"] as const) {
  const of = (name: keyof typeof runs) => median(runs[name].map((one) => one[key]));
  const ratio = (name: keyof typeof runs) =>
    `${of(name).toFixed(2)} (${(of(name) / of("none")).toFixed(2)})`;
  console.log(
    `${key}: none ${of("none").toFixed(2)}, normal ${ratio("normal")}, full ${ratio("full")}`,
  );
}
