/**
 * Expected v2 frames: complete JSON, with markers for values that the server chooses. Uses no code of the server.
 */

/** Ids and tokens that the frames of a run have shown so far. */
export interface Seen {
  /** Member ids, by the model's numbers for members. */
  readonly ids: Map<number, string>;
  /** The member's number for each resume token. */
  readonly tokens: Map<string, number>;
}

/** A value that the server chooses. */
abstract class Marker {
  /** What is wrong with a value; null: nothing. */
  abstract wrong(given: unknown, seen: Seen): string | null;
}

export type Expected =
  | string
  | number
  | boolean
  | null
  | Marker
  | readonly Expected[]
  | { readonly [field: string]: Expected };

/** A sentence for a person, in any words. */
export class Sentence extends Marker {
  override wrong(given: unknown): string | null {
    return typeof given === "string" && given.length > 10 ? null : `no sentence: ${given}`;
  }
}

/** [P2.9] When to come again, in milliseconds; not 0. */
export class Later extends Marker {
  override wrong(given: unknown): string | null {
    const isLater = Number.isInteger(given) && Number(given) > 0 && Number(given) <= 60_000;
    return isLater ? null : `no time to come again: ${given}`;
  }
}

/** The time at which the frame was sent. */
export class SomeTime extends Marker {
  override wrong(given: unknown): string | null {
    return typeof given === "number" ? null : `no time: ${given}`;
  }
}

/** [R18] A member's id: always the same, and unique. */
export class MemberId extends Marker {
  constructor(readonly who: number) {
    super();
  }

  override wrong(given: unknown, { ids }: Seen): string | null {
    const known = ids.get(this.who);
    if (known === given) return null;
    if (known !== undefined) return `member ${this.who} was ${known}, is ${given}`;
    if (typeof given !== "string" || given === "") return `no member id: ${given}`;
    if ([...ids.values()].includes(given)) return `${given} is somebody else's id`;
    ids.set(this.who, given);
    return null;
  }
}

/** [P2.2] A member's resume token: always the same, and unique. */
export class Token extends Marker {
  constructor(readonly who: number) {
    super();
  }

  override wrong(given: unknown, { tokens }: Seen): string | null {
    if (typeof given !== "string" || !/^[0-9a-f]{32}$/.test(given)) return `no token: ${given}`;
    const known = tokens.get(given);
    const other = known === undefined && [...tokens.values()].includes(this.who);
    if (other || (known !== undefined && known !== this.who)) return "another's or a new token";
    tokens.set(given, this.who);
    return null;
  }
}

/** A room's id, sent for the first time. */
export class NewRoom extends Marker {
  constructor(readonly takes: (room_id: string) => string | null) {
    super();
  }

  override wrong(given: unknown): string | null {
    return this.takes(`${given}`);
  }
}

/** Where and how `given` differs from what was expected; null: it does not. */
export function difference(expected: Expected, given: unknown, seen: Seen): string | null {
  if (expected instanceof Marker) {
    const wrong = expected.wrong(given, seen);
    return wrong === null ? null : `: ${wrong}`;
  }
  if (expected === null || typeof expected !== "object") {
    return expected === given ? null : ` is ${JSON.stringify(given)}, not ${expected}`;
  }
  if (!hasFields(given) || Array.isArray(given) !== isList(expected)) {
    return ` is ${JSON.stringify(given)}`;
  }
  const due = Object.entries(expected);
  for (const [field, value] of due) {
    if (!Object.hasOwn(given, field)) return `.${field} is missing`;
    const wrong = difference(value, given[field], seen);
    if (wrong !== null) return `.${field}${wrong}`;
  }
  const surplus = Object.keys(given);
  if (surplus.length === due.length) return null;
  return ` has a field ${surplus.find((field) => !Object.hasOwn(expected, field))}`;
}

function hasFields(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === "object" && given !== null;
}

function isList(expected: Expected): boolean {
  return Array.isArray(expected);
}
