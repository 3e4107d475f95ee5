/**
 * Matches frames with those in examples. Ids, tokens, versions and times differ from run to run: a shown id must stand
 * for the same real one everywhere, and versions and times must keep their order. `…` stands for anything that is left
 * out: fields, entries, the rest of a line.
 */

/** Fields whose values the server makes. */
const IDS: ReadonlySet<string> = new Set([
  "room_id",
  "member_id",
  "admin_id",
  "resume_token",
  "MemberID",
]);

export class Bindings {
  readonly #ids = new Map<string, string>();
  readonly #numbers = new Map<string, (readonly [number, number])[]>();

  /** The text with the real ids in place of those that are shown. */
  real(text: string): string {
    let result = text;
    for (const [shown, real] of this.#ids) {
      result = result.replaceAll(shown, real).replaceAll(shown.toLowerCase(), real.toLowerCase());
    }
    return result;
  }

  /** Why the frame is not what is shown, or null if it is: only then anything is bound. */
  mismatch(shown: string, actual: string): string | null {
    const wanted = this.real(shown);
    const end = wanted.indexOf("…");
    if (!wanted.startsWith("{")) {
      const same = end < 0 ? actual === wanted : actual.startsWith(wanted.slice(0, end));
      return same ? null : `it is ${actual}`;
    }
    if (!actual.startsWith("{")) return `it is ${actual}`;
    const attempt = this.#copy();
    const why = attempt.#compare(withElisions(wanted), JSON.parse(actual), "");
    if (why === null) this.#take(attempt);
    return why;
  }

  #compare(shown: unknown, actual: unknown, at: string): string | null {
    if (Array.isArray(shown)) {
      if (!Array.isArray(actual)) return differ(at, shown, actual);
      const open = shown.at(-1) === "…";
      const entries: readonly unknown[] = open ? shown.slice(0, -1) : shown;
      if (open ? actual.length < entries.length : actual.length !== entries.length) {
        return differ(at, shown, actual);
      }
      return first(entries.map((entry, i) => () => this.#compare(entry, actual[i], `${at}[${i}]`)));
    }
    if (isObject(shown)) {
      if (!isObject(actual)) return differ(at, shown, actual);
      const { "…": open, ...fields } = shown;
      const surplus = Object.keys(actual).filter((key) => !Object.hasOwn(fields, key));
      if (open === undefined && surplus.length > 0) return `${at} has ${surplus.join(", ")}, too`;
      return first(
        Object.entries(fields).map(([key, value]) => () =>
          this.#compare(value, actual[key], `${at}.${key}`)
        ),
      );
    }
    const field = at.slice(at.lastIndexOf(".") + 1);
    if (typeof shown === "string" && typeof actual === "string") {
      if (IDS.has(field)) return this.#bind(shown, actual) ? null : differ(at, shown, actual);
      if (at.endsWith(".server.version")) return null;
    }
    if (typeof shown === "number" && typeof actual === "number") {
      if (field === "version") return this.#inOrder(field, shown, actual, at);
      if (field === "ends_at" || field === "now") return null;
      if (field.endsWith("_at")) return this.#inOrder("time", shown, actual, at);
    }
    return shown === actual ? null : differ(at, shown, actual);
  }

  /** What is shown has its real ids already, where they are known. */
  #bind(shown: string, actual: string): boolean {
    if (shown === actual || this.#ids.get(shown) === actual) return true;
    if (this.#ids.has(shown)) return false;
    if ([...this.#ids.values()].some((real) => real === actual || real === shown)) return false;
    this.#ids.set(shown, actual);
    return true;
  }

  #inOrder(kind: "version" | "time", shown: number, actual: number, at: string): string | null {
    const known = this.#numbers.get(kind) ?? [];
    const fits = known.every(([s, a]) =>
      kind === "version"
        ? Math.sign(shown - s) === Math.sign(actual - a)
        : Math.sign(shown - s) * Math.sign(actual - a) >= 0
    );
    if (!fits) return differ(at, shown, actual);
    this.#numbers.set(kind, [...known, [shown, actual]]);
    return null;
  }

  #copy(): Bindings {
    const copy = new Bindings();
    copy.#take(this);
    return copy;
  }

  #take(other: Bindings): void {
    for (const [shown, real] of other.#ids) this.#ids.set(shown, real);
    for (const [kind, known] of other.#numbers) this.#numbers.set(kind, known);
  }
}

/** JSON with `…` in it: a key of its own in an object, an entry of its own in a list. */
export function withElisions(text: string): unknown {
  const nesting: string[] = [];
  const json = text.replace(/"(?:[^"\\]|\\.)*"|[[{}\]]|…/g, (token) => {
    if (token === "{" || token === "[") nesting.push(token);
    if (token === "}" || token === "]") nesting.pop();
    if (token !== "…") return token;
    return nesting.at(-1) === "{" ? '"…":true' : '"…"';
  });
  return JSON.parse(json);
}

function first(comparisons: readonly (() => string | null)[]): string | null {
  for (const compare of comparisons) {
    const why = compare();
    if (why !== null) return why;
  }
  return null;
}

function differ(at: string, shown: unknown, actual: unknown): string {
  return `${at} is ${JSON.stringify(actual)} and not ${JSON.stringify(shown)}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
