/** Known faults of the version of Deno that runs the program. */

/** The first version that sends one close frame: https://github.com/denoland/deno/issues/21642 */
const CLOSES_ONCE = "2.6.4";

/**
 * What is wrong with this version of Deno, in a sentence; null: nothing that is known. Before 2.6.4 a second close
 * frame follows the server's, and Chromium reports 1006 instead of the code that was sent: two tabs with one seat would
 * then take it from each other for ever.
 */
export function runtimeTrouble(version: string): string | null {
  if (!isBefore(version, CLOSES_ONCE)) return null;
  return `Deno ${version} sends every close twice, which Chromium takes for a broken line: ` +
    `use ${CLOSES_ONCE} or later`;
}

/** Whether `version` is lower than `other`. Both begin with `MAJOR.MINOR.PATCH`; the rest is ignored. */
function isBefore(version: string, other: string): boolean {
  const numbers = (text: string) => text.split(/[.+-]/, 3).map(Number);
  const [major = 0, minor = 0, patch = 0] = numbers(version);
  const [otherMajor = 0, otherMinor = 0, otherPatch = 0] = numbers(other);
  if (major !== otherMajor) return major < otherMajor;
  return minor !== otherMinor ? minor < otherMinor : patch < otherPatch;
}
