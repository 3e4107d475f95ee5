/** Runs what ends when a connection is lost, as when the server is killed. */

/** Runs `story` until it ends or a connection is lost. Rejects with any other error. */
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
