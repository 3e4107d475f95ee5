/** Distributes seats evenly over rows, so that no row has a single seat left over. Pure. */

/** How many seats each row has: as few rows of at most `fit` seats as possible, whose lengths differ by at most one. */
export function seatRows(count: number, fit: number): readonly number[] {
  if (count === 0) return [];
  const rows = Math.ceil(count / Math.max(1, fit));
  const least = Math.floor(count / rows);
  const longer = count % rows;
  return Array.from({ length: rows }, (_, row) => least + (row < longer ? 1 : 0));
}

/** The indexes of the seats that begin a row shorter than the first: such a row is indented by half a seat. */
export function shiftedSeats([longest = 0, ...others]: readonly number[]): ReadonlySet<number> {
  const shifted = new Set<number>();
  let first = longest;
  for (const row of others) {
    if (row < longest) shifted.add(first);
    first += row;
  }
  return shifted;
}
