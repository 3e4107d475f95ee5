/** When those may come again who are sent away together, so that they don't come back together. It draws no chance. */

/** The golden section: however many steps of it are taken, where they end in a circle is spread evenly. */
const STEP = (Math.sqrt(5) - 1) / 2;

/** Times from half of `ms` to all of it, in an even spread. */
export function spread(ms: number): () => number {
  let part = 0;
  return () => {
    part = (part + STEP) % 1;
    return Math.ceil(ms * (1 + part) / 2);
  };
}
