/**
 * Runs a story for several cases at once, because most of the time is waiting. Waits for all of them, so that a failure
 * leaves nothing open; then rejects with the first error.
 */
export async function all<Case>(
  cases: readonly Case[],
  story: (one: Case) => Promise<void>,
): Promise<void> {
  const ends = await Promise.allSettled(cases.map(story));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
