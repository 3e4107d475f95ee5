/**
 * The newest format of records that this version writes, rooms' and nodes' alike. Nodes write the lowest of all that
 * live, and read every one up to their own [C18].
 */
export const FORMAT = 1;

/** In which formats a node reads and writes [C18]. */
export interface Formats {
  /** The newest that it knows: what `FORMAT` is, but in simulations of versions to come. */
  readonly newest: number;
  /** The lowest that one of those who live knows: what is written. */
  readonly lowest: number;
}

/** Of a node that knows of no other. */
export const OWN_FORMATS: Formats = { newest: FORMAT, lowest: FORMAT };
