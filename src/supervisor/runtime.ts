/** Faults of the Deno version that runs the program, which only another version mends. */

/** The first that closes a WebSocket once: https://github.com/denoland/deno/issues/21642 */
const CLOSES_ONCE = "2.6.4";

/**
 * What is wrong with this version of Deno, a sentence; null: nothing that is known. Before 2.6.4 the server's close
 * frame is followed by a second one, and Chromium gives its page a broken line (1006) instead of the code that was
 * sent: of two tabs with one seat, each would take it from the other for ever.
 */
export function runtimeTrouble(version: string): string | null {
  if (!isBefore(version, CLOSES_ONCE)) return null;
  return `Deno ${version} sends every close twice, which Chromium takes for a broken line: ` +
    `use ${CLOSES_ONCE} or later`;
}

/** Whether `version` came before `other`; both are `MAJOR.MINOR.PATCH`, whatever follows. */
function isBefore(version: string, other: string): boolean {
  const numbers = (text: string) => text.split(/[.+-]/, 3).map(Number);
  const [major = 0, minor = 0, patch = 0] = numbers(version);
  const [otherMajor = 0, otherMinor = 0, otherPatch = 0] = numbers(other);
  if (major !== otherMajor) return major < otherMajor;
  return minor !== otherMinor ? minor < otherMinor : patch < otherPatch;
}
