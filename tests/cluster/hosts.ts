/**
 * Machines for tests: this one, or several with a network between them, which are network namespaces of Linux. Any two
 * of them can be cut from each other without a word to either; this process reaches all of them whatever is cut. That
 * takes root; `canSeparate` says whether it can be had.
 */
/** Where a program runs, and what it is started with there. */
export interface Host {
  readonly address: string;
  /** A program and its arguments that becomes the one that is named behind them. */
  readonly launcher: readonly string[];
}

export const LOOPBACK: Host = { address: "127.0.0.1", launcher: [] };

/** An address of Ethernet that nobody has. */
const NOBODY = "02:00:00:00:00:00";

/** Whether namespaces can be made here. To be asked where programs may be run. */
export function canSeparate(): boolean {
  const name = `${nameOfThis()}-try`;
  try {
    const { success } = new Deno.Command("ip", { args: ["netns", "add", name], ...SILENT })
      .outputSync();
    if (success) new Deno.Command("ip", { args: ["netns", "del", name], ...SILENT }).outputSync();
    return success;
  } catch {
    return false; // there is no `ip`
  }
}

export class SeparateHosts implements AsyncDisposable {
  readonly all: readonly Host[];
  /** The namespace of each. */
  readonly #names: readonly string[];
  readonly #hub: string;

  private constructor(names: readonly string[], hub: string) {
    this.#names = names;
    this.#hub = hub;
    this.all = names.map((name, at) => ({
      address: addressOf(at + 1),
      launcher: ["ip", "netns", "exec", name],
    }));
  }

  static async make(count: number): Promise<SeparateHosts> {
    const own = nameOfThis();
    const names = Array.from({ length: count }, (_, at) => `${own}-${at + 1}`);
    const hosts = new SeparateHosts(names, `${own}-hub`);
    try {
      await hosts.#build();
    } catch (error) {
      await hosts[Symbol.asyncDispose]();
      throw error;
    }
    return hosts;
  }

  /** Nothing that one sends reaches the other any more, until `mend`; by their numbers from 0. */
  async cut(one: number, other: number): Promise<void> {
    await this.#each(
      one,
      other,
      (to) => `neigh replace ${to} lladdr ${NOBODY} dev e0 nud permanent`,
    );
  }

  async mend(one: number, other: number): Promise<void> {
    await this.#each(one, other, (to) => `neigh del ${to} dev e0`);
  }

  /** Whatever runs there has ended before. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of [...this.#names, this.#hub]) {
      await ip(`netns del ${name}`).catch(() => {}); // some may not have been made
    }
  }

  async #each(one: number, other: number, what: (to: string) => string): Promise<void> {
    for (const [from, to] of [[one, other], [other, one]] as const) {
      await ip(`-n ${this.#names[from]} ${what(addressOf(to + 1))}`);
    }
  }

  /** A bridge in a namespace of its own, and a cable from it to each of the others and to this one. */
  async #build(): Promise<void> {
    const hub = this.#hub;
    await ip(`netns add ${hub}`);
    await ip(`-n ${hub} link add br0 type bridge`);
    await ip(`-n ${hub} link set br0 up`);
    const here = nameOfThis();
    await ip(`link add ${here} type veth peer name here netns ${hub}`);
    await ip(`-n ${hub} link set here master br0 up`);
    await ip(`addr add ${addressOf(254)}/24 dev ${here}`);
    await ip(`link set ${here} up`);
    for (const [at, name] of this.#names.entries()) {
      await ip(`netns add ${name}`);
      await ip(`-n ${name} link add e0 type veth peer name p${at} netns ${hub}`);
      await ip(`-n ${hub} link set p${at} master br0 up`);
      await ip(`-n ${name} addr add ${this.all[at]?.address}/24 dev e0`);
      await ip(`-n ${name} link set e0 up`);
      await ip(`-n ${name} link set lo up`);
    }
  }
}

const SILENT = { stdin: "null", stdout: "null", stderr: "null" } as const;

/** No other test that runs at this moment has it; an interface may be called so. */
function nameOfThis(): string {
  return `ex${Deno.pid}`;
}

function addressOf(host: number): string {
  return `10.213.${Deno.pid % 250}.${host}`;
}

async function ip(words: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("ip", {
    args: words.split(" "),
    stdin: "null",
  }).output();
  if (!success) throw new Error(`ip ${words}: ${new TextDecoder().decode(stderr).trim()}`);
}
