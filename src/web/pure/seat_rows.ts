/** Rows of seats that are full alike, and the last one never has a single seat to itself. Pure. */

/** How many sit in each row: as few rows as `fit` allows, and none shorter than another by more than one. */
export function seatRows(count: number, fit: number): readonly number[] {
  if (count === 0) return [];
  const rows = Math.ceil(count / Math.max(1, fit));
  const least = Math.floor(count / rows);
  const longer = count % rows;
  return Array.from({ length: rows }, (_, row) => least + (row < longer ? 1 : 0));
}

/** Whose seat begins a row that is shorter than the first: it stands half a seat further in. */
export function shiftedSeats([longest = 0, ...others]: readonly number[]): ReadonlySet<number> {
  const shifted = new Set<number>();
  let first = longest;
  for (const row of others) {
    if (row < longest) shifted.add(first);
    first += row;
  }
  return shifted;
}
