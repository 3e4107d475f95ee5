/** Exit codes: 0: done, or stopped by a signal; 1: it could not be done; 2: the command line is wrong. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;
