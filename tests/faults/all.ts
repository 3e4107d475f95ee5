/**
 * Runs a story for each of these at once, because most of what takes time here is waiting. All of them come
 * to their end, so that a failure leaves nothing open; then the first failure is the test's.
 */
export async function all<Case>(
  cases: readonly Case[],
  story: (one: Case) => Promise<void>,
): Promise<void> {
  const ends = await Promise.allSettled(cases.map(story));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
