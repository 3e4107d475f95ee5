/** Spreads the times at which refused clients may try again, so that they don't all come at once. Deterministic. */

/** The golden ratio: however many multiples of it are taken modulo 1, they are spread evenly. */
const STEP = (Math.sqrt(5) - 1) / 2;

/** A function that returns times from `ms` / 2 to `ms`, evenly spread. */
export function spread(ms: number): () => number {
  let part = 0;
  return () => {
    part = (part + STEP) % 1;
    return Math.ceil(ms * (1 + part) / 2);
  };
}
