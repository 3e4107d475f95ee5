/** The text that --help prints, laid out from the table of flags for a terminal of 80 columns. */
import { entry, together, wrap } from "../base/wrap.ts";
import { DURATION_FORM } from "../base/duration.ts";
import type { Flag } from "./flag.ts";
import { FLAGS } from "./flags.ts";

const WIDTH = 80;
const LAYOUT = { column: 30, width: WIDTH };

type AnyFlag = Pick<Flag<unknown>, "name" | "group" | "placeholder" | "about" | "fallbackText">;

/** A command beside the server, as the help shows it. */
interface HelpedCommand {
  readonly usage: string;
  readonly about: string;
}

/** The whole help, ending without a line break. */
export function helpText(commands: Readonly<Record<string, HelpedCommand>>): string {
  const all: readonly AnyFlag[] = Object.values(FLAGS);
  const groups = [...new Set(all.map((flag) => flag.group))];
  return [
    "estimatex-server: real-time story-point estimation for teams",
    "",
    "Usage: estimatex-server [flags]",
    ...Object.entries(commands).flatMap(([name, { usage, about }], index) => [
      ...index === 0
        ? ["       estimatex-server COMMAND", "", "Commands (COMMAND --help shows more):"]
        : [],
      ...entry(`${name} ${usage}`, about, LAYOUT),
    ]),
    ...groups.flatMap((group) => [
      "",
      `${group}:`,
      ...all.filter((flag) => flag.group === group).flatMap((flag) =>
        entry(usage(flag), `${flag.about} ${together(`(default: ${flag.fallbackText})`)}`, LAYOUT)
      ),
    ]),
    "",
    "Other:",
    ...entry("-h, --help", "print this and exit", LAYOUT),
    ...entry("-V, --version", "print the version and exit", LAYOUT),
    ...entry("--check-config", "check the settings, print them as JSON and exit", LAYOUT),
    "",
    ...paragraph(
      "For every limit but --max-room-capacity, 0 means no limit. A TIME is a whole number",
      `with a unit, ${DURATION_FORM} (ms and d work too).`,
    ),
    "",
    ...paragraph(
      "Each flag is also an environment variable: ESTIMATEX_ and its name in capitals, with",
      "underscores, such as ESTIMATEX_MAX_ROOMS. A flag overrides its variable; an empty variable",
      "counts as not set. In a variable, --trust-proxy is true, false, 1 or 0, and lists are",
      "separated by commas. PORT is used if neither --port nor ESTIMATEX_PORT is given.",
    ),
    "",
    ...paragraph(
      "Exit codes: 0 it was stopped; 1 it could not be done, such as using a port that is taken;",
      "2 a setting is wrong.",
    ),
    "",
    "Examples:",
    "  estimatex-server --port 9000",
    "  estimatex-server --trust-proxy --allowed-origin https://points.example.com",
    "  ESTIMATEX_MAX_ROOMS=500 ESTIMATEX_LOG_FORMAT=json estimatex-server",
  ].join("\n");
}

function usage(flag: AnyFlag): string {
  return flag.placeholder === null ? `--${flag.name}` : `--${flag.name} ${flag.placeholder}`;
}

function paragraph(...parts: string[]): string[] {
  return wrap(parts.join(" "), WIDTH);
}
