/**
 * The changes that turn one list of keyed rows into another. Appending a row to a long list costs one row. Pure.
 */

/** Applying it twice has the same effect as once. */
export interface RowChanges<Row> {
  /** Rows whose values change, but not their position. */
  readonly changed: ReadonlyMap<string, Row>;
  /** Rows to add or move to the end of the list, in this order. */
  readonly appended: ReadonlyMap<string, Row>;
  readonly removed: readonly string[];
}

/** The changes between two equal lists. */
export const NO_CHANGES: RowChanges<never> = {
  changed: new Map<string, never>(),
  appended: new Map<string, never>(),
  removed: [],
};

/** The changes from `before` to `after`. Rows are immutable, and compared by reference. */
export function rowChanges<Row>(
  before: ReadonlyMap<string, Row>,
  after: ReadonlyMap<string, Row>,
): RowChanges<Row> {
  if (before === after) return NO_CHANGES;
  const changed = new Map<string, Row>();
  const appended = new Map<string, Row>();
  const old = before.keys();
  // rows can only be appended: from the first one whose position has changed, all are appended anew
  let inPlace = true;
  for (const [key, row] of after) {
    inPlace &&= isAhead(old, key);
    if (!inPlace) appended.set(key, row);
    else if (before.get(key) !== row) changed.set(key, row);
  }
  return { changed, appended, removed: [...before.keys()].filter((key) => !after.has(key)) };
}

/** Advances to `key`; false if it does not come. */
function isAhead(keys: Iterator<string>, key: string): boolean {
  for (let next = keys.next(); !next.done; next = keys.next()) if (next.value === key) return true;
  return false;
}

/** The rows after the changes. */
export function withChanges<Row>(
  rows: ReadonlyMap<string, Row>,
  { changed, appended, removed }: RowChanges<Row>,
): Map<string, Row> {
  const result = new Map([...rows, ...changed]);
  for (const key of removed) result.delete(key);
  for (const [key, row] of appended) {
    result.delete(key);
    result.set(key, row);
  }
  return result;
}

/** The same changes with converted rows. */
export function mapChanges<Row, Other>(
  changes: RowChanges<Row>,
  convert: (row: Row) => Other,
): RowChanges<Other> {
  if (changes === NO_CHANGES) return NO_CHANGES;
  const { changed, appended, removed } = changes;
  const converted = (rows: ReadonlyMap<string, Row>) =>
    new Map([...rows].map(([key, row]) => [key, convert(row)] as const));
  return { changed: converted(changed), appended: converted(appended), removed };
}

/** Whether there is nothing to change. */
export function isEmpty({ changed, appended, removed }: RowChanges<unknown>): boolean {
  return changed.size + appended.size + removed.length === 0;
}
