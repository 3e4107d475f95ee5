/**
 * Authenticates requests and limits their rate [A3, W9]. A wrong key counts as a guess. Keys are neither sent nor
 * logged.
 */
import { STATUS_CODE } from "@std/http/status";
import type { Problem } from "./problem.ts";

/** How many addresses have a budget; the least recently used one is dropped. */
const ADDRESSES_MAX = 1_000;

export interface Admission {
  /** The operator's keys. */
  readonly keys: { has(key: string): boolean };
  /** Delays or refuses addresses that guessed too often, and counts guesses [W9]. */
  readonly brake: {
    hold(address: string, onwards: () => void): "free" | "full" | (() => void);
    count(address: string): void;
  };
  /** Makes the budget of a new address, for requests on this worker. */
  readonly budget: () => Budget;
}

/** The rate limit of one address. */
interface Budget {
  /** Takes one request from the budget; false: it is used up. */
  take(): boolean;
}

/** The budgets of a limited number of addresses. */
export class Budgets {
  readonly #make: () => Budget;
  readonly #budgets = new Map<string, Budget>();

  constructor(make: () => Budget) {
    this.#make = make;
  }

  /** Takes one request from an address's budget; false: it is used up. */
  take(address: string): boolean {
    const budget = this.#budgets.get(address) ?? this.#make();
    this.#budgets.delete(address);
    this.#budgets.set(address, budget);
    const [oldest] = this.#budgets.keys();
    if (this.#budgets.size > ADDRESSES_MAX && oldest !== undefined) this.#budgets.delete(oldest);
    return budget.take();
  }
}

/** Returns the refusal of a request, after a delay if its address guessed too often; null: it is admitted. */
export async function admit(
  request: Request,
  address: string,
  { keys, brake, budgets }: Pick<Admission, "keys" | "brake"> & { readonly budgets: Budgets },
): Promise<Problem | null> {
  const [, key] = /^Bearer +([!-~]+) *$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  if (key === undefined) return KEYLESS;
  if (!await passes(brake, address)) return TOO_MANY_GUESSES;
  if (!keys.has(key)) {
    brake.count(address);
    return WRONG_KEY;
  }
  return budgets.take(address) ? null : TOO_MANY;
}

/** [W9] Resolves with true when the request may continue, perhaps late; with false if too many wait. */
function passes(brake: Admission["brake"], address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const held = brake.hold(address, () => resolve(true));
    if (typeof held === "string") resolve(held === "free");
  });
}

const unauthorized = (detail: string, error: string): Problem => ({
  status: STATUS_CODE.Unauthorized,
  detail,
  headers: { "www-authenticate": `Bearer realm="estimatex"${error}` },
});

const KEYLESS = unauthorized(
  "The request must have the header Authorization: Bearer KEY, with a key of --api-key-file.",
  "",
);

const WRONG_KEY = unauthorized(
  "The key in Authorization must be one of --api-key-file.",
  ', error="invalid_token"',
);

const TOO_MANY: Problem = {
  status: STATUS_CODE.TooManyRequests,
  detail: "Your address sends too many requests: try again in a second.",
  headers: { "retry-after": "1" },
};

const TOO_MANY_GUESSES: Problem = {
  status: STATUS_CODE.TooManyRequests,
  detail:
    "Too many wrong keys, room ids or tokens have come from your address: try again in a minute.",
  headers: { "retry-after": "60" },
};
