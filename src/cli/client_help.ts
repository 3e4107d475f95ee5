/** The texts of `create --help` and `join --help`, from the tables of flags and of commands in line mode. */
import type { CommandName } from "../terminal/options.ts";
import { optionsOf } from "./client_arguments.ts";
import { entry, wrap } from "../base/wrap.ts";
import { ABOUT_WORDS, WORDS } from "../terminal/words.ts";

const WIDTH = 80;
const LAYOUT = { column: 32, width: WIDTH };

const USAGE: Readonly<Record<CommandName, string>> = {
  create: "estimatex-server create [flags]",
  join: "estimatex-server join ROOM|LINK [flags]",
};

const ABOUT: Readonly<Record<CommandName, string>> = {
  create: "Opens a room on a server and joins it as the admin, here in the terminal.",
  join: "Joins a room, here in the terminal. If you were in it before, you get your seat back.",
};

/** The help of a command, without a line break at its end. */
export function clientHelp(command: CommandName): string {
  return [
    `Usage: ${USAGE[command]}`,
    "",
    ...wrap(ABOUT[command], WIDTH),
    "",
    "Flags:",
    ...optionsOf(command).flatMap(({ name, placeholder, about }) =>
      entry(`--${name}${placeholder === undefined ? "" : ` ${placeholder}`}`, about, LAYOUT)
    ),
    ...entry("-h, --help", "print this and exit", LAYOUT),
    "",
    ...wrap(
      "In a terminal it draws the room on the screen; press ? for all keys. Without a terminal, or with " +
        "--plain or --json, each line on standard input is a command, and each change is printed as a " +
        "line. When the input ends, the session goes on without commands.",
      WIDTH,
    ),
    "",
    "Commands, one a line:",
    ...Object.values(WORDS).flatMap(({ usage, about }) => entry(usage, about, LAYOUT)),
    "",
    ...wrap(ABOUT_WORDS, WIDTH),
    "",
    ...wrap(
      'With --json a command may be JSON too: {"do": "vote", "with": "5", "id": "1"}. What comes ' +
        "out has a type: entered, room, vote, nudged (somebody waits for your vote), result (a ballot " +
        "revealed, or its estimate or note changed), status, done and error (with the id of the " +
        "command), results (at the end).",
      WIDTH,
    ),
    "",
    "Exit codes: 0 the session ended or you left; 1 it failed; 2 a flag is wrong.",
  ].join("\n");
}
