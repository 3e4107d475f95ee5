/** A server with the API switched on, and a program that has its key. */
import { Member, V2 } from "../e2e/v2_member.ts";
import { giveToProgram, programsFolder } from "../program.ts";
import { Server, type ServerOptions } from "../e2e/server.ts";

/** As an operator would make it: nobody may find it anywhere but in the file. */
export const KEY = "okapi-and-tapir-0123456789";

/** An answer, its body read. */
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Of a body that is JSON. */
  readonly json: Readonly<Record<string, unknown>>;
}

interface Ask {
  readonly method?: string;
  /** A text is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export class ApiServer implements AsyncDisposable {
  /** The process that serves now. */
  server: Server;
  readonly keyFile: string;
  readonly #options: ServerOptions;

  private constructor(server: Server, keyFile: string, options: ServerOptions) {
    this.server = server;
    this.keyFile = keyFile;
    this.#options = options;
  }

  static async start(options: ServerOptions = {}): Promise<ApiServer> {
    const folder = programsFolder();
    const keyFile = `${folder}/keys`;
    await Deno.writeTextFile(keyFile, `${KEY}\n`);
    giveToProgram(keyFile);
    const flags = ["--api-key-file", keyFile, ...options.flags ?? []];
    const all = { workers: 2, reads: folder, ...options, flags };
    return new ApiServer(await Server.start(all), keyFile, all);
  }

  get url(): string {
    return `http://127.0.0.1:${this.server.port}`;
  }

  /** Ends the process with a signal, and starts another one, on another port. */
  async startAgain(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    await this.server.kill(signal);
    this.server = await Server.start(this.#options);
  }

  async ask(path: string, { method = "GET", body, headers = {} }: Ask = {}): Promise<Answer> {
    const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${KEY}`,
        ...text !== undefined && { "content-type": "application/json" },
        ...headers,
      },
      ...text !== undefined && { body: text },
    });
    const answered = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    const json = isJson && answered !== "" ? JSON.parse(answered) : {};
    return { status: response.status, headers: response.headers, text: answered, json };
  }

  async post(path: string, body: unknown, headers: Ask["headers"] = {}): Promise<Answer> {
    return await this.ask(path, { method: "POST", body, headers });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.stop();
  }
}

/** What offers the secret of an admin link as the page does [W14]. */
export function adminOffer(adminLink: unknown): string {
  const [, secret] = `${adminLink}`.split("#admin=");
  return `estimatex.admin.${secret}`;
}

/** A session with one ballot: opened by the program, held by one person. */
export async function holdSession(api: ApiServer, ticket_id: string): Promise<string> {
  const { json: { room_id, admin_link } } = await api.post("/rooms", { capacity: 1 });
  const query = { action: "JOIN_ROOM", name: "ana", room_id: `${room_id}` };
  const protocols = [V2, adminOffer(admin_link)];
  await using ana = await Member.connect(api.server.port, query, { protocols });
  await ana.welcomed();
  await ana.does("BEGIN_VOTING", { ticket_id, title: "=SUM(1,2)" });
  await ana.does("MEMBER_VOTED", { ticket_id, vote: "5" });
  await ana.does("REVEAL_VOTES", { ticket_id });
  await ana.does("END_SESSION");
  return `${room_id}`;
}
