/** What the client gets from the process. */
export interface CommandContext {
  /** An environment variable; undefined where it is not set, or may not be read. */
  readonly env: (name: string) => string | undefined;
}
