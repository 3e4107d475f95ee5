/** The process's environment, as it is passed to whoever reads a part of it. */

/** The value of a variable; undefined if it is not set, or may not be read. */
export type Env = (name: string) => string | undefined;
