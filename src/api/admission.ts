/** Who may ask, and how often [A3, W9]. A wrong key is a guess; no key is ever in an answer or a line of the log. */
import { STATUS_CODE } from "@std/http/status";
import type { Problem } from "./problem.ts";

/** Addresses whose requests are counted; the one that has been counted longest gives way. */
const ADDRESSES_MAX = 1_000;

export interface Admission {
  /** The operator's keys. */
  readonly keys: { has(key: string): boolean };
  /** Who guessed too often waits, and what was a guess is counted. */
  readonly brake: {
    hold(address: string, onwards: () => void): "free" | "full" | (() => void);
    count(address: string): void;
  };
  /** How many requests one address may make on this worker: a new one's. */
  readonly budget: () => Budget;
}

/** What one address may ask, one request at a time. */
interface Budget {
  /** false: it is used up. */
  take(): boolean;
}

/** The budgets of a bounded number of addresses. */
export class Budgets {
  readonly #make: () => Budget;
  readonly #budgets = new Map<string, Budget>();

  constructor(make: () => Budget) {
    this.#make = make;
  }

  take(address: string): boolean {
    const budget = this.#budgets.get(address) ?? this.#make();
    this.#budgets.delete(address);
    this.#budgets.set(address, budget);
    const [oldest] = this.#budgets.keys();
    if (this.#budgets.size > ADDRESSES_MAX && oldest !== undefined) this.#budgets.delete(oldest);
    return budget.take();
  }
}

/** Why this request is not answered; null: it is. */
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

/** [W9] Whether it may go on, at once or late. */
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
  detail: "Your address asks too often: try again in a second.",
  headers: { "retry-after": "1" },
};

const TOO_MANY_GUESSES: Problem = {
  status: STATUS_CODE.TooManyRequests,
  detail:
    "Too many wrong keys, room ids or tokens have come from your address: try again in a minute.",
  headers: { "retry-after": "60" },
};
