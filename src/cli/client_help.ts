/** What `create --help` and `join --help` print, from the tables of options and words. */
import type { CommandName } from "../terminal/options.ts";
import { optionsOf } from "./client_arguments.ts";
import { entry, wrap } from "../base/wrap.ts";
import { WORDS } from "../terminal/words.ts";

const WIDTH = 80;
const LAYOUT = { column: 32, width: WIDTH };

const USAGE: Readonly<Record<CommandName, string>> = {
  create: "estimatex-server create [flags]",
  join: "estimatex-server join ROOM|LINK [flags]",
};

const ABOUT: Readonly<Record<CommandName, string>> = {
  create: "Opens a room on a server and takes part in it as its admin, here in the terminal.",
  join:
    "Takes part in a room, here in the terminal. Whoever was in it before comes back to the seat.",
};

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
      "In a terminal one view is drawn anew in place; ? there shows all keys. Without one, or with " +
        "--plain or --json, every line on standard input is a command, and what happens is printed, " +
        "a line each. The end of the input ends the commands, not the session.",
      WIDTH,
    ),
    "",
    "Commands, one a line:",
    ...Object.values(WORDS).flatMap(({ usage, about }) => entry(usage, about, LAYOUT)),
    "",
    ...wrap(
      "A runner is the admin, or each voter where the room is set so (who_runs everyone). What may be " +
        "left out stands in [ ].",
      WIDTH,
    ),
    "",
    ...wrap(
      'With --json a command may be JSON, too: {"do": "vote", "with": "5", "id": "1"}. What comes ' +
        "out has a type: entered, room, vote, nudged (somebody waits for your vote), result (a ballot " +
        "revealed, or its estimate or note changed), status, done and error (with the id of the " +
        "command), results (at the end).",
      WIDTH,
    ),
    "",
    "Exit codes: 0 it ended or you left, 1 it could not be, 2 a flag is wrong.",
  ].join("\n");
}
