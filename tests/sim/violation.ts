/** The failure of a run: a rule was broken. */

class Violation extends Error {
  override name = "Violation";
}

/** Ends the run; `rule` begins with the rule's number. */
export function fail(rule: string): never {
  throw new Violation(rule);
}

/** Ends the run unless `holds`. */
export function insist(holds: boolean, rule: string): asserts holds {
  if (!holds) fail(rule);
}
