/**
 * The commands beside the server: `estimatex-server NAME ...`. Each is a module that is loaded only when it
 * is asked for, so that a server starts without what only they need.
 */

/** What a command is given of the process. */
export interface CommandContext {
  /** Of this program. */
  readonly version: string;
  /** An environment variable; undefined where it is not set, or may not be read. */
  readonly env: (name: string) => string | undefined;
}

export interface CommandModule {
  /** Runs the command with the arguments behind its name. Returns the exit code. */
  run(args: readonly string[], context: CommandContext): Promise<number>;
}

export interface Command {
  /** What follows the name, as the help shows it. */
  readonly usage: string;
  /** For the help: what it is for, in a few words. */
  readonly about: string;
  readonly load: () => Promise<CommandModule>;
}

/** Every command by its name. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  create: {
    usage: "[flags]",
    about: "open a room and take part from this terminal",
    load: () => import("./create.ts"),
  },
  join: {
    usage: "ROOM|LINK [flags]",
    about: "take part in a room from this terminal",
    load: () => import("./join.ts"),
  },
  results: {
    usage: "[show ROOM]",
    about: "show what was estimated, of a server that keeps it with --data",
    load: () => import("./results.ts"),
  },
  doctor: {
    usage: "URL",
    about: "says what a proxy between here and a server breaks",
    load: () => import("./doctor.ts"),
  },
};
