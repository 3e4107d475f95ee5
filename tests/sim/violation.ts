/** A rule that does not hold: what the simulation looks for. */

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
