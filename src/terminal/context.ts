/** What the client is given of the process by whoever runs it. */
export interface CommandContext {
  /** An environment variable; undefined where it is not set, or may not be read. */
  readonly env: (name: string) => string | undefined;
}
