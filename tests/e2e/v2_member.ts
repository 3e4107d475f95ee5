/**
 * A v2 client over plain TCP, whose connection a test can drop. It checks what must hold for every v2 connection: the
 * fields of each frame, WELCOME first, versions that only grow, one reply for each command [P2.2, P2.3]. It sends only
 * what a test tells it to.
 */
import { assertEquals } from "@std/assert";
import { RawSocket } from "./raw_socket.ts";
import { Transcript } from "./transcript.ts";
import { type DataOf, readFrame, type Room, type V2Frame } from "./v2_shapes.ts";

export const V2 = "estimatex.v2";

/** The sub-protocol that carries a passcode, in base64url [W14]. */
export function passcodeOffer(passcode: string): string {
  return `estimatex.passcode.${base64url(passcode)}`;
}

/** The sub-protocol that carries the key for opening rooms [A1, W14]. */
export function keyOffer(key: string): string {
  return `estimatex.key.${base64url(key)}`;
}

function base64url(text: string): string {
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** What is offered beside the query. */
interface ConnectOptions {
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** How the connection ended; without a code, it just ended. */
interface V2Exit {
  readonly by: "server" | "person";
  readonly code?: number;
  readonly reason?: string;
}

type Welcome = DataOf<"WELCOME">;
type RoomMember = Room["members"][number];

export class Member implements AsyncDisposable {
  readonly name: string;
  readonly frames: V2Frame[] = [];
  /** Called for each frame, before any wait for it is resolved. */
  onFrame: (frame: V2Frame) => void = () => {};
  readonly #socket: RawSocket;
  readonly #transcript: Transcript;
  readonly #running: Promise<void>;
  /** Commands without a reply so far. */
  readonly #asked = new Set<string>();
  #lastId = 0;
  #welcome: Welcome | undefined;
  #room: Room | undefined;
  #exit: V2Exit | undefined;
  #breach: Error | undefined;

  private constructor(name: string, socket: RawSocket) {
    this.name = name;
    this.#socket = socket;
    this.#transcript = new Transcript(`the v2 member "${name}"`);
    this.#running = this.#run();
  }

  /** Connects with this query string, whatever comes of it. */
  static async connect(
    port: number,
    query: Readonly<Record<string, string>>,
    { protocols = [V2], headers = {} }: ConnectOptions = {},
  ): Promise<Member> {
    const path = `/ws?${new URLSearchParams(query)}`;
    const socket = await RawSocket.open(port, { path, protocols, headers });
    assertEquals(socket.protocol, V2);
    return new Member(query["name"] ?? "", socket);
  }

  /** What the connection began with. Only once it has been welcomed. */
  get welcome(): Welcome {
    return this.#welcome ?? this.#never("a welcome");
  }

  get id(): string {
    return this.welcome.you.member_id;
  }

  /** The room as this member was last sent it. */
  get room(): Room {
    return this.#room ?? this.#never("a room");
  }

  /** Set once the connection has ended. */
  get exit(): V2Exit | undefined {
    return this.#exit;
  }

  async welcomed(): Promise<Welcome> {
    return await this.#until("WELCOME", () => this.#welcome);
  }

  /** Waits until the newest state satisfies `fits`. `what`: names it in failures. */
  async sees(what: string, fits: (room: Room) => boolean): Promise<Room> {
    const found = () => this.#room !== undefined && fits(this.#room) ? this.#room : undefined;
    return await this.#until(what, found);
  }

  /** Waits until it sees this member like this. */
  async seesMember(name: string, is: Partial<RoomMember>): Promise<Room> {
    const fits = (member: RoomMember) =>
      member.name === name &&
      Object.entries(is).every(([key, value]) => Reflect.get(member, key) === value);
    return await this.sees(`${name} ${JSON.stringify(is)}`, ({ members }) => members.some(fits));
  }

  /** Sends a command with an id and waits for the reply. */
  async asks(type: string, data: unknown = {}): Promise<V2Frame> {
    const id = `${++this.#lastId}`;
    this.#asked.add(id);
    await this.sends(JSON.stringify({ type, data, id }));
    return await this.#until(`reply to ${type} ${id}`, () => this.#replyTo(id));
  }

  /** As `asks`, and the command must be executed. Resolves with the version that shows it. */
  async does(type: string, data: unknown = {}): Promise<number> {
    const { version } = (await this.#ok(type, data)).data;
    return version ?? this.#never(`a version in the OK to ${type}`);
  }

  /** As `does`, and waits until this member sees it. */
  async sets(type: string, data: unknown = {}): Promise<Room> {
    const version = await this.does(type, data);
    return await this.sees(`version ${version}`, (room) => room.version >= version);
  }

  /** As `asks`, and the command must be refused with this code. */
  async isRefused(type: string, data: unknown, code: string, field?: string): Promise<void> {
    const reply = await this.asks(type, data);
    const answer = reply.type === "ERROR" ? [reply.data.code, reply.data.field] : [reply.type];
    assertEquals(answer, [code, field], `${type} ${JSON.stringify(data)}: ${reply.raw}`);
  }

  /** The revealed ballots from `after` on, and where the next page begins. */
  async results(after?: number): Promise<DataOf<"OK">> {
    return (await this.#ok("GET_RESULTS", after === undefined ? {} : { after })).data;
  }

  /** Waits for the `nth` frame of this type (from 1). */
  async receives<T extends V2Frame["type"]>(
    type: T,
    nth = 1,
  ): Promise<Extract<V2Frame, { type: T }>> {
    const is = (frame: V2Frame): frame is Extract<V2Frame, { type: T }> => frame.type === type;
    return await this.#until(`${type} ${nth}`, () => this.frames.filter(is)[nth - 1]);
  }

  /** Sends a text as it stands. */
  async sends(text: string): Promise<void> {
    this.#transcript.note(`-> ${shown(text)}`);
    await this.#socket.text(text);
  }

  /** Sends any frame or bytes through this. */
  get socket(): RawSocket {
    return this.#socket;
  }

  async ended(): Promise<V2Exit> {
    return await this.#until("end", () => this.#exit);
  }

  /** Waits for the server to close with this code. */
  async isClosed(code: number): Promise<void> {
    const exit = await this.ended();
    assertEquals([exit.by, exit.code], ["server", code], `${this}`);
  }

  /** The network is gone: no close frame. */
  async cut(): Promise<void> {
    this.#over({ by: "person" });
    await this.#socket.cut();
    await this.#running;
  }

  /** Drops the connection, and throws if the server broke the protocol on it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.cut();
    if (this.#breach !== undefined) throw this.#breach;
  }

  toString(): string {
    return this.#transcript.toString();
  }

  /** Waits; after a failed wait, nothing more is reported at the end. */
  async #until<Found>(what: string, look: () => Found | undefined): Promise<Found> {
    try {
      return await this.#transcript.until(what, look);
    } catch (error) {
      this.#breach = undefined;
      throw error;
    }
  }

  async #ok(type: string, data: unknown): Promise<Extract<V2Frame, { type: "OK" }>> {
    const reply = await this.asks(type, data);
    return reply.type === "OK" ? reply : this.#never(`an OK to ${type}`);
  }

  async #run(): Promise<void> {
    try {
      while (this.#exit === undefined) {
        const frame = await this.#socket.message(Infinity);
        if (this.#exit !== undefined) return;
        if (frame.kind === "end") this.#over({ by: "server" });
        else if (frame.kind === "close") {
          this.#over({ by: "server", code: frame.code, reason: frame.reason });
        } else if (frame.kind === "text") this.#read(frame.text);
        else throw new Error(`the server sent a ${frame.kind} frame`);
      }
    } catch (error) {
      this.#transcript.note(`!! ${error}`);
      this.#breach = new Error(`${error}; the transcript of "${this.name}":\n${this}`);
      this.#over({ by: "person" });
    } finally {
      await this.#socket.cut();
    }
  }

  #read(raw: string): void {
    try {
      this.#handle(raw);
    } catch (error) {
      throw new Error(`${error}, in ${shown(raw)}`);
    }
  }

  #handle(raw: string): void {
    const frame = readFrame(raw);
    if (this.frames.length === 0) {
      require(frame.type === "WELCOME" || frame.type === "ERROR", "WELCOME or ERROR is first");
    } else require(frame.type !== "WELCOME", "there is one WELCOME");
    if (frame.re !== undefined) {
      require(this.#asked.delete(frame.re), `${frame.re} was asked, and not answered before`);
    }
    if (frame.type === "WELCOME" || frame.type === "ROOM_STATE") {
      const { room } = frame.data;
      const known = this.#room?.version ?? -1;
      require(room.version > known, `version ${room.version} follows ${known}`);
      this.#room = room;
      if (frame.type === "WELCOME") this.#welcome = frame.data;
    }
    this.frames.push(frame);
    this.onFrame(frame);
    this.#transcript.note(`<- ${shown(raw)}`);
  }

  #replyTo(id: string): V2Frame | undefined {
    return this.frames.find(({ re }) => re === id);
  }

  #over(exit: V2Exit): void {
    if (this.#exit !== undefined) return;
    this.#exit = exit;
    this.#transcript.end(`${exit.by} ${exit.code ?? ""} ${exit.reason ?? ""}`);
  }

  #never(what: string): never {
    throw new Error(`"${this.name}" did not get ${what}:\n${this}`);
  }
}

/** As much of a frame as a person reads. */
function shown(raw: string): string {
  return raw.length <= 2_000 ? raw : `${raw.slice(0, 2_000)}…`;
}

function require(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new Error(`the server broke a rule: ${rule}`);
}
