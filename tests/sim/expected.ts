/**
 * What a v2 frame has to be, field by field and nothing besides: plain JSON, with a marker where the
 * server may choose. No code of the server's in here.
 */

/** What the frames of a run have shown so far. */
export interface Seen {
  /** Member ids by the numbers of members. */
  readonly ids: Map<number, string>;
  /** Resume tokens, and whose they are. */
  readonly tokens: Map<string, number>;
}

/** A value that the server chooses. */
abstract class Marker {
  /** What is wrong with the value given; null: nothing. */
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

/** Words for a person. */
export class Sentence extends Marker {
  override wrong(given: unknown): string | null {
    return typeof given === "string" && given.length > 10 ? null : `no sentence: ${given}`;
  }
}

/** [P2.9] When to come again: milliseconds, none of them at once. */
export class Later extends Marker {
  override wrong(given: unknown): string | null {
    const isLater = Number.isInteger(given) && Number(given) > 0 && Number(given) <= 60_000;
    return isLater ? null : `no time to come again: ${given}`;
  }
}

/** A time that was taken when it was sent, by the clock of that moment. */
export class SomeTime extends Marker {
  override wrong(given: unknown): string | null {
    return typeof given === "number" ? null : `no time: ${given}`;
  }
}

/** [R18] A member's id: the same whenever it is sent, and nobody else's. */
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

/** [P2.2] A member's resume token: the same each time, and nobody else's. */
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

/** The id of a room that is sent for the first time. */
export class NewRoom extends Marker {
  constructor(readonly takes: (room_id: string) => string | null) {
    super();
  }

  override wrong(given: unknown): string | null {
    return this.takes(`${given}`);
  }
}

/** Where and how `given` is not what was expected; null: it is. */
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
