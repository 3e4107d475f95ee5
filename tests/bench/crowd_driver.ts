/**
 * Drives all members of one large room in one process: they join, and vote again and again from "storm" to "calm",
 * which are lines of its standard input. It prints its progress and results as lines of JSON. Its only argument is its
 * plan; it needs the network.
 */
import type { ErrorData } from "./errors.ts";
import { Member, type MemberRoom } from "./member.ts";
import { type Plan, protocolsOf } from "./plan.ts";
import { targetOf } from "./socket.ts";
import { Tally } from "./tally.ts";
import { print } from "../print.ts";

/** A line of its input. */
export type CrowdCommand = "storm" | "calm";

/** A line of its output. */
export type CrowdLine =
  /** Everybody has a seat; everybody votes. */
  | { readonly event: "seated" | "storming" }
  | CrowdPhase;

/** The result of a phase, after its last frame. */
export interface CrowdPhase {
  readonly event: "over";
  /** Until everybody had a seat, or until the calm. */
  readonly seconds: number;
  /** From then until the last frame. */
  readonly afterwards: number;
  readonly commands: number;
  readonly deliveries: number;
  readonly bytes: number;
  readonly errors: ErrorData;
}

/** Who is in the room, and where. */
export interface CrowdPlan extends Pick<Plan, "members" | "v1Percent"> {
  readonly url: string;
}

/** How many members join at the same time. */
const ARRIVING = 32;
/** The interval of each member's votes, in milliseconds; v2 members withdraw them in between. */
const VOTE_EVERY_MS = 500;
/** The interval of the timer that casts due votes, in milliseconds. */
const STEP_MS = 5;
/** How often v2 members ping [W8], in milliseconds. */
const PING_MS = 20_000;
/** After this long without a frame a phase has ended, in milliseconds: states of a large room may be far apart. */
const QUIET_MS = 2_500;

const TICKET = { ticket_id: "T1" };

/** Ignores what members receive. */
const ROOM: MemberRoom = {
  voted() {},
  asked() {},
  revealAsked() {},
  finished() {},
  stated() {},
  lost() {},
};

class Crowd {
  readonly #tally = new Tally();
  readonly #members: readonly Member[];
  readonly #plan: CrowdPlan;
  #commands = 0;

  constructor(plan: CrowdPlan) {
    this.#plan = plan;
    this.#members = protocolsOf(plan, 0).map((protocol, number) =>
      new Member(number, protocol, { room: ROOM, tally: this.#tally })
    );
  }

  /** The first member opens the room, and the others join it. */
  async enter(): Promise<void> {
    const target = targetOf(this.#plan.url);
    const began = performance.now();
    const [admin, ...others] = this.#members;
    if (admin === undefined) throw new Error("a crowd of nobody");
    await admin.enter(target, { action: "CREATE_ROOM", capacity: this.#members.length });
    setInterval(() => this.#members.forEach((member) => member.ping()), PING_MS);
    const left = others.values();
    await Promise.all(Array.from({ length: ARRIVING }, async () => {
      for (const member of left) {
        await member.enter(target, { action: "JOIN_ROOM", room_id: admin.roomId });
      }
    }));
    say({ event: "seated" });
    await this.#over(began);
  }

  /** All members vote again and again until `calm` resolves, at fixed times that do not depend on the server. */
  async storm(calm: Promise<unknown>): Promise<void> {
    this.#members[0]?.say("BEGIN_VOTING", TICKET);
    await quiet(this.#tally);
    this.#clear();
    say({ event: "storming" });
    const began = performance.now();
    const count = this.#members.length;
    const timer = setInterval(() => {
      const due = Math.floor(count * (performance.now() - began) / VOTE_EVERY_MS);
      for (; this.#commands < due; this.#commands++) {
        const isFirst = Math.floor(this.#commands / count) % 2 === 0;
        this.#vote(this.#members[this.#commands % count], isFirst);
      }
    }, STEP_MS);
    await calm;
    clearInterval(timer);
    await this.#over(began);
  }

  leave(): void {
    for (const member of this.#members) member.hangUp();
  }

  #vote(member: Member | undefined, isFirst: boolean): void {
    const other = member?.protocol === "v1" ? "8" : null;
    member?.say("MEMBER_VOTED", { ...TICKET, vote: isFirst ? "5" : other });
  }

  #clear(): void {
    this.#tally.clear();
    this.#commands = 0;
  }

  async #over(began: number): Promise<void> {
    const until = performance.now();
    const last = await quiet(this.#tally);
    const { deliveries, bytes, errors } = this.#tally;
    say({
      event: "over",
      seconds: (until - began) / 1_000,
      afterwards: Math.max(0, last - until) / 1_000,
      commands: this.#commands,
      deliveries,
      bytes,
      errors: errors.toJSON(),
    });
    this.#clear();
  }
}

/** Waits until no more frames come, and resolves with the time of the last one. */
async function quiet(tally: Tally): Promise<number> {
  const began = performance.now();
  let [before, last] = [tally.deliveries, began];
  do {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (tally.deliveries === before) continue;
    before = tally.deliveries;
    last = performance.now();
  } while (performance.now() - last < QUIET_MS);
  return last;
}

function say(line: CrowdLine): void {
  print(JSON.stringify(line));
}

if (import.meta.main) {
  const crowd = new Crowd(JSON.parse(Deno.args[0] ?? "null"));
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).getReader();
  await crowd.enter();
  while (!(await lines.read()).done) await crowd.storm(lines.read());
  crowd.leave();
  Deno.exit();
}
