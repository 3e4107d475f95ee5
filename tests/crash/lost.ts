/** What is done until the line is cut, as everybody's is when the server is killed. */

/** Runs `story` to its end, or to that of somebody's connection. Anything else that goes wrong is thrown. */
export async function untilCut(
  story: () => Promise<void>,
  isCut: () => boolean,
): Promise<void> {
  try {
    await story();
  } catch (error) {
    if (!isCut()) throw error;
  }
}
