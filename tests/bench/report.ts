/** Formats figures, as a table for people. Pure. */
import type { Measurement } from "./drivers.ts";

/** Cells in columns: the first to the left, numbers to the right. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    }).join("  ").trimEnd()
  );
}

export const MEASUREMENT_COLUMNS: readonly string[] = [
  "rounds/s",
  "deliveries/s",
  "p50 ms",
  "p99 ms",
  "max ms",
  "server user us",
  "server sys us",
  "driver us",
];

/** The cells of a measurement, under `MEASUREMENT_COLUMNS`; CPU is for each delivery. */
export function measurementCells(it: Measurement): string[] {
  return [
    (it.rounds / it.seconds).toFixed(1),
    (it.deliveries / it.seconds).toFixed(0),
    it.p50Ms.toFixed(1),
    it.p99Ms.toFixed(1),
    it.maxMs.toFixed(1),
    it.server.userUs.toFixed(2),
    it.server.systemUs.toFixed(2),
    (it.driver.userUs + it.driver.systemUs).toFixed(2),
  ];
}
