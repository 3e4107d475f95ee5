/**
 * Signals that ask a process to stop, and follow the first within this time, are the same one, in milliseconds. A
 * terminal sends Ctrl-C, and its own end, to every process in it, and programs that started this one, such as
 * `deno task`, a shell or `timeout`, pass it on once more.
 */
export const SAME_SIGNAL_MS = 1_000;
