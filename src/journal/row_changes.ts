/**
 * What brings the rows of a list, each with a key of its own, from one state to the next. A list that grows by
 * one costs one row, however long it is. Pure.
 */

/** Writing it twice is as good as once. */
export interface RowChanges<Row> {
  /** Rows that stay where they are in the list. */
  readonly changed: ReadonlyMap<string, Row>;
  /** Rows for the end of the list, in this order, wherever they may have been before. */
  readonly appended: ReadonlyMap<string, Row>;
  readonly removed: readonly string[];
}

export const NO_CHANGES: RowChanges<never> = {
  changed: new Map<string, never>(),
  appended: new Map<string, never>(),
  removed: [],
};

/** The changes from `before` to `after`. Rows are values: another reference is another row. */
export function rowChanges<Row>(
  before: ReadonlyMap<string, Row>,
  after: ReadonlyMap<string, Row>,
): RowChanges<Row> {
  if (before === after) return NO_CHANGES;
  const changed = new Map<string, Row>();
  const appended = new Map<string, Row>();
  const old = before.keys();
  // rows can only be added at the end: from the first one that was not where it is now, all are added anew
  let inPlace = true;
  for (const [key, row] of after) {
    inPlace &&= isAhead(old, key);
    if (!inPlace) appended.set(key, row);
    else if (before.get(key) !== row) changed.set(key, row);
  }
  return { changed, appended, removed: [...before.keys()].filter((key) => !after.has(key)) };
}

/** Whether `key` is still to come among these; what is before it has been passed. */
function isAhead(keys: Iterator<string>, key: string): boolean {
  for (let next = keys.next(); !next.done; next = keys.next()) if (next.value === key) return true;
  return false;
}

/** `rows` as they are after the changes. */
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

/** The same changes to rows that `convert` makes of these. */
export function mapChanges<Row, Other>(
  { changed, appended, removed }: RowChanges<Row>,
  convert: (row: Row) => Other,
): RowChanges<Other> {
  const converted = (rows: ReadonlyMap<string, Row>) =>
    new Map([...rows].map(([key, row]) => [key, convert(row)] as const));
  return { changed: converted(changed), appended: converted(appended), removed };
}

/** Whether there is nothing to change. */
export function isEmpty({ changed, appended, removed }: RowChanges<unknown>): boolean {
  return changed.size + appended.size + removed.length === 0;
}
